import type { MessageFile } from '../../../core/api/shapes.ts'
import { type Api, CallError } from './api.ts'
import { newClientId } from './ids.ts'

/** A file on its way to the hub. `share` is the part that is uploaded, 0 to 1. */
export type Attachment = Readonly<{
  key: string
  name: string
  share: number
  state: 'uploading' | 'ready' | 'failed'
  fileId: string | null
  code: string | null
}>

export type Attachments = Readonly<{
  list: () => readonly Attachment[]
  add: (files: readonly File[]) => void
  /** Also ends its upload. */
  remove: (key: string) => void
  /** Hands over those that are ready; the others stay. */
  take: () => readonly Attachment[]
}>

/** The hub takes no more files with one message. */
export const maxFiles = 5

export function createAttachments(args: Readonly<{ upload: Api['upload']; onChange: () => void }>): Attachments {
  let list: readonly Attachment[] = []
  const running = new Map<string, AbortController>()

  const change = (next: readonly Attachment[]): void => {
    list = next
    args.onChange()
  }
  const patch = (key: string, fields: Partial<Attachment>): void =>
    change(list.map((one) => (one.key === key ? { ...one, ...fields } : one)))

  const upload = async (key: string, file: File): Promise<void> => {
    const abort = new AbortController()
    running.set(key, abort)
    try {
      const stored: MessageFile = await args.upload(file, (share) => patch(key, { share }), abort.signal)
      patch(key, { state: 'ready', share: 1, fileId: stored.id })
    } catch (error) {
      patch(key, { state: 'failed', code: error instanceof CallError ? error.code : 'unknown' })
    } finally {
      running.delete(key)
    }
  }

  return {
    list: () => list,
    add: (files) => {
      for (const file of files.slice(0, maxFiles - list.length)) {
        const key = newClientId()
        change([...list, { key, name: file.name, share: 0, state: 'uploading', fileId: null, code: null }])
        void upload(key, file)
      }
    },
    remove: (key) => {
      change(list.filter((one) => one.key !== key))
      running.get(key)?.abort()
    },
    take: () => {
      const ready = list.filter((one) => one.state === 'ready')
      change(list.filter((one) => one.state !== 'ready'))
      return ready
    },
  }
}
