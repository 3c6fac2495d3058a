import { X } from 'lucide-react'
import { bytesText } from '../lib/bytes-text.ts'
import { cx } from '../lib/cx.ts'
import { t } from '../lib/t.ts'
import { IconButton } from '../ui/icon-button.tsx'
import type { Attachment } from './use-attachments.ts'

type AttachmentListProps = { readonly items: readonly Attachment[]; readonly onRemove: (key: string) => void }

export function AttachmentList({ items, onRemove }: AttachmentListProps) {
  if (items.length === 0) return null
  return (
    <ul aria-label={t('file.files')} className="flex flex-wrap gap-1.5 px-2 pt-2">
      {items.map((item) => (
        <li
          key={item.key}
          className={cx(
            'relative flex max-w-64 items-center gap-2 overflow-hidden rounded-button border bg-surface py-0.5 pl-2.5 text-fg',
            item.error === null ? 'border-line-strong' : 'border-danger',
          )}
        >
          <span className="flex min-w-0 flex-col py-0.5">
            <span className="truncate text-meta font-medium">{item.name}</span>
            <span
              role={item.error === null ? undefined : 'alert'}
              className={cx('text-meta-sm', item.error === null ? 'text-fg-3' : 'text-danger')}
            >
              {item.error ??
                (item.file === null
                  ? t('composer.uploading', { share: Math.round(item.progress * 100) })
                  : bytesText(item.bytes))}
            </span>
          </span>
          <IconButton
            icon={X}
            label={t('composer.removeFile', { name: item.name })}
            onClick={() => onRemove(item.key)}
            className="size-7"
          />
          {item.file === null && item.error === null ? (
            <span
              className="absolute bottom-0 left-0 h-0.5 bg-accent transition-[width]"
              style={{ inlineSize: `${item.progress * 100}%` }}
            />
          ) : null}
        </li>
      ))}
    </ul>
  )
}
