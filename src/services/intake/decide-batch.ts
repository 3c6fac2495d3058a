import { autoCloseAt, oneMonthAfter } from '../../../core/auto-close.ts'
import type { InboundEvent } from '../../../core/channel.ts'
import { type Begin, whereTo } from '../../../core/dialogue.ts'
import { newId } from '../../../core/ids.ts'
import type { ChatRow, DialogueRow, Save } from '../../../db/queries/ingest.ts'
import type { AccountSettings } from '../../deps.ts'

/** A message, or something that can't be shown but is one, on its way into a chat. */
export type Arrival = Readonly<{
  accountId: string
  channelId: string
  propertyId: string
  /** The hub holds the files already. */
  hosted: boolean
  event: Extract<InboundEvent, { type: 'message' | 'unsupported' }>
}>

type Mutable = { -readonly [K in keyof Save]: K extends 'now' ? string : object[] }

/** A chat and its dialogue as they change while the batch goes through them. */
type Place = {
  readonly chat: ChatRow
  lastSeq: number
  highestOrder: number | null
  dialogue: {
    readonly id: string
    readonly begin: Begin
    readonly row: DialogueRow | null
    firstSeq: number
    inboundCount: number
    snippet: object | null
    entry: unknown
  }
  readonly arrival: Arrival
}

export const placeKey = (channelId: string, chatId: string): string => `${channelId} ${chatId}`
const maxSnippetChars = 160

/**
 * Where each message goes and what follows from it; pure but for the ids it makes. Messages are numbered in the order given. Those of a dialogue
 * that is not released carry no snippet, and their events say so: nobody but the visitor themself is told.
 */
