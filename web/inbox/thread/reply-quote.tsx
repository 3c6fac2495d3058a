import { X } from 'lucide-react'
import type { Message } from '../../../core/api/shapes.ts'
import { t } from '../lib/t.ts'
import { IconButton } from '../ui/icon-button.tsx'

type ReplyQuoteProps = { readonly message: Message; readonly onCancel: () => void }

export function ReplyQuote({ message, onCancel }: ReplyQuoteProps) {
  return (
    <div className="mx-2 mt-1 flex items-center gap-2 border-l-2 border-accent pl-2">
      <p className="min-w-0 flex-1 truncate text-meta text-fg-2">
        <span className="font-medium">{t('composer.replyingTo')}</span> {message.text === '' ? t('thread.aFile') : message.text}
      </p>
      <IconButton icon={X} label={t('composer.cancelReply')} onClick={onCancel} className="size-7" />
    </div>
  )
}
