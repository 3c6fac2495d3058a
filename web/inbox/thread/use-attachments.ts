import { useRef, useState } from 'react'
import type { ChannelKindInfo, MessageFile } from '../../../core/api/shapes.ts'
import { errorText } from '../api/error-text.ts'
import { uploadFile } from '../api/upload-file.ts'
import { bytesText } from '../lib/bytes-text.ts'
import { fileRefusal } from '../lib/file-fit.ts'
import { t } from '../lib/t.ts'

export type Attachment = Readonly<{
  key: string
  name: string
  bytes: number
  /** 0 to 1. */
  progress: number
  file: MessageFile | null
  error: string | null
}>

type Attachments = Readonly<{
  items: readonly Attachment[]
  isUploading: boolean
  add: (files: Iterable<File>) => void
  remove: (key: string) => void
  clear: () => void
}>

/** The API's own bound. */
const maxFiles = 10

/** Files on their way up, beside the message that they will go with. `capabilities` undefined: nothing is refused here (a note). */
export function useAttachments(capabilities: ChannelKindInfo['capabilities'] | undefined): Attachments {
  const [items, setItems] = useState<readonly Attachment[]>([])
  const controllers = useRef(new Map<string, AbortController>())
  const change = (key: string, part: Partial<Attachment>): void =>
    setItems((current) => current.map((item) => (item.key === key ? { ...item, ...part } : item)))

  const start = async (key: string, file: File): Promise<void> => {
    const controller = new AbortController()
    controllers.current.set(key, controller)
    try {
      const stored = await uploadFile(file, { onProgress: (progress) => change(key, { progress }), signal: controller.signal })
      change(key, { file: stored, progress: 1 })
    } catch (error) {
      change(key, { error: errorText(error) })
    }
  }

  const add = (files: Iterable<File>): void => {
    for (const file of [...files].slice(0, maxFiles - items.length)) {
      const key = crypto.randomUUID()
      const error = capabilities === undefined ? null : refusalText(capabilities, file)
      setItems((current) => [...current, { key, name: file.name, bytes: file.size, progress: 0, file: null, error }])
      if (error === null) void start(key, file)
    }
  }
  const remove = (key: string): void => {
    controllers.current.get(key)?.abort()
    controllers.current.delete(key)
    setItems((current) => current.filter((item) => item.key !== key))
  }
  return {
    items,
    isUploading: items.some((item) => item.file === null && item.error === null),
    add,
    remove,
    clear: () => setItems([]),
  }
}

function refusalText(capabilities: ChannelKindInfo['capabilities'], file: File): string | null {
  const refusal = fileRefusal(capabilities, file)
  if (refusal === null) return null
  return refusal.reason === 'type' ? t('composer.fileType') : t('composer.fileSize', { size: bytesText(refusal.maxBytes) })
}
