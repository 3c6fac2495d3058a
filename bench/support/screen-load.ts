import { WebSocket } from 'ws'
import { type Client, createClient, renderPost } from './clients.ts'
import type { LoadTarget } from './load.ts'
import { createRandom } from './random.ts'
import { telegramUpdate } from './updates.ts'

/**
 * Sends webhooks and watches the screens' sockets, in one process so that both ends have the same clock. Closed loop (`perSecond` null): each slot sends
 * the next message when the last is answered and seen on every socket, so what is under way is bounded and a growing backlog is impossible. Open loop: at
 * a fixed rate, each message's time counted from when it should have been sent.
 */
export type ScreenRound = Readonly<{
  target: LoadTarget
  stream: { readonly url: string; readonly cookie: string; readonly origin: string }
  sockets: number
  slots: number
  perSecond: number | null
  seconds: number
  chats: number
  newShare: number
  seed: number
  fill: boolean
}>
export type ScreenOutcome = Readonly<{
  seen: number
  lost: number
  seconds: number
  firstHalf: number
  secondHalf: number
  latenciesMs: readonly number[]
}>

type Waiting = { readonly since: number; left: number; readonly done: (isSeen: boolean) => void }

const lostAfterMs = 20_000
let nextUpdate = 1
let nextPerson = 900_000_000
const nextMessage = new Map<number, number>()
const waiting = new Map<string, Waiting>()
let sockets: WebSocket[] = []
let socketsOf = ''
const clients: Client[] = []

process.on('message', (round: ScreenRound | object) => {
  // The first one only asks whether we are here.
  if (!('target' in round)) return process.send?.({})
  return run(round).then(
    (outcome) => process.send?.(outcome),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(0))
setInterval(() => {
  for (const [token, one] of waiting) {
    if (performance.now() - one.since < lostAfterMs) continue
    waiting.delete(token)
    one.done(false)
  }
}, 1000).unref()

async function run(round: ScreenRound): Promise<ScreenOutcome> {
  await openSockets(round)
  const random = createRandom(round.seed)
  const latenciesMs: number[] = []
  const startedAt = performance.now()
  const until = startedAt + round.seconds * 1000
  let filled = 0
  let firstHalf = 0
  let lost = 0
  const busy = new Set<number>()

  const person = (): number => {
    if (round.fill) return 100_000 + filled++
    if (random() < round.newShare) return nextPerson++
    for (;;) {
      const one = 100_000 + Math.floor(random() * round.chats)
      if (!busy.has(one)) return one
    }
  }

  async function one(client: Client, since: number): Promise<void> {
    const userId = person()
    busy.add(userId)
    const token = `m${nextUpdate}#`
    const seen = watch(token, since)
    const { status } = await client.post(renderNext(round.target, userId, token))
    if (status !== 200) throw new Error(`a webhook was answered with ${status}`)
    const isSeen = await seen
    busy.delete(userId)
    if (!isSeen) {
      lost += 1
      return
    }
    latenciesMs.push(performance.now() - since)
    if (performance.now() < startedAt + round.seconds * 500) firstHalf += 1
  }

  if (round.perSecond === null) {
    const slot = async (index: number): Promise<void> => {
      while (round.fill ? filled < round.chats : performance.now() < until)
        await one(clientAt(round.target.port, index), performance.now())
    }
    await Promise.all(Array.from({ length: round.slots }, (_, index) => slot(index)))
  } else await openLoop(round, until, one)
  const seconds = (performance.now() - startedAt) / 1000
  const seen = latenciesMs.length
  return { seen, lost, seconds, firstHalf, secondHalf: seen - firstHalf, latenciesMs }
}

/** Sends on time, whatever is still under way; each connection carries one request at a time, so more are opened when all are busy. */
async function openLoop(round: ScreenRound, until: number, one: (client: Client, since: number) => Promise<void>): Promise<void> {
  const free = Array.from({ length: round.slots }, (_, index) => clientAt(round.target.port, index))
  const all: Promise<void>[] = []
  let due = performance.now()
  while (due < until) {
    const ahead = due - performance.now()
    if (ahead > 1) await timeout(ahead - 0.5)
    const client = free.pop() ?? createClient(round.target.port)
    all.push(one(client, due).then(() => void free.push(client)))
    due += 1000 / (round.perSecond ?? 1)
  }
  await Promise.all(all)
}

function clientAt(port: number, index: number): Client {
  const known = clients[index] ?? createClient(port)
  clients[index] = known
  return known
}

/** Resolves with whether it was seen in time. */
function watch(token: string, since: number): Promise<boolean> {
  return new Promise((done) => waiting.set(token, { since, left: sockets.length, done }))
}

async function openSockets(round: ScreenRound): Promise<void> {
  const key = `${round.stream.url} ${round.sockets}`
  if (socketsOf === key) return
  for (const socket of sockets) socket.terminate()
  for (const client of clients.splice(0)) client.close()
  sockets = await Promise.all(Array.from({ length: round.sockets }, () => openSocket(round)))
  socketsOf = key
}

function openSocket(round: ScreenRound): Promise<WebSocket> {
  const { url, cookie, origin } = round.stream
  const socket = new WebSocket(url, { headers: { cookie, origin } })
  // A frame shows a message where it carries its text, as the message itself or as the newest line of its dialogue.
  const shown = new Set<string>()
  socket.on('message', (data: Buffer) => {
    for (const [token] of data.toString('latin1').matchAll(/m\d+#/g)) {
      const one = waiting.get(token)
      if (!one || shown.has(token)) continue
      shown.add(token)
      one.left -= 1
      if (one.left > 0) continue
      waiting.delete(token)
      one.done(true)
    }
  })
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket))
    socket.once('error', reject)
  })
}

function renderNext(target: LoadTarget, userId: number, token: string): string {
  const messageId = (nextMessage.get(userId) ?? 0) + 1
  nextMessage.set(userId, messageId)
  const updateId = nextUpdate++
  const text = `${token} Hello, my parcel has not arrived yet. Could you please have a look where it is?`
  const body = telegramUpdate({ updateId, userId, messageId, text, date: 1_790_000_000 + updateId })
  return renderPost({ path: target.path, host: `127.0.0.1:${target.port}`, headers: target.headers, body })
}

const timeout = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
