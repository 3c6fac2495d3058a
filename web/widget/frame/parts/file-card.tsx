import { useEffect, useState } from 'preact/hooks'
import type { MessageFile } from '../../../../core/api/shapes.ts'
import { Icon } from './icon.tsx'
import { useScene } from './scene.ts'

/** A file of a message: an image by itself, the rest to download. It is fetched with the session and shown from memory. */
export function FileCard({ file }: { file: MessageFile }) {
  const { chat, texts } = useScene()
  const [source, setSource] = useState<string | null>(null)
  const [isGone, setIsGone] = useState(file.state === 'failed')
  const { url } = file
  const isImage = file.kind === 'image' && file.mimeType !== 'image/svg+xml'

  useEffect(() => {
    if (!isImage || url === null) return
    let made: string | null = null
    let isOver = false
    const load = async (): Promise<void> => {
      const blob = await chat.file(url)
      if (isOver) return
      made = URL.createObjectURL(blob)
      setSource(made)
    }
    load().catch(() => setIsGone(true))
    return () => {
      isOver = true
      if (made !== null) URL.revokeObjectURL(made)
    }
  }, [isImage, url, chat])

  const download = async (): Promise<void> => {
    if (url === null) return
    const made = URL.createObjectURL(await chat.file(url))
    const link = document.createElement('a')
    link.href = made
    link.download = file.name
    link.click()
    setTimeout(() => URL.revokeObjectURL(made), 10_000)
  }

  const label = texts.t('file.download', { name: file.name })
  const note = isGone ? texts.t('file.gone') : url === null ? texts.t('file.pending') : sizeOf(file.bytes, texts.locale)
  return (
    <button
      type="button"
      class={source === null ? 'file' : 'file image'}
      aria-label={label}
      title={file.name}
      disabled={isGone || url === null}
      onClick={() => void download().catch(() => setIsGone(true))}
    >
      {source === null ? (
        <>
          <Icon name="file" />
          <span class="file-name">{file.name}</span>
          <span class="file-note">{note}</span>
        </>
      ) : (
        <img src={source} alt={file.name} />
      )}
    </button>
  )
}

function sizeOf(bytes: number | null, locale: string): string {
  if (bytes === null) return ''
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1_000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte']
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumSignificantDigits: 2 }).format(value)
}