export function decideBatch(args: {
  readonly arrivals: readonly Arrival[]
  readonly chats: ReadonlyMap<string, ChatRow>
  readonly dialogues: ReadonlyMap<string, DialogueRow>
  readonly settings: ReadonlyMap<string, AccountSettings>
  readonly now: Date
}): Save & { readonly waking: ReadonlySet<string>; readonly hasFiles: boolean } {
  const { now } = args
  const save: Mutable = {
    heads: [],
    chats: [],
    newDialogues: [],
    dialogues: [],
    messages: [],
    files: [],
    linkedFiles: [],
    events: [],
    now: now.toISOString(),
  }
  const places = new Map<string, Place>()
  const ordinals = new Map<string, number>()
  const months = new Map<string, Date>()
  const waking = new Set<string>()

  for (const arrival of args.arrivals) {
    const key = placeKey(arrival.channelId, arrival.event.chatId)
    const place = places.get(key) ?? openPlace(arrival)
    if (!place) continue
    places.set(key, place)
    write(arrival, place)
  }
  for (const place of places.values()) settle(place)
  for (const [accountId, count] of ordinals) save.heads.push({ account_id: accountId, count })
  return { ...save, waking, hasFiles: save.files.length > 0 }

  function openPlace(arrival: Arrival): Place | null {
    const chat = args.chats.get(placeKey(arrival.channelId, arrival.event.chatId))
    const settings = args.settings.get(arrival.accountId)
    if (!chat || !settings) return null
    const row = chat.last_dialogue_id === null ? null : (args.dialogues.get(chat.last_dialogue_id) ?? null)
    const begin = whereTo({
      openDialogueId: row !== null && row.status !== 'closed' ? row.id : null,
      lastClosedAt: row?.closed_at ?? null,
      lastReopenable: row !== null && row.released_at !== null,
      now,
      reopenMs: settings['auto-close'].reopenSeconds * 1000,
    })
    const id = begin === 'begin' || row === null ? newId() : row.id
    const dialogue = {
      id,
      begin,
      row: begin === 'begin' ? null : row,
      firstSeq: chat.last_seq + 1,
      inboundCount: 0,
      snippet: null,
      entry: null,
    }
    return { chat, lastSeq: chat.last_seq, highestOrder: chat.highest_order, dialogue, arrival }
  }

  function write(arrival: Arrival, place: Place): void {
    const { event } = arrival
    const { chat, dialogue } = place
    const messageId = newId()
    place.lastSeq += 1
    const late = event.order !== null && place.highestOrder !== null && event.order < place.highestOrder
    if (event.order !== null && !late) place.highestOrder = event.order
    dialogue.inboundCount += 1
    const files = event.type === 'message' ? event.content.files : []
    const text = event.type === 'message' ? (event.content.text ?? '') : ''
    if (event.type === 'message' && event.entry) dialogue.entry = event.entry
    dialogue.snippet = { text: text.slice(0, maxSnippetChars).toWellFormed(), direction: 'in', fileCount: files.length }
    save.messages.push({
      account_id: arrival.accountId,
      id: messageId,
      chat_id: chat.id,
      dialogue_id: dialogue.id,
      channel_id: arrival.channelId,
      seq: place.lastSeq,
      text,
      content: event.type === 'unsupported' ? { unsupported: event.platformType } : null,
      external_id: event.messageId,
      reply_to: event.type === 'message' ? event.replyTo : null,
      platform_at: event.at.toISOString(),
      late,
    })
    files.forEach((file, ordinal) => {
      const common = { account_id: arrival.accountId, message_id: messageId, ordinal }
      if (arrival.hosted) save.linkedFiles.push({ ...common, id: file.ref })
      else
        save.files.push({
          ...common,
          id: newId(),
          channel_id: arrival.channelId,
          ref: file.ref,
          kind: file.kind,
          name: file.name ?? file.kind,
          mime_type: file.mimeType ?? 'application/octet-stream',
          bytes: file.bytes,
        })
    })
    const ordinal = (ordinals.get(arrival.accountId) ?? 0) + 1
    ordinals.set(arrival.accountId, ordinal)
    save.events.push({
      account_id: arrival.accountId,
      ordinal,
      type: 'message.created',
      dialogue_id: dialogue.id,
      chat_id: chat.id,
      message_id: messageId,
      seq: place.lastSeq,
      released: dialogue.row !== null && dialogue.row.released_at !== null,
      assignee_id: dialogue.row?.assignee_id ?? null,
      department_id: dialogue.row?.department_id ?? null,
    })
  }

  function settle(place: Place): void {
    const { chat, dialogue, arrival } = place
    save.chats.push({
      account_id: chat.account_id,
      id: chat.id,
      last_seq: place.lastSeq,
      highest_order: place.highestOrder,
      last_dialogue_id: dialogue.id,
    })
    const { row } = dialogue
    if (row === null) {
      waking.add(chat.account_id)
      save.newDialogues.push({
        account_id: chat.account_id,
        id: dialogue.id,
        chat_id: chat.id,
        channel_id: chat.channel_id,
        property_id: arrival.propertyId,
        contact_id: chat.contact_id,
        first_seq: dialogue.firstSeq,
        last_seq: place.lastSeq,
        inbound_count: dialogue.inboundCount,
        entry: dialogue.entry,
      })
      return
    }
    if (row.released_at === null || dialogue.begin === 'reopen') waking.add(chat.account_id)
    save.dialogues.push({
      account_id: chat.account_id,
      id: dialogue.id,
      last_seq: place.lastSeq,
      inbound_count: dialogue.inboundCount,
      snippet: row.released_at === null ? null : dialogue.snippet,
      auto_close_at: row.released_at === null ? null : closesAt(chat.account_id, row),
      reopened: dialogue.begin === 'reopen',
    })
  }

  function closesAt(accountId: string, row: DialogueRow): string | null {
    const settings = args.settings.get(accountId)
    if (!settings) return null
    // The customer just wrote: the month counts from now, and is worked out once a batch.
    const month = (): Date => {
      const known = months.get(accountId) ?? oneMonthAfter(now, settings.timeZone)
      months.set(accountId, known)
      return known
    }
    const at = autoCloseAt(
      {
        assigneeId: row.assignee_id,
        openedAt: row.opened_at,
        becameUnassignedAt: row.became_unassigned_at,
        lastCustomerAt: now,
        lastMessageAt: now,
        waitingSince: row.waiting_since ?? now,
      },
      settings['auto-close'],
      month,
    )
    return at?.toISOString() ?? null
  }
}
