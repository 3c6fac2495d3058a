import { useEffect, useRef } from 'preact/hooks'
import type { VisitorState } from '../../../../core/api/widget.ts'
import type { ChatState } from '../chat-state.ts'
import { useScene } from './scene.ts'

type Request = NonNullable<VisitorState['consent']>

/** The question that stands in the composer's place until it is answered: before that nothing can be sent. */
export function ConsentPanel({ request, state }: { request: Request; state: ChatState }) {
  const { chat, texts } = useScene()
  const panel = useRef<HTMLElement>(null)
  const isDeclined = state.declined === request.version
  const draft = [...state.outbox.map((item) => item.message.text), state.draft].filter((text) => text.trim() !== '').join('\n')
  useEffect(() => {
    if (state.isOpen && document.hasFocus()) panel.current?.focus()
  }, [state.isOpen])

  return (
    <section class="consent" aria-labelledby="consent-heading" tabIndex={-1} ref={panel}>
      <h2 id="consent-heading">{texts.t('consent.heading')}</h2>
      {isDeclined ? (
        <>
          <p role="status">{texts.t('consent.declined')}</p>
          <button type="button" class="button" onClick={chat.askAgain}>
            {texts.t('consent.ask-again')}
          </button>
        </>
      ) : (
        <>
          <PolicyText request={request} />
          <div class="row">
            <button type="button" class="button primary" onClick={chat.agree}>
              {request.agree}
            </button>
            <button type="button" class="button" onClick={chat.decline}>
              {request.decline}
            </button>
          </div>
          {state.consentFailed && <p role="alert">{texts.t('error.start')}</p>}
        </>
      )}
      {draft !== '' && (
        <div class="kept">
          <p>{texts.t('consent.draft')}</p>
          <blockquote dir="auto">{draft}</blockquote>
        </div>
      )}
    </section>
  )
}

/** Continuing means agreeing: the text stands beside the composer. */
export function ConsentNotice({ request }: { request: Request }) {
  const { texts } = useScene()
  return (
    <aside class="notice" aria-label={texts.t('consent.heading')}>
      <p>{texts.t('consent.implicit')}</p>
      <PolicyText request={request} />
    </aside>
  )
}

/** Word for word what the ledger keeps: the text as the business wrote it, the link where the placeholder stands. */
function PolicyText({ request }: { request: Request }) {
  const [before = '', ...after] = request.text.split('{policy_link}')
  return (
    <p class="policy" dir="auto">
      {before}
      {/^https?:\/\//i.test(request.url) && (
        <a href={request.url} target="_blank" rel="noopener noreferrer nofollow">
          {request.url}
        </a>
      )}
      {after.join('')}
    </p>
  )
}
