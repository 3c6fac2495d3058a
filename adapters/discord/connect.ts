import { setTimeout as pause } from 'node:timers/promises'
import type { Client as DiscordClient, IShardingStrategy, RESTOptions, WebSocketOptions } from 'discord.js'
import { ChannelError } from '../../core/errors.ts'
import { NoAnswer, toChannelError } from './errors.ts'
import { isRecord } from './packet.ts'
import type { Session } from './state.ts'

export type Gateway = Readonly<{
  /** Ends the connection so that the session can be resumed. */
  close: () => Promise<void>
}>

type Listener = Readonly<{
  packet: (packet: Readonly<{ t: string; s: number | null; d: unknown }>) => void
  /** It can't go on. `code` is Discord's close code. */
  broken: (error: ChannelError, code: number | null) => void
  /** The gateway answers. */
  reached: () => void
}>

type Options = Readonly<{
  token: string
  intents: number
  /** null: begin a new session. */
  session: Session | null
  restOptions: Partial<RESTOptions>
}>

const handshakeTimeoutMs = 10_000
const helloTimeoutMs = 20_000
const closeTimeoutMs = 2_000
/** The library tries again twice a second and never stops; after this it is for the hub to begin again, with a pause. */
const attemptsToConnect = 10

// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
const sessionIsOver: readonly number[] = [1000, 1001, 4003, 4005, 4007, 4008, 4009]
const unrecoverable: readonly number[] = [4004, 4010, 4011, 4012, 4013, 4014]

/**
 * discord.js' connection to the gateway: heartbeats, resuming and identifying are its own. Two things are ours. The session comes from, and
 * goes to, whoever runs this. And packets come here instead of to the client's own handling, which keeps a cache of the server that nobody
 * reads, and throws where nobody can catch when a packet is not as it expects.
 */
export async function openGateway(options: Options, listener: Listener): Promise<Gateway> {
  const library = await import('discord.js')
  const life = createLife(options, listener)
  const ws: WebSocketOptions = {
    version: 10,
    buildStrategy: (manager) => {
      Object.assign(manager.options, {
        retrieveSessionInfo: life.retrieve,
        updateSessionInfo: life.update,
        handshakeTimeout: handshakeTimeoutMs,
        helloTimeout: helloTimeoutMs,
      })
      const simple = new library.SimpleShardingStrategy(manager)
      life.strategy = simple
      const emitter = asEmitter(manager)
      return {
        ...bound(simple),
        spawn: (shardIds) => {
          // The client has attached its handlers by now.
          emitter.removeAllListeners('dispatch')
          emitter.removeAllListeners('ready')
          emitter.on('dispatch', (event) => onDispatch(event, listener))
          emitter.on('hello', () => life.onHello())
          emitter.on('closed', (event) => {
            const code = isRecord(event) && typeof event['code'] === 'number' ? event['code'] : 0
            life.onClosed(code)
            if (unrecoverable.includes(code)) listener.broken(closedFor(code), code)
          })
          return simple.spawn(shardIds)
        },
      }
    },
  }
  const client = new library.Client({
    intents: options.intents,
    partials: [library.Partials.Channel, library.Partials.Message, library.Partials.Reaction],
    // One connection: more are needed only by bots in over 2,500 servers.
    shards: [0],
    shardCount: 1,
    rest: options.restOptions,
    // There is no cache to be swept.
    sweepers: {},
    ws,
  })
  client.login(options.token).catch((error: unknown) => {
    if (!life.ended) listener.broken(loginFailed(error), null)
  })
  return { close: () => end(client, life) }
}

type Info = Readonly<{ resumeURL: string; sequence: number; sessionId: string; shardCount: number; shardId: number }>

