import { Download, FileText, FileX, Loader } from 'lucide-react'
import type { MessageFile } from '../../../core/api/shapes.ts'
import { bytesText } from '../lib/bytes-text.ts'
import { t } from '../lib/t.ts'
import { Icon } from '../ui/icon.tsx'

/** A file by name and size; one that is still being fetched, or could not be, says so. */
export function FileCard({ file }: { readonly file: MessageFile }) {
  const icon = file.state === 'failed' ? FileX : file.state === 'pending' ? Loader : FileText
  const facts =
    file.state === 'stored'
      ? file.bytes === null
        ? ''
        : bytesText(file.bytes)
      : t(file.state === 'pending' ? 'file.pending' : 'file.failed')
  const content = (
    <>
      <Icon of={icon} className={file.state === 'failed' ? 'text-danger' : 'text-fg-2'} />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="truncate font-medium">{file.name}</span>
        <span className="text-meta-sm text-fg-2">{facts}</span>
      </span>
    </>
  )
  const look =
    'flex w-64 max-w-full items-center gap-2.5 rounded-button border border-line-strong bg-surface px-2.5 py-1.5 text-ui text-fg'
  if (file.url === null) return <span className={look}>{content}</span>
  return (
    <a href={file.url} download={file.name} className={`${look} hover:bg-hover`}>
      {content}
      <Icon of={Download} className="text-fg-3" />
    </a>
  )
}
