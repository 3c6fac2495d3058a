import type { ChatState } from '../chat-state.ts'
import { Icon } from './icon.tsx'
import { useScene } from './scene.ts'

export function Header({ state, title }: { state: ChatState; title: string }) {
  const { chat, texts } = useScene()
  const { visitor, isMuted, mode } = state
  const name = visitor?.assignee ?? title
  const status = visitor?.assignee
    ? texts.t('header.assignee', { name: visitor.assignee })
    : texts.t(visitor?.online ? 'header.online' : 'header.away')
  return (
    <header class="head">
      <span class="avatar" aria-hidden="true">
        {initialsOf(name)}
      </span>
      <div class="head-text">
        <h1 dir="auto">{title}</h1>
        {visitor && <p dir="auto">{status}</p>}
      </div>
      <button
        type="button"
        class="head-button"
        aria-pressed={isMuted}
        aria-label={texts.t('header.mute')}
        title={texts.t('header.mute')}
        onClick={() => chat.setMuted(!isMuted)}
      >
        <Icon name={isMuted ? 'muted' : 'sound'} />
      </button>
      {mode === 'launcher' && (
        <button
          type="button"
          class="head-button"
          aria-label={texts.t('header.close')}
          title={texts.t('header.close')}
          onClick={chat.close}
        >
          <Icon name="close" />
        </button>
      )}
    </header>
  )
}

/** At most two letters, by code points: a name may begin outside the basic plane. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '')
  return letters.join('').toLocaleUpperCase()
}