/** What the library asks and tells about its session. */
function createLife({ session }: Options, listener: Listener) {
  let info: Info | null =
    session === null
      ? null
      : { resumeURL: session.url, sequence: session.sequence, sessionId: session.id, shardCount: 1, shardId: 0 }
  let isOver = false
  let failures = 0
  const life = {
    ended: false,
    /** Between HELLO and the end of a connection. */
    isUp: false,
    strategy: asStrategy(null),
    /** The library asks before each connection: a promise that never settles is how it is stopped between two of them. */
    retrieve: (): Info | null | Promise<never> => (life.ended && !life.isUp ? new Promise<never>(() => undefined) : info),
    /**
     * It gives a session up when the network fails, although Discord keeps it for minutes. Only Discord's word ends one: op 9, or a close
     * code that says so.
     */
    update: (_shardId: number, given: Info | null): void => {
      if (life.ended) return
      if (given !== null) {
        info = given
        return
      }
      if (life.isUp || isOver) info = null
      isOver = false
      failures += life.isUp ? 0 : 1
      if (failures === attemptsToConnect) listener.broken(toChannelError('gateway', new NoAnswer('gateway')), null)
    },
    onHello: (): void => {
      life.isUp = true
      failures = 0
      listener.reached()
      // It was still connecting when the end came.
      if (life.ended) hangUp(life.strategy).catch(() => undefined)
    },
    onClosed: (code: number): void => {
      life.isUp = false
      isOver = sessionIsOver.includes(code)
    },
  }
  return life
}

type Life = ReturnType<typeof createLife>

/** A session that is closed with 1000 is over; with 4200, the library's own code, it can be resumed. */
async function end(client: DiscordClient, life: Life): Promise<void> {
  if (life.ended) return
  life.ended = true
  if (life.isUp) {
    // Someone who is hung himself does not answer the farewell.
    const patience = new AbortController()
    await Promise.race([
      hangUp(life.strategy),
      pause(closeTimeoutMs, undefined, { signal: patience.signal }).catch(() => undefined),
    ])
    patience.abort()
  }
  // Not `client.destroy()`: it closes with 1000.
  client.rest.clearHashSweeper()
  client.rest.clearHandlerSweeper()
}

async function hangUp(strategy: IShardingStrategy | null): Promise<void> {
  await strategy?.destroy({ code: 4200, reason: 'The hub goes on elsewhere' })
}

function onDispatch(event: unknown, listener: Listener): void {
  const data = isRecord(event) ? event['data'] : null
  if (!isRecord(data) || typeof data['t'] !== 'string') return
  listener.packet({ t: data['t'], s: typeof data['s'] === 'number' ? data['s'] : null, d: data['d'] })
}

function closedFor(code: number): ChannelError {
  return code === 4004
    ? new ChannelError('Discord gateway: the token is refused', { kind: 'permanent', reason: 'bad_credentials' })
    : new ChannelError(`Discord gateway: closed with ${code}`, { kind: 'permanent', reason: 'rejected' })
}

function loginFailed(error: unknown): ChannelError {
  // The library's own word for a 401.
  if (error instanceof Error && 'code' in error && error.code === 'TokenInvalid')
    return new ChannelError('Discord gateway: the token is refused', { kind: 'permanent', reason: 'bad_credentials' })
  if (error instanceof ChannelError) return error
  // Anything else is a connection that was not made; the library's words may hold its address.
  const known = toChannelError('gateway', error)
  return known.kind === 'permanent' ? known : toChannelError('gateway', new NoAnswer('gateway'))
}

type Emitter = Readonly<{
  on: (event: string, heard: (payload: unknown) => void) => unknown
  removeAllListeners: (event: string) => unknown
}>

/** The names of these events are an enum, and discord.js exports another one under its name. */
function asEmitter(manager: object): Emitter {
  return manager as Emitter
}

function asStrategy(strategy: IShardingStrategy | null): IShardingStrategy | null {
  return strategy
}

function bound(strategy: IShardingStrategy): Omit<IShardingStrategy, 'spawn'> {
  return {
    connect: () => strategy.connect(),
    destroy: (options) => strategy.destroy(options),
    fetchStatus: () => strategy.fetchStatus(),
    send: (shardId, payload) => strategy.send(shardId, payload),
  }
}
