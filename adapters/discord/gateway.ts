import type { Emit, Resume } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import type { Clock, Log } from '../../core/ports.ts'
import { missedMessages } from './catch-up.ts'
import { answerInteraction } from './change.ts'
import type { Client } from './client.ts'
import type { DiscordSettings } from './config.ts'
import { openGateway } from './connect.ts'
import { withoutNul } from './content.ts'
import type { Files } from './files.ts'
import type { Noticed } from './health.ts'
import { snowflakeAt } from './ids.ts'
import { textOfCommand } from './interaction.ts'
import { createLane, type Lane } from './lane.ts'
import type { Packet } from './packet.ts'
import { parsePacket } from './parse.ts'
import type { Places } from './places.ts'
import { contentIsMissing, inScope } from './scope.ts'
import { type GatewayState, noteMessage, readState, writeState } from './state.ts'
import * as wire from './wire.ts'

export type GatewayDeps = Readonly<{
  client: Client
  settings: DiscordSettings
  places: Places
  files: Files
  noticed: Noticed
  clock: Clock
  log: Log
}>

// https://discord.com/developers/docs/events/gateway#list-of-intents: messages and reactions in servers and in direct messages
const ordinaryIntents = (1 << 9) | (1 << 10) | (1 << 12) | (1 << 13)
const messageContent = 1 << 15
const disallowedIntents = 4014

const saveEveryMs = 1_000
/** A session whose address was not reached by so many runs is given up for a new one. */
const mostMisses = 3

/**
 * Holds the gateway connection and emits what comes, one packet after another: the next is looked at when the one before is committed.
 * What is saved says how far that is, so that a successor resumes there and Discord repeats the rest.
 */
export async function runGateway(deps: GatewayDeps, emit: Emit, signal: AbortSignal, resume: Resume | undefined): Promise<void> {
  const run: Run = { ...deps, emit, signal, state: readState(resume?.state, deps.settings.botId), keeper: keeperOf(deps, resume) }
  try {
    const allowed = await holdSession(run, ordinaryIntents | messageContent)
    // The intent is turned off at Discord: direct messages come all the same, and the check says what to do.
    if (!allowed) await holdSession(run, ordinaryIntents)
  } catch (error) {
    // What was cut off by the signal is the end that was asked for.
    if (!(signal.aborted && error instanceof ChannelError)) throw error
  } finally {
    await run.keeper.save(run.state)
  }
}

type Keeper = Readonly<{ save: (state: GatewayState) => Promise<void>; saveNowAndThen: (state: GatewayState) => Promise<void> }>
type Run = GatewayDeps & Readonly<{ emit: Emit; signal: AbortSignal; state: GatewayState; keeper: Keeper }>

/** false: Discord does not allow these intents. */
async function holdSession(run: Run, intents: number): Promise<boolean> {
  if (run.signal.aborted) return true
  const lane = createLane<Packet>(run.signal)
  let refused = false
  // A session keeps the intents that it began with.
  const saved = run.state.session
  const session = saved?.intents === intents && saved.misses < mostMisses ? saved : null
  // Until the gateway answers, this is a miss.
  if (session !== null) run.state.session = { ...session, misses: session.misses + 1 }
  const gateway = await openGateway(
    { token: run.settings.botToken, intents, session, restOptions: run.client.restOptions },
    {
      packet: (packet) => lane.push({ ...packet, place: null }),
      broken: (error, code) => {
        refused ||= code === disallowedIntents && (intents & messageContent) !== 0
        if (refused) lane.close()
        else lane.fail(error)
      },
      reached: () => {
        if (run.state.session !== null) run.state.session = { ...run.state.session, misses: 0 }
      },
    },
  )
  run.noticed.reconnect =
    intents & messageContent
      ? null
      : () =>
          lane.fail(
            new ChannelError('Discord gateway: begins again with all intents', { kind: 'retryable', reason: 'unreachable' }),
          )
  try {
    await work(run, lane, intents)
  } finally {
    run.noticed.reconnect = null
    await gateway.close()
  }
  if (refused) run.noticed.contentMissing = true
  return !refused
}

