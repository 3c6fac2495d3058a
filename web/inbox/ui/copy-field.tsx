import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { t } from '../lib/t.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

type CopyFieldProps = { readonly label: string; readonly value: string; readonly isCode?: boolean }

/** Something to take along: shown whole, copied with one press. */
export function CopyField({ label, value, isCode = false }: CopyFieldProps) {
  const [isCopied, setCopied] = useState(false)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value)
      setCopied(true)
      setTimeout(() => setCopied(false), 2000)
    } catch {
      toast.error(t('ui.copyFailed'))
    }
  }
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center justify-between gap-2">
        <span className="text-meta font-medium text-fg-2">{label}</span>
        <Button size="sm" onClick={() => void copy()}>
          <Icon of={isCopied ? Check : Copy} />
          <span aria-live="polite">{isCopied ? t('ui.copied') : t('ui.copy')}</span>
        </Button>
      </div>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={label}
        className="max-h-56 overflow-auto rounded-button border border-line bg-sunken p-2.5"
      >
        <pre className={`font-mono text-meta ${isCode ? 'whitespace-pre' : 'break-all whitespace-pre-wrap'}`}>{value}</pre>
      </section>
    </div>
  )
}
