import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { t } from '../lib/t.ts'
import { IconButton } from '../ui/icon-button.tsx'

export function CopyButton({ label, value }: { readonly label: string; readonly value: string }) {
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
  return <IconButton icon={isCopied ? Check : Copy} label={isCopied ? t('ui.copied') : label} onClick={() => void copy()} />
}
