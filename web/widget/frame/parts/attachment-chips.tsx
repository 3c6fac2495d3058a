import type { Attachment } from '../attachments.ts'
import type { Texts } from '../texts.ts'
import { Icon } from './icon.tsx'
import { useScene } from './scene.ts'

/** The files that will go with the next message, and how far their upload is. */
export function AttachmentChips({ attachments }: { attachments: readonly Attachment[] }) {
  const { chat, texts } = useScene()
  if (attachments.length === 0) return null
  return (
    <ul class="chips">
      {attachments.map((one) => (
        <li key={one.key} class={one.state === 'failed' ? 'chip failed' : 'chip'}>
          <span class="chip-name" role={one.state === 'failed' ? 'alert' : undefined}>
            {labelOf(one, texts)}
          </span>
          {one.state === 'uploading' && <progress value={one.share} max={1} aria-label={one.name} />}
          <button
            type="button"
            class="chip-remove"
            aria-label={texts.t('file.remove', { name: one.name })}
            onClick={() => chat.detach(one.key)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  )
}

function labelOf({ name, state, share, code }: Attachment, { t }: Texts): string {
  switch (state) {
    case 'uploading':
      return t('file.uploading', { name, percent: Math.round(share * 100) })
    case 'ready':
      return t('file.ready', { name })
    case 'failed':
      return t('file.failed', { name, reason: t(reasonKey(code)) })
    default:
      return state satisfies never
  }
}

function reasonKey(code: string | null) {
  switch (code) {
    case 'too_large':
    case 'not_supported':
    case 'rate_limited':
    case 'invalid':
      return `reason.${code}` as const
    default:
      return 'reason.unknown'
  }
}