async function work(run: Run, lane: Lane<Packet>, intents: number): Promise<void> {
  for await (const packet of lane.packets) {
    if (packet.t === 'READY') await begin(run, packet, intents)
    else await handle(run, packet)
    if (packet.s !== null && run.state.session !== null)
      run.state.session = { ...run.state.session, sequence: Math.max(run.state.session.sequence, packet.s) }
    await run.keeper.saveNowAndThen(run.state)
  }
}

/** A session that is not a continuation: what came since the last one is fetched before what comes now. */
async function begin(run: Run, packet: Packet, intents: number): Promise<void> {
  const parsed = wire.ready.safeParse(packet.d)
  if (!parsed.success) throw new ChannelError('Discord gateway: an odd READY', { kind: 'retryable', reason: 'unreachable' })
  if (run.state.since === null) run.state.since = snowflakeAt(run.clock.now())
  else for await (const missed of missedMessages(run, run.state, run.signal)) await handle(run, missed)
  if (intents & messageContent) run.noticed.contentMissing = false
  run.state.session = {
    id: parsed.data.session_id,
    url: parsed.data.resume_gateway_url,
    sequence: packet.s ?? 0,
    intents,
    misses: 0,
  }
  await run.keeper.save(run.state)
}

async function handle(run: Run, given: Packet): Promise<void> {
  const concerns = /^(MESSAGE_|INTERACTION_)/.test(given.t)
  if (!concerns) return
  const missing = contentIsMissing(given, run.settings.botId)
  if (missing !== null) run.noticed.contentMissing = missing
  if (missing === true) return
  const packet = await inScope(run, run.state, withoutNul(given), run.signal)
  if (packet === null) return
  if (packet.t === 'MESSAGE_CREATE') run.files.remember(packet.d)
  const events = parsePacket(packet, { botId: run.settings.botId, now: run.clock.now() })
  if (events.length === 0) return
  await run.emit(events, packet)
  for (const event of events) if (event.type === 'message') noteMessage(run.state, event.chatId, messageOf(packet))
  if (packet.t === 'INTERACTION_CREATE') await answerCommand(run, packet)
}

function messageOf(packet: Packet): Readonly<{ id: string; guild: string | null }> {
  const { id, guild_id } = wire.identified.parse(packet.d)
  return { id, guild: packet.place?.direct === true ? null : (guild_id ?? null) }
}

/** In a sign, since nobody knows the language; only the customer sees it. Buttons are answered by who reads the event. */
async function answerCommand(run: Run, packet: Packet): Promise<void> {
  const parsed = wire.interaction.safeParse(packet.d)
  if (!parsed.success || textOfCommand(parsed.data) === null) return
  const where = packet.place === null || packet.place.direct ? '' : ` <#${packet.place.channel}>`
  const body = { type: 4, data: { content: `✅${where}`, flags: 64 } }
  try {
    await answerInteraction(run.client, `${parsed.data.id}/${parsed.data.token}`, body, run.signal)
  } catch (error) {
    // The message is stored; the customer sees that the application did not answer in time.
    if (!(error instanceof ChannelError)) throw error
    run.log.debug({ reason: error.reason }, 'a command could not be answered')
  }
}

function keeperOf(deps: Pick<GatewayDeps, 'log'>, resume: Resume | undefined): Keeper {
  let savedAt = 0
  const save: Keeper['save'] = async (state) => {
    savedAt = Date.now()
    try {
      await resume?.save(writeState(state))
    } catch (error) {
      // What is saved is older then, so more is repeated: harmless.
      deps.log.debug({ error }, 'the state of a gateway could not be saved')
    }
  }
  return { save, saveNowAndThen: async (state) => (Date.now() - savedAt < saveEveryMs ? undefined : await save(state)) }
}
