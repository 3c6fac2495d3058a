import { setTimeout as wait } from 'node:timers/promises'
import type { Api } from '../../bench/support/hub-process.ts'
import type { TelegramServer, TelegramUser } from '../support/telegram-server.ts'
import type { Evidence } from './checker.ts'

type Inbound = { -readonly [K in keyof Evidence['inbound'][number]]: Evidence['inbound'][number][K] }
type Reply = { -readonly [K in keyof Evidence['replies'][number]]: Evidence['replies'][number][K] }

const timeoutMs = 10_000

/**
 * People who write, as Telegram would tell it: each chat one message after the other, sent again until a 2xx comes, one in ten once more afterwards.
 * Chats are taken in a window that moves on, so that those behind it fall silent and are closed. And a manager who answers through the API.
 */
export function createGenerator(args: {
  readonly telegram: TelegramServer
  readonly call: () => Api
  readonly openDialogue: () => Promise<string | null>
  readonly chats: number
  readonly messages: number
  /** How far the campaign is, 0 to 1: the load is spread over all of it. */
  readonly progress: () => number
  readonly duplicateShare: number
  readonly random: () => number
}) {
  const { telegram, random } = args
  const inbound: Inbound[] = []
  const replies: Reply[] = []
  const users = new Map<number, TelegramUser>()
  const busy = new Set<number>()
  const refusals = new Map<string, number>()
  let duplicates = 0
  let ended = false

  async function post(update: unknown): Promise<boolean> {
    const webhook = telegram.webhook()
    if (!webhook) throw new Error('the hub set no webhook')
    const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': webhook.secret ?? '' }
    try {
      const answer = await fetch(webhook.url, {
        method: 'POST',
        headers,
        body: JSON.stringify(update),
        signal: AbortSignal.timeout(timeoutMs),
      })
      await answer.arrayBuffer()
      return answer.ok
    } catch {
      return false
    }
  }

  async function untilHeard(update: unknown): Promise<void> {
    while (!(await post(update))) await wait(50 + random() * 150)
  }

  async function writeOne(): Promise<void> {
    const index = chooseChat()
    if (index === null) return void (await wait(5))
    busy.add(index)
    const user = users.get(index) ?? telegram.user({ id: 10_000_000 + index })
    users.set(index, user)
    const entry: Inbound = { token: `i${inbound.length + 1}`, chat: String(user.id), sentAt: performance.now(), answeredAt: null }
    inbound.push(entry)
    // The stand-in numbers it and sends it the first time.
    const first = await telegram.sendUpdate(user.text(`${entry.token} when will my parcel come?`))
    if (first.status === null || first.status < 200 || first.status > 299) await untilHeard(first.update)
    entry.answeredAt = performance.now()
    busy.delete(index)
    if (random() >= args.duplicateShare) return
    duplicates += 1
    // A second copy that finds the first long done, or still under way with its neighbours.
    await wait(random() * 300)
    await untilHeard(first.update)
  }

  function chooseChat(): number | null {
    // Somebody who never wrote before, so that gate and distribution have work throughout.
    if (random() < 0.05) return args.chats + inbound.length
    const window = Math.max(20, Math.floor(args.chats / 5))
    const start = Math.floor(args.progress() * (args.chats - window))
    for (let tries = 0; tries < 20; tries += 1) {
      const index = start + Math.floor(random() * window)
      if (!busy.has(index)) return index
    }
    return null
  }

  async function answerOne(): Promise<void> {
    const dialogueId = await args.openDialogue().catch(() => null)
    if (dialogueId === null) return void (await wait(50))
    const reply: Reply = { token: `o${replies.length + 1}`, acceptedAt: null }
    replies.push(reply)
    for (let tries = 0; tries < 60 && reply.acceptedAt === null; tries += 1) {
      try {
        // The same client id each time: asking again must not answer twice.
        await args.call()('POST', `/dialogues/${dialogueId}/messages`, {
          clientId: reply.token,
          text: `${reply.token} it is on its way.`,
        })
        reply.acceptedAt = performance.now()
      } catch (error) {
        const reason = error instanceof Error ? error.message.replace(/\/dialogues\/\S+/, '…').slice(0, 120) : 'unknown'
        refusals.set(reason, (refusals.get(reason) ?? 0) + 1)
        if (error instanceof Error && /: 4\d\d /.test(error.message) && !error.message.includes(': 429 ')) return
        await wait(100 + random() * 200)
      }
    }
  }

  async function run(isDone: () => boolean, writers: number, answerers: number): Promise<void> {
    const write = async (): Promise<void> => {
      while (!ended && (inbound.length < args.messages || !isDone())) {
        // Not ahead of the campaign: what is sent in its first second would meet no later kill.
        const isAhead = !isDone() && inbound.length > args.messages * args.progress() + 100
        await (isAhead ? wait(10 + random() * 60) : writeOne())
        if (isAhead && random() < 0.2) await writeOne()
      }
    }
    const answer = async (): Promise<void> => {
      while (!ended && (inbound.length < args.messages || !isDone())) {
        await answerOne()
        await wait(random() * 40)
      }
    }
    await Promise.all([...Array.from({ length: writers }, write), ...Array.from({ length: answerers }, answer)])
  }

  return {
    run,
    stop: () => {
      ended = true
    },
    inbound: (): Evidence['inbound'] => inbound,
    replies: (): Evidence['replies'] => replies,
    duplicates: () => duplicates,
    /** Why answers were not taken at once, and how often. */
    refusals: (): ReadonlyMap<string, number> => refusals,
  }
}
