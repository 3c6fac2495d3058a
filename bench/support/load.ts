import { type Client, createClient, renderPost } from './clients.ts'
import { createRandom } from './random.ts'
import { telegramUpdate } from './updates.ts'

/** Sends webhooks in a closed loop, in a process of its own, and tells how long each took. One message at a time is a round. */
export type LoadTarget = Readonly<{ port: number; path: string; headers: Readonly<Record<string, string>> }>
export type Round = Readonly<{
  target: LoadTarget
  connections: number
  seconds: number
  /** Chats that are written to again and again; the first message to each is sent by `fill`. */
  chats: number
  /** Share (0 to 1) of messages of people who never wrote before. */
  newShare: number
  seed: number
  fill?: boolean
}>
export type Outcome = Readonly<{ sent: number; refused: number; seconds: number; latenciesMs: readonly number[] }>

let clients: Client[] = []
let clientsOf = ''
let nextUpdate = 1
let nextPerson = 900_000_000
const nextMessage = new Map<number, number>()
const words =
  'Hello, I ordered a pair of shoes last week and the parcel has not arrived yet. Could you please have a look where it is? My order number is'

process.on('message', (round: Round | object) => {
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

async function run(round: Round): Promise<Outcome> {
  const random = createRandom(round.seed)
  const key = `${round.target.port} ${round.connections}`
  if (clientsOf !== key) {
    for (const client of clients) client.close()
    clients = Array.from({ length: round.connections }, () => createClient(round.target.port))
    clientsOf = key
  }
  const latenciesMs: number[] = []
  let refused = 0
  let filled = 0
  const startedAt = performance.now()
  const until = startedAt + round.seconds * 1000

  const isOver = (): boolean => (round.fill ? filled >= round.chats : performance.now() >= until)
  const person = (): number => {
    if (round.fill) return 100_000 + filled++
    if (random() < round.newShare) return nextPerson++
    return 100_000 + Math.floor(random() * round.chats)
  }

  async function loop(client: Client): Promise<void> {
    while (!isOver()) {
      const request = renderNext(round.target, person())
      const before = performance.now()
      const { status } = await client.post(request)
      latenciesMs.push(performance.now() - before)
      if (status !== 200) refused += 1
    }
  }
  await Promise.all(clients.map(loop))
  return { sent: latenciesMs.length, refused, seconds: (performance.now() - startedAt) / 1000, latenciesMs: sample(latenciesMs) }
}

function renderNext(target: LoadTarget, userId: number): string {
  const messageId = (nextMessage.get(userId) ?? 0) + 1
  nextMessage.set(userId, messageId)
  const updateId = nextUpdate++
  const body = telegramUpdate({ updateId, userId, messageId, text: `${words} ${updateId}.`, date: 1_790_000_000 + updateId })
  return renderPost({ path: target.path, host: `127.0.0.1:${target.port}`, headers: target.headers, body })
}

/** Enough for percentiles, little enough to hand over. */
function sample(values: readonly number[]): number[] {
  const step = Math.max(1, Math.floor(values.length / 20_000))
  return values.filter((_, index) => index % step === 0)
}
