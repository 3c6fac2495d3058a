import { randomBytes } from 'node:crypto'
import type { HandlerBody } from '../../../core/api/index.ts'
import type { Channel } from '../../../core/api/shapes.ts'
import type { ChannelAdapter, Connection, Health } from '../../../core/channel.ts'
import { ChannelError, HubError } from '../../../core/errors.ts'
import { newId, newToken } from '../../../core/ids.ts'
import type { Actor } from '../../../core/permissions.ts'
import { isUniqueViolation } from '../../../db/client.ts'
import { insertChannel, loadChannel, loadProperty, removeChannel, updateChannel } from '../../../db/queries/channels.ts'
import type { Deps } from '../../deps.ts'
import { tellAccount } from '../stream/tell-account.ts'
import { openAdapter, secretContext } from './open-channels.ts'
import { presentChannel } from './present.ts'

const callMs = 15_000

/**
 * Checked at the platform before anything is saved; then saved; then installed there. What the platform refuses is taken back, so that a failed
 * connection leaves nothing behind.
 * @throws HubError invalid (with the fields), conflict when this messenger account is connected already
 */
export async function connectChannel(deps: Deps, actor: Actor, body: HandlerBody<'POST /channels'>): Promise<Channel> {
  const { accountId } = actor
  const adapter = deps.adapters.find((one) => one.kind === body.kind)
  if (!adapter)
    throw new HubError('invalid', 'There is no such kind of channel.', {
      details: [{ path: ['kind'], message: 'There is no such kind of channel.' }],
    })
  if (!(await loadProperty(deps.db, { accountId, propertyId: body.propertyId }))) {
    throw new HubError('invalid', 'Choose the property that this channel belongs to.', {
      details: [{ path: ['propertyId'], message: 'There is no such property.' }],
    })
  }
  const config = withIntake(deps, adapter, body.config)
  const given = parseSecrets(adapter, body.secrets)
  const secrets = { ...given, ...generated(adapter) }
  const id = newId()
  const connection = openAdapter(deps, { adapter, channelId: id, config, secrets })
  const health = await checkNow(deps, connection)
  if (health.status === 'action_needed' && health.code !== 'webhook_missing') refuse(health)
  const now = deps.clock.now()
  try {
    await insertChannel(deps.db, {
      accountId,
      id,
      propertyId: body.propertyId,
      kind: adapter.kind,
      name: body.name,
      config,
      secrets: Object.fromEntries(
        Object.entries(secrets).map(([field, value]) => [field, deps.secrets.seal(value, secretContext(id, field))]),
      ),
      secretHints: Object.fromEntries(Object.entries(given).map(([field, value]) => [field, value.slice(-4)])),
      health: { ...health, checkedAt: now.toISOString() },
      publicId: adapter.capabilities.hostedByHub ? newToken('wgt_') : null,
      externalAccount: health.account && !adapter.capabilities.hostedByHub ? `${adapter.kind}:${health.account.id}` : null,
      now,
    })
  } catch (error) {
    if (isUniqueViolation(error))
      throw new HubError('conflict', 'This messenger account is connected to a hub’s channel already. Remove that channel first.')
    throw error
  }
  await install(deps, { accountId, channelId: id, connection })
  // What was missing before, the installation put right.
  const installed = { ...(await checkNow(deps, connection)), checkedAt: deps.clock.now().toISOString() }
  await updateChannel(deps.db, { accountId, channelId: id, values: { health: installed } })
  deps.bus.publish({ type: 'channel_changed', accountId, channelId: id })
  await tellAccount(deps, { accountId, type: 'channel.updated', data: { channelId: id } })
  const row = await loadChannel(deps.db, { accountId, channelId: id })
  if (!row) throw new Error('The channel was not stored.')
  return presentChannel(deps, row)
}

/** Where nobody can reach the hub, a kind that can be polled is polled, unless the person chose. */
function withIntake(
  deps: Deps,
  adapter: ChannelAdapter,
  config: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const polled = adapter.fields.find((field) => field.name === 'intake')?.options?.some((option) => option.value === 'polling')
  if (!polled || config['intake'] !== undefined) return config
  return { ...config, intake: deps.config.publicUrl === null ? 'polling' : 'webhook' }
}

export function parseSecrets(
  adapter: ChannelAdapter,
  secrets: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const trimmed = Object.fromEntries(Object.entries(secrets).map(([field, value]) => [field, value.trim()]))
  const parsed = adapter.secretsSchema.safeParse(trimmed)
  if (parsed.success) return trimmed
  const details = parsed.error.issues.map((issue) => ({ path: ['secrets', ...issue.path], message: issue.message }))
  throw new HubError('invalid', details[0]?.message ?? 'A secret is not right.', { details })
}

function generated(adapter: ChannelAdapter): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(adapter.generatedSecrets).map(([field, bytes]) => [field, randomBytes(bytes).toString('base64url')]),
  )
}

/** Never throws: what went wrong is the answer. */
export async function checkNow(deps: Pick<Deps, 'log'>, connection: Connection): Promise<Health> {
  try {
    return await connection.check(AbortSignal.timeout(callMs))
  } catch (error) {
    if (error instanceof ChannelError) {
      const refused = error.reason === 'bad_credentials'
      return {
        status: refused ? 'action_needed' : 'degraded',
        code: refused ? 'token_refused' : error.reason,
        detail: refused
          ? 'The platform refuses the token. Enter a new one.'
          : 'The platform could not be reached. Try again in a moment.',
        account: null,
      }
    }
    deps.log.error({ error }, 'a channel check failed')
    return { status: 'degraded', code: 'check_failed', detail: 'The check failed. The log says more.', account: null }
  }
}

function refuse(health: Health): never {
  throw new HubError('invalid', health.detail, { details: [{ path: ['secrets'], message: health.detail }] })
}

async function install(
  deps: Deps,
  args: { readonly accountId: string; readonly channelId: string; readonly connection: Connection },
): Promise<void> {
  if (!args.connection.install) return
  try {
    await args.connection.install(AbortSignal.timeout(callMs))
  } catch (error) {
    await removeChannel(deps.db, { ...args, now: deps.clock.now() })
    const detail =
      error instanceof ChannelError || error instanceof HubError ? error.message : 'The platform did not accept the connection.'
    throw new HubError('invalid', `The platform did not accept the hub’s address: ${detail}`, { cause: error })
  }
}
