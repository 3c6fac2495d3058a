import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from '../lib/cx.ts'
import { t } from '../lib/t.ts'
import { Icon } from './icon.tsx'

type DialogProps = {
  readonly title: string
  readonly description?: ReactNode
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly isWide?: boolean
  readonly children: ReactNode
}

export function Dialog({ title, description, isOpen, onClose, isWide = false, children }: DialogProps) {
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className="fade-in fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          className={cx(
            'float-in fixed top-1/2 left-1/2 z-40 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-1/2 flex-col rounded-dialog border border-line bg-overlay shadow-dialog focus:outline-none',
            isWide ? 'max-w-2xl' : 'max-w-md',
          )}
        >
          <div className="flex items-start gap-3 px-5 pt-4 pb-1">
            <Radix.Title className="flex-1 text-title font-bold">{title}</Radix.Title>
            <Radix.Close
              aria-label={t('ui.close')}
              className="-mr-1.5 inline-flex size-7 items-center justify-center rounded-button text-fg-3 hover:bg-hover hover:text-fg pointer-coarse:size-10"
            >
              <Icon of={X} />
            </Radix.Close>
          </div>
          <div className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 pt-1 pb-5">
            {description === undefined ? null : <Radix.Description className="text-fg-2">{description}</Radix.Description>}
            {children}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
