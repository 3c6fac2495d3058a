import { createHash } from 'node:crypto'
import type { InboundEvent } from '../../../core/channel.ts'
import { reopenableSince } from '../../../core/dialogue.ts'
import { HubError } from '../../../core/errors.ts'
import { newId } from '../../../core/ids.ts'
import { type Tx, transaction } from '../../../db/client.ts'
import {
  type ChatRow,
  createChats,
  insertJournal,
  type JournalRow,
  lockChats,
  lockDialogues,
  saveBatch,
} from '../../../db/queries/ingest.ts'
import type { AccountSettings, Deps, Ingest } from '../../deps.ts'
import { applyEvent } from './apply-event.ts'
import { type Arrival, decideBatch, placeKey } from './decide-batch.ts'
import { groupCommit } from './group-commit.ts'
import { type Item, journal } from './journal.ts'
import { createTouch } from './touch-channel.ts'

type IngestDeps = Omit<Deps, 'ingest'>

const maxBatch = 64
const maxWaiting = 5000

const isMessage = (event: InboundEvent): event is Arrival['event'] =>
  event.type === 'message' || (event.type === 'unsupported' && event.author !== null && event.messageId !== null)

/**
 * Everything that comes in, whatever the channel. Messages of concurrent requests are committed together (load, decide, save: at most 5 statements a
 * batch); what refers to messages (edits, receipts, presses) follows, each by itself. A batch that fails is tried one by one, so that a poison
 * event harms nobody else: it becomes a dead letter. The promise resolves after the commit.
 */
export function createIngest(deps: IngestDeps): Ingest {
  const group = groupCommit<Item>({ maxItems: maxBatch, flush: (items) => flush(deps, items) })
  const touch = createTouch(deps)
  return {
    receive: async (request) => {
      if (group.size() > maxWaiting)
        throw new HubError('unavailable', 'Too much is coming in at once; send it again shortly.', { retryAfterMs: 2000 })
      if (request.events.length === 0) return
      deps.crash('ingest.verified')
      const channel = await deps.channels.byId(request.channelId)
      const hosted = channel?.adapter.capabilities.hostedByHub ?? false
      const messages = request.events.filter(isMessage)
      const others = request.events.filter((event) => !isMessage(event))
      await Promise.all(messages.map((event) => group.add({ request, event: cleanEvent(event), hosted })))
      for (const event of others) await applyOne(deps, { request, event: cleanEvent(event), hosted })
      touch(request)
      deps.crash('ingest.committed')
    },
    bury: async (dead) => {
      await transaction(deps.sql, async (tx) => {
        await insertJournal(tx, [deadRow(dead, deps.clock.now())])
      })
    },
    stop: () => group.drain(),
  }
}

async function flush(deps: IngestDeps, items: readonly Item[]): Promise<readonly (Error | null)[]> {
  try {
    await commitMessages(deps, items)
    return items.map(() => null)
  } catch (error) {
    const [only] = items
    if (items.length === 1 && only) return [await buryOne(deps, only, error)]
    const outcomes: (Error | null)[] = []
    for (const item of items) outcomes.push((await flush(deps, [item]))[0] ?? null)
    return outcomes
  }
}

async function commitMessages(deps: IngestDeps, items: readonly Item[]): Promise<void> {
  const now = deps.clock.now()
  const settings = await settingsOf(deps, items)
  const outcome = await transaction(deps.sql, async (tx) => {
    // The chats of all, known or new: asking for them need not wait for the journal's answer, which goes first on the same line.
    const [fresh, locked] = await Promise.all([journal(tx, items, now), lockPlaces(tx, items)])
    if (fresh.length === 0) return null
    const arrivals = fresh.flatMap(toArrival)
    const chats = await withNewChats(tx, { locked, arrivals, now })
    const current = [...chats.values()].filter((chat) => chat.last_dialogue_id !== null)
    const rows =
      current.length === 0
        ? []
        : await lockDialogues(
            tx,
            current.map((chat) => dialogueKey(chat, { settings, now })),
          )
    const decided = decideBatch({ arrivals, chats, dialogues: new Map(rows.map((row) => [row.id, row])), settings, now })
    deps.crash('ingest.inserted')
    return { decided, heads: await saveBatch(tx, decided) }
  })
  if (!outcome) return
  for (const head of outcome.heads) deps.bus.publish({ type: 'stream', accountId: head.account_id, position: head.position })
  for (const accountId of outcome.decided.waking) deps.queue.nudge('distribute', { accountId })
  if (outcome.decided.hasFiles) deps.queue.nudge('fetch-file', {})
}

function dialogueKey(
  chat: ChatRow,
  { settings, now }: { readonly settings: ReadonlyMap<string, AccountSettings>; readonly now: Date },
) {
  const reopenMs = (settings.get(chat.account_id)?.['auto-close'].reopenSeconds ?? 0) * 1000
  const since = reopenableSince(now, reopenMs)?.toISOString() ?? null
  return { account_id: chat.account_id, id: chat.last_dialogue_id, now: now.toISOString(), reopen_from: since }
}

