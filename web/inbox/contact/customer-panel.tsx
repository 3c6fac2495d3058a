import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { Dialogue } from '../../../core/api/shapes.ts'
import { t } from '../lib/t.ts'
import { Icon } from '../ui/icon.tsx'
import { CustomerFacts } from './customer-facts.tsx'

type CustomerPanelProps = {
  readonly dialogue: Dialogue
  /** Beside the thread, where the screen is wide enough. */
  readonly isInline: boolean
  readonly isOverlaid: boolean
  readonly onClose: () => void
}

export function CustomerPanel({ dialogue, isInline, isOverlaid, onClose }: CustomerPanelProps) {
  return (
    <>
      {isInline ? (
        <aside aria-label={t('contact.panel')} className="hidden min-h-0 overflow-y-auto border-l border-line bg-app lg:block">
          <CustomerFacts dialogue={dialogue} />
        </aside>
      ) : null}
      <Radix.Root open={isOverlaid} onOpenChange={(open) => (open ? undefined : onClose())}>
        <Radix.Portal>
          <Radix.Overlay className="fade-in fixed inset-0 z-40 bg-scrim" />
          <Radix.Content
            aria-describedby={undefined}
            className="slide-in fixed inset-y-0 right-0 z-40 w-80 max-w-[90vw] overflow-y-auto border-l border-line bg-app shadow-dialog focus:outline-none"
          >
            <div className="flex items-center justify-between pt-3 pr-2 pl-4">
              <Radix.Title className="font-bold">{t('contact.panel')}</Radix.Title>
              <Radix.Close
                aria-label={t('ui.close')}
                className="inline-flex size-8 items-center justify-center rounded-button text-fg-3 hover:bg-hover hover:text-fg pointer-coarse:size-10"
              >
                <Icon of={X} />
              </Radix.Close>
            </div>
            <CustomerFacts dialogue={dialogue} />
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </>
  )
}
