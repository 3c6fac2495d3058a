import { Fragment } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ChatState } from '../chat-state.ts'
import type { Texts } from '../texts.ts'
import { groupByDay } from '../transcript.ts'
import { Icon } from './icon.tsx'
import { MessageGroup, OutgoingMessage } from './message.tsx'
import { useScene } from './scene.ts'

/** Nearer to the end than this, the log follows what comes. */
const nearPx = 80

export function Log({ state, greeting }: { state: ChatState; greeting: string | null }) {
  const { chat, texts } = useScene()
  const box = useRef<HTMLDivElement>(null)
  const [isAtEnd, setIsAtEnd] = useState(true)
  const { messages, outbox, visitor } = state
  const days = groupByDay(messages)
  const newest = messages.at(-1)
  const newestOwn = messages.findLast((message) => message.from === 'visitor')
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what makes the log longer
  useEffect(() => {
    if (isAtEnd) scrollToEnd(box.current)
  }, [messages, outbox, state.isTyping, state.isOpen])
  // One's own message is always shown.
  useEffect(() => {
    if (outbox.length > 0) scrollToEnd(box.current)
  }, [outbox.length])
  // The room for the log changes with the keyboard and the composer.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (isAtEnd) scrollToEnd(box.current)
    })
    if (box.current) observer.observe(box.current)
    return () => observer.disconnect()
  }, [isAtEnd])

  return (
    <div class="log-frame">
      {/* Read out by the announcer alone: live here, screen readers would read whole histories. A scrolled box must be reachable by keys. */}
      <div
        class="log"
        role="log"
        aria-label={texts.t('log.label')}
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keys
        tabIndex={0}
        ref={box}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget
          setIsAtEnd(scrollHeight - scrollTop - clientHeight < nearPx)
        }}
      >
        <ol>
          {greeting !== null && (
            <li class="group">
              <p class="bubble" dir="auto">
                {greeting}
              </p>
            </li>
          )}
          {days.map((day) => (
            <Fragment key={day.key}>
              <li class="day">
                <time dateTime={day.at.toISOString()}>{dayName(day.at, texts)}</time>
              </li>
              {day.groups.map((group) => (
                <MessageGroup
                  key={group.key}
                  group={group}
                  isNewestOwn={outbox.length === 0 && newestOwn !== undefined && group.messages.at(-1)?.id === newestOwn.id}
                />
              ))}
            </Fragment>
          ))}
          {outbox.map((item) => (
            <OutgoingMessage key={item.message.clientId} item={item} isLost={state.connection === 'lost'} />
          ))}
          {visitor?.dialogue === 'closed' && outbox.length === 0 && <li class="day">{texts.t('log.ended')}</li>}
        </ol>
        {newest && newest.buttons.length > 0 && outbox.length === 0 && (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the fields of a form
          <div class="choices" role="group" aria-label={texts.t('log.choices')}>
            {newest.buttons.map((button) => (
              <button key={button.value} type="button" class="choice" dir="auto" onClick={() => chat.choose(newest, button)}>
                {button.label}
              </button>
            ))}
          </div>
        )}
        {state.isTyping && (
          <p class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </p>
        )}
      </div>
      {!isAtEnd && (
        <button
          type="button"
          class="newest"
          onClick={() => scrollToEnd(box.current)}
          aria-label={texts.t('log.newest')}
          title={texts.t('log.newest')}
        >
          <Icon name="down" />
        </button>
      )}
    </div>
  )
}

function scrollToEnd(box: HTMLElement | null): void {
  if (box) box.scrollTop = box.scrollHeight
}

function dayName(at: Date, texts: Texts): string {
  const start = new Date().setHours(0, 0, 0, 0)
  if (at.getTime() >= start) return texts.t('log.today')
  if (at.getTime() >= start - 86_400_000) return texts.t('log.yesterday')
  return new Intl.DateTimeFormat(texts.locale, { dateStyle: 'long' }).format(at)
}
