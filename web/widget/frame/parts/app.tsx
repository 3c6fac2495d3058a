import type { FrameBoot } from '../../../../core/api/widget.ts'
import type { ChatState } from '../chat-state.ts'
import { useStore } from '../store.ts'
import { Composer } from './composer.tsx'
import { ConsentNotice, ConsentPanel } from './consent.tsx'
import { Header } from './header.tsx'
import { Log } from './log.tsx'
import { type Scene, SceneContext, useScene } from './scene.ts'

export function App({ scene, boot }: { scene: Scene; boot: FrameBoot }) {
  const state = useStore(scene.chat.store)
  return (
    <SceneContext.Provider value={scene}>
      <Header state={state} title={state.visitor?.title ?? boot.title} />
      <Banner state={state} />
      <main>
        <Body state={state} greeting={state.visitor ? state.visitor.greeting : boot.greeting} />
      </main>
      <Announcer state={state} />
    </SceneContext.Provider>
  )
}

function Body({ state, greeting }: { state: ChatState; greeting: string | null }) {
  const { chat, texts } = useScene()
  const consent = state.visitor?.consent ?? null
  switch (state.phase) {
    case 'blocked':
      return <Trouble heading={texts.t('error.blocked')} text={texts.t('error.blocked-why')} />
    case 'gone':
      return <Trouble heading={texts.t('error.gone')} text={null} />
    case 'failed':
      return (
        <Trouble heading={texts.t('error.start')} text={null}>
          <button type="button" class="button" onClick={chat.begin}>
            {texts.t('error.retry')}
          </button>
        </Trouble>
      )
    case 'idle':
    case 'starting':
    case 'ready':
      return (
        <>
          <Log state={state} greeting={greeting} />
          {consent?.mode === 'explicit' ? (
            <ConsentPanel request={consent} state={state} />
          ) : (
            state.visitor && (
              <>
                {consent && <ConsentNotice request={consent} />}
                <Composer state={state} />
              </>
            )
          )}
        </>
      )
    default:
      return state.phase satisfies never
  }
}

function Trouble({ heading, text, children }: { heading: string; text: string | null; children?: preact.ComponentChildren }) {
  return (
    <div class="trouble" role="alert">
      <h2>{heading}</h2>
      {text !== null && <p>{text}</p>}
      {children}
    </div>
  )
}

function Banner({ state }: { state: ChatState }) {
  const { texts } = useScene()
  const isShown = state.connection !== 'up' && state.phase === 'ready'
  return (
    <p class={isShown ? `banner ${state.connection}` : 'banner'} role="status" hidden={!isShown}>
      {isShown && texts.t(state.connection === 'lost' ? 'connection.lost' : 'connection.back')}
    </p>
  )
}

/** Says what came, once: the log itself is silent, since some screen readers repeat it whole. */
function Announcer({ state }: { state: ChatState }) {
  const { texts } = useScene()
  const { announced, isTyping, visitor } = state
  const name = visitor?.assignee ?? texts.t('log.us')
  const failed = state.outbox.some((item) => item.state === 'failed')
  return (
    <>
      <p class="sr" aria-live="polite">
        {announced &&
          texts.t('log.says', { name: announced.name ?? texts.t('log.us'), text: announced.text || texts.t('log.file') })}
      </p>
      <p class="sr" role="status">
        {isTyping && texts.t('log.typing', { name })}
      </p>
      <p class="sr" role="alert">
        {failed && texts.t('message.failed')}
      </p>
    </>
  )
}
