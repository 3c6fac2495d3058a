import type { ChannelAdapter } from '../../../core/channel.ts'
import type { Clock, Egress, Log, Secrets } from '../../../core/ports.ts'
import type { Db } from '../../../db/client.ts'
import { type ChannelRecord, findChannel, findChannelByPublicId } from '../../../db/queries/channels.ts'
import type { Channels, Deps, OpenChannel } from '../../deps.ts'

type Needs = Readonly<{
  db: Db
  config: Deps['config']
  clock: Clock
  log: Log
  fetch: Egress
  secrets: Secrets
  adapters: readonly ChannelAdapter[]
}>

const keepMs = 10_000
const keepMissingMs = 1_000

/** Which row and field a sealed secret belongs to. */
export const secretContext = (channelId: string, field: string): string => `channel:${channelId}:${field}`

/** Channels that were opened, kept for seconds, so that a change made by another process is seen even when its word is lost. */
export function createChannels(deps: Needs): Channels {
  const kept = new Map<
    string,
    { readonly channel: OpenChannel | null; readonly until: number; readonly signature: string | null }
  >()
  const loading = new Map<string, Promise<OpenChannel | null>>()

  async function load(channelId: string): Promise<OpenChannel | null> {
    const record = await findChannel(deps.db, channelId)
    const before = kept.get(channelId)
    const signature =
      record && record.status !== 'removed'
        ? JSON.stringify([record.propertyId, record.status, record.config, record.secrets, record.publicId])
        : null
    // The same as before: the connection goes on, with what it knows of rate limits.
    const channel =
      signature === null || record === null ? null : before?.signature === signature ? before.channel : openRecord(deps, record)
    kept.set(channelId, { channel, signature, until: Date.now() + (channel ? keepMs : keepMissingMs) })
    return channel
  }

  const byId = async (channelId: string): Promise<OpenChannel | null> => {
    const known = kept.get(channelId)
    if (known && known.until > Date.now()) return known.channel
    const pending = loading.get(channelId) ?? load(channelId).finally(() => loading.delete(channelId))
    loading.set(channelId, pending)
    return await pending
  }

  return {
    byId,
    byPublicId: async (publicId) => {
      const channelId = await findChannelByPublicId(deps.db, publicId)
      return channelId === null ? null : await byId(channelId)
    },
    drop: (channelId) => {
      const known = kept.get(channelId)
      if (known) kept.set(channelId, { ...known, until: 0 })
    },
  }
}

/** @throws HubError when the adapter refuses: a secret is missing, or the settings are not its own. */
export function openRecord(deps: Needs, record: ChannelRecord): OpenChannel {
  const adapter = deps.adapters.find((candidate) => candidate.kind === record.kind)
  if (!adapter) throw new Error(`The channel ${record.id} is of a kind that this hub does not have: ${record.kind}.`)
  const secrets = Object.fromEntries(
    Object.entries(asRecord(record.secrets)).map(([field, sealed]) => [
      field,
      deps.secrets.open(String(sealed), secretContext(record.id, field)),
    ]),
  )
  const connection = openAdapter(deps, { adapter, channelId: record.id, config: record.config, secrets })
  return {
    accountId: record.accountId,
    channelId: record.id,
    propertyId: record.propertyId,
    kind: record.kind,
    status: record.status === 'paused' ? 'paused' : 'active',
    publicId: record.publicId,
    config: record.config,
    adapter,
    connection,
  }
}

export function openAdapter(
  deps: Pick<Needs, 'config' | 'clock' | 'log' | 'fetch'>,
  args: {
    readonly adapter: ChannelAdapter
    readonly channelId: string
    readonly config: unknown
    readonly secrets: Readonly<Record<string, string>>
  },
) {
  const { adapter, channelId } = args
  const { publicUrl, apiRoots } = deps.config
  return adapter.open(
    { config: args.config, secrets: args.secrets },
    {
      clock: deps.clock,
      fetch: deps.fetch,
      log: deps.log,
      webhookUrl: webhookUrl(publicUrl, channelId),
      apiRoot: adapter.apiRootVariable === null ? null : (apiRoots[adapter.apiRootVariable] ?? null),
    },
  )
}

export const webhookUrl = (publicUrl: string | null, channelId: string): string | null =>
  publicUrl === null ? null : `${publicUrl}/webhooks/${channelId}`

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
