import type { MessageFile } from '../../../core/api/shapes.ts'
import { t } from '../lib/t.ts'
import { FileCard } from './file-card.tsx'
import { ImageThumbnail } from './image-thumbnail.tsx'

export function BubbleFiles({ files }: { readonly files: readonly MessageFile[] }) {
  return (
    <ul className="flex flex-wrap gap-1.5 py-1" aria-label={t('file.files')}>
      {files.map((file) => (
        <li key={file.id} className="min-w-0 max-w-full">
          <BubbleFile file={file} />
        </li>
      ))}
    </ul>
  )
}

function BubbleFile({ file }: { readonly file: MessageFile }) {
  if (file.state !== 'stored' || file.url === null) return <FileCard file={file} />
  switch (file.kind) {
    case 'image':
      return <ImageThumbnail name={file.name} url={file.url} />
    case 'audio':
    case 'voice':
      // biome-ignore lint/a11y/useMediaCaption: a customer's recording has no captions
      return <audio controls preload="none" src={file.url} aria-label={file.name} className="h-10 w-64 max-w-full" />
    case 'video':
      return (
        // biome-ignore lint/a11y/useMediaCaption: a customer's recording has no captions
        <video
          controls
          preload="metadata"
          src={file.url}
          aria-label={file.name}
          className="h-48 max-w-full rounded-chip bg-sunken"
        />
      )
    case 'document':
      return <FileCard file={file} />
    default:
      return file.kind satisfies never
  }
}
