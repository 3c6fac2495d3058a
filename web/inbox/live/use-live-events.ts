import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Me, StreamEvent } from '../../../core/api/shapes.ts'
import { apiBase } from '../api/client.ts'
import { contactName } from '../lib/contact-name.ts'
import { t } from '../lib/t.ts'
import { usePreferences } from '../prefs/preferences.ts'
import { countersKey } from '../queries/counters.ts'
import { dialogueKey, dialoguesKey } from '../queries/dialogues.ts'
import { meQuery } from '../queries/me.ts'
import { messagesKey } from '../queries/messages.ts'
import { applyEvent, messageOf } from './apply-event.ts'
import { cachedDialogue } from './dialogue-cache.ts'
import { announce, markDown, markUp, useLive } from './live-state.ts'
import { startOutboxSender } from './outbox-sender.ts'
import { notePresence } from './presence.ts'
import { playChime, prepareSound } from './sound.ts'
import { openStream } from './stream.ts'

/** A burst of events asks for the same counters once. */
const gatherMs = 250

const liveKeys: ReadonlySet<unknown> = new Set([dialoguesKey[0], dialogueKey('')[0], messagesKey('')[0], countersKey[0]])

/** Keeps everything on the screen live for as long as someone is signed in to this account; it is mounted anew for another one. */
export function useLiveEvents(me: Me): void {
  const client = useQueryClient()
  const managerId = me.manager?.id ?? null

  // Outside systems: the socket, the sound and the outbox run beside React.
  useEffect(() => {
    const stale = new Map<string, QueryKey>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const askAgain = (keys: readonly QueryKey[]): void => {
      for (const key of keys) stale.set(JSON.stringify(key), key)
      if (stale.size === 0 || timer !== undefined) return
      timer = setTimeout(() => {
        timer = undefined
        for (const queryKey of stale.values()) void client.invalidateQueries({ queryKey })
        stale.clear()
      }, gatherMs)
    }
    const onEvent = (event: StreamEvent): void => {
      notePresence(event, managerId)
      askAgain(applyEvent(client, event, managerId))
      if (event.type === 'manager.updated') void client.invalidateQueries({ queryKey: meQuery.queryKey })
      const message = event.type === 'message.created' ? messageOf(event) : null
      if (message?.direction !== 'in') return
      const dialogue = cachedDialogue(client, message.dialogueId)
      const isMine = dialogue === undefined || dialogue.assigneeId === null || dialogue.assigneeId === managerId
      if (isMine && usePreferences.getState().sound) playChime()
      const name = dialogue === undefined ? message.author.name : contactName(dialogue.contact)
      announce(t('live.newMessage', { name: name ?? t('contact.someone'), text: message.text.slice(0, 140) }))
    }
    const stream = openStream(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${apiBase}/stream`, {
      onEvent,
      onReload: () => void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'me' }),
      onFirst: () => void client.invalidateQueries({ predicate: (query) => liveKeys.has(query.queryKey[0]) }),
      onUp: markUp,
      onDown: markDown,
      onSignedOut: () => void client.invalidateQueries({ queryKey: meQuery.queryKey }),
    })
    useLive.setState({ send: stream.send })
    const stopSound = prepareSound()
    const stopOutbox = managerId === null ? undefined : startOutboxSender(client, managerId)
    return () => {
      stream.close()
      stopSound()
      stopOutbox?.()
      clearTimeout(timer)
      useLive.setState({ send: () => undefined, isUp: false, banner: null })
    }
  }, [client, managerId])
}