function toArrival({ request, event, hosted }: Item): readonly Arrival[] {
  const { accountId, channelId, propertyId } = request
  return isMessage(event) ? [{ accountId, channelId, propertyId, hosted, event }] : []
}

async function lockPlaces(tx: Tx, items: readonly Item[]): Promise<readonly ChatRow[]> {
  const places = new Map(
    items.map(({ request, event }) => [
      placeKey(request.channelId, event.chatId),
      { account_id: request.accountId, channel_id: request.channelId, chat_id: event.chatId },
    ]),
  )
  return await lockChats(tx, [...places.values()])
}

async function withNewChats(
  tx: Tx,
  { locked, arrivals, now }: { readonly locked: readonly ChatRow[]; readonly arrivals: readonly Arrival[]; readonly now: Date },
): Promise<Map<string, ChatRow>> {
  const chats = new Map(locked.map((chat) => [placeKey(chat.channel_id, chat.external_id), chat]))
  const wanted = new Map(arrivals.map((arrival) => [placeKey(arrival.channelId, arrival.event.chatId), arrival]))
  const missing = [...wanted].filter(([key]) => !chats.has(key)).map(([, arrival]) => arrival)
  if (missing.length === 0) return chats
  const contactIds = new Map<string, string>()
  const made = await createChats(
    tx,
    missing.map((arrival) => {
      const author = arrival.event.author
      const authorId = author?.id ?? arrival.event.chatId
      // One new contact per author, however many of their chats begin in this batch.
      const contactId = contactIds.get(`${arrival.channelId} ${authorId}`) ?? newId()
      const known = contactIds.has(`${arrival.channelId} ${authorId}`)
      contactIds.set(`${arrival.channelId} ${authorId}`, contactId)
      return {
        account_id: arrival.accountId,
        channel_id: arrival.channelId,
        chat_id: arrival.event.chatId,
        new_chat_id: newId(),
        author_id: authorId,
        new_contact_id: contactId,
        first: !known,
        name: author?.name ?? null,
        username: author?.username ?? null,
        locale: author?.locale ?? null,
        now: now.toISOString(),
      }
    }),
  )
  for (const chat of made) chats.set(placeKey(chat.channel_id, chat.external_id), chat)
  return chats
}

async function settingsOf(deps: IngestDeps, items: readonly Item[]): Promise<ReadonlyMap<string, AccountSettings>> {
  const accountIds = [...new Set(items.map((item) => item.request.accountId))]
  return new Map(await Promise.all(accountIds.map(async (id) => [id, await deps.settings.of(id)] as const)))
}

/** What refers to a message or a contact: its own transaction, after the messages. */
async function applyOne(deps: IngestDeps, item: Item): Promise<void> {
  try {
    await applyEvent(deps, item)
  } catch (error) {
    const failure = await buryOne(deps, item, error)
    if (failure) throw failure
  }
}

/** A poison event is kept as a dead letter, and the platform hears 200: sending it again would change nothing. What passes by itself is thrown. */
async function buryOne(deps: IngestDeps, item: Item, error: unknown): Promise<Error | null> {
  if (!isPoison(error)) return error instanceof Error ? error : new Error('ingest failed', { cause: error })
  const { request, event } = item
  deps.log.error(
    { channelId: request.channelId, eventType: event.type, code: codeOf(error) },
    'an inbound event could not be stored and became a dead letter',
  )
  try {
    await transaction(deps.sql, async (tx) => {
      const dead = {
        accountId: request.accountId,
        channelId: request.channelId,
        externalId: event.eventId,
        place: event.chatId,
        raw: request.raw,
        reason: `store: ${codeOf(error)}`,
      }
      await insertJournal(tx, [deadRow(dead, deps.clock.now())])
    })
    return null
  } catch (again) {
    return again instanceof Error ? again : new Error('ingest failed', { cause: again })
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : error instanceof Error
      ? error.name
      : 'unknown'
}

/** PostgreSQL's classes 22 (data) and 23 (integrity): the event itself is wrong, whoever tries. A bug of ours (TypeError) too. */
function isPoison(error: unknown): boolean {
  return /^2[23]/.test(codeOf(error)) || error instanceof TypeError || error instanceof RangeError
}

function deadRow(dead: Parameters<Ingest['bury']>[0], now: Date): JournalRow {
  return {
    account_id: dead.accountId,
    channel_id: dead.channelId,
    external_id: clean(dead.externalId).slice(0, 256),
    id: newId(),
    type: 'dead',
    place: dead.place ?? null,
    status: 'dead',
    reason: clean(dead.reason).slice(0, 500),
    payload: clean(dead.raw),
    received_at: now.toISOString(),
    lease_name: null,
    lease_token: null,
  }
}

/** The key of a body that can't be parsed: the same body again is the same dead letter. */
export const bodyKey = (body: string): string => `body:${createHash('sha256').update(body).digest('base64url')}`

/** PostgreSQL stores neither NUL nor half a surrogate pair. */
const clean = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed()

function cleanEvent<E extends InboundEvent>(event: E): E {
  return cleanValue(event) as E
}

function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return clean(value)
  if (Array.isArray(value)) return value.map(cleanValue)
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleanValue(inner)]))
}
