import { randomUUID } from 'node:crypto'
import type { Emit } from '../../../core/channel.ts'
import { ChannelError } from '../../../core/errors.ts'
import { activeChannels } from '../../../db/queries/channels.ts'
import { type Lease, releaseLease, renewLease, saveLeaseState, takeLease } from '../../../db/queries/leases.ts'
import type { Deps, OpenChannel } from '../../deps.ts'

const leaseMs = 12_000
const renewMs = 4_000
const lookMs = 3_000

/**
 * Runs the gateways of all channels that have one (a connection that the hub keeps open), each in exactly one worker: by a lease in the database, whose
 * token every inbound write carries. Another worker takes over within 15 s. Returns how to stop.
 */
export function runGateways(deps: Deps): { readonly stop: () => Promise<void> } {
  const holder = randomUUID()
  const running = new Map<
    string,
    { readonly abort: AbortController; readonly done: Promise<void>; readonly connection: OpenChannel['connection'] }
  >()
  const pausedUntil = new Map<string, number>()
  let stopped = false

  async function look(): Promise<void> {
    const wanted = new Set<string>()
    for (const { channelId } of await activeChannels(deps.db)) {
      const channel = await openOrNull(channelId)
      if (channel?.status !== 'active' || channel.connection.intake.mode !== 'gateway') continue
      wanted.add(channelId)
      const current = running.get(channelId)
      // Other settings or another token: the old connection ends, the new one begins at the next look.
      if (current && current.connection !== channel.connection) current.abort.abort()
      if (!current && (pausedUntil.get(channelId) ?? 0) < Date.now()) await begin(channel)
    }
    for (const [channelId, one] of running) if (!wanted.has(channelId)) one.abort.abort()
  }

  /** One that can't be opened must not keep the others from running. */
  async function openOrNull(channelId: string): Promise<OpenChannel | null> {
    try {
      return await deps.channels.byId(channelId)
    } catch (error) {
      deps.log.error({ error, channelId }, 'a channel can’t be opened')
      return null
    }
  }

  async function begin(channel: OpenChannel): Promise<void> {
    const now = deps.clock.now()
    const lease = await takeLease(deps.sql, {
      name: `gateway:${channel.channelId}`,
      holder,
      now,
      until: new Date(now.getTime() + leaseMs),
    })
    if (!lease || stopped) return
    const abort = new AbortController()
    const done = hold(channel, lease, abort)
      .catch((error: unknown) => {
        const pauseMs =
          error instanceof ChannelError && error.kind === 'permanent'
            ? 60_000
            : error instanceof ChannelError
              ? (error.retryAfterMs ?? 5_000)
              : 5_000
        pausedUntil.set(channel.channelId, Date.now() + pauseMs)
        if (!abort.signal.aborted)
          deps.log.warn({ error, channelId: channel.channelId, pauseMs }, 'a gateway ended; it begins again after a pause')
      })
      .finally(() => running.delete(channel.channelId))
    running.set(channel.channelId, { abort, done, connection: channel.connection })
  }

  async function hold(channel: OpenChannel, lease: Lease, abort: AbortController): Promise<void> {
    const { intake } = channel.connection
    if (intake.mode !== 'gateway') return
    let renewedAt = Date.now()
    const renewing = setInterval(() => {
      renewLease(deps.sql, { lease, until: new Date(deps.clock.now().getTime() + leaseMs) })
        .then((held) => {
          if (held) renewedAt = Date.now()
          else abort.abort()
        })
        .catch(() => {
          // The database is away: before the lease can have run out, stop.
          if (Date.now() - renewedAt > leaseMs - renewMs) abort.abort()
        })
    }, renewMs)
    const emit: Emit = async (events, raw) => {
      await deps.ingest.receive({
        accountId: channel.accountId,
        channelId: channel.channelId,
        propertyId: channel.propertyId,
        events,
        raw: typeof raw === 'string' ? raw : JSON.stringify(raw),
        lease: { name: lease.name, token: lease.token },
      })
    }
    try {
      await intake.run(emit, abort.signal, {
        state: lease.state,
        save: async (state) => saveLeaseState(deps.sql, { lease, state }),
      })
    } finally {
      clearInterval(renewing)
      await releaseLease(deps.sql, lease).catch(() =>
        deps.log.debug({ channelId: channel.channelId }, 'a lease was not released; it runs out'),
      )
    }
  }

  let looking: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    looking = look().catch((error: unknown) => deps.log.warn({ error }, 'the gateways could not be looked after'))
  }, lookMs)
  looking = look().catch(() => deps.log.debug({}, 'the gateways wait for the database'))

  return {
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await looking
      for (const one of running.values()) one.abort.abort()
      await Promise.allSettled([...running.values()].map((one) => one.done))
    },
  }
}
