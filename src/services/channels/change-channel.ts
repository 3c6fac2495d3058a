import type { HandlerBody } from '../../../core/api/index.ts'
import type { Channel } from '../../../core/api/shapes.ts'
import { HubError } from '../../../core/errors.ts'
import type { Actor } from '../../../core/permissions.ts'
import { type ChannelRecord, loadChannel, loadProperty, updateChannel } from '../../../db/queries/channels.ts'
import type { Deps } from '../../deps.ts'
import { tellAccount } from '../stream/tell-account.ts'
import { checkNow, parseSecrets } from './connect-channel.ts'
import { openAdapter, openRecord, secretContext } from './open-channels.ts'
import { presentChannel } from './present.ts'

/** @throws HubError not_found: no such channel in this account, or it was removed. */
export async function requireChannel(deps: Deps, actor: Actor, channelId: string): Promise<ChannelRecord> {
  const row = await loadChannel(deps.db, { accountId: actor.accountId, channelId })
  if (!row || row.status === 'removed') throw new HubError('not_found', 'There is no such channel.')
  return row
}

/** Rename, move, pause, resume, other settings or secrets. New settings and secrets are opened and, secrets, tried before they are saved. */
export async function changeChannel(
  deps: Deps,
  actor: Actor,
  args: { readonly channelId: string; readonly body: HandlerBody<'PATCH /channels/{id}'> },
): Promise<Channel> {
  const { accountId } = actor
  const { body, channelId } = args
  const row = await requireChannel(deps, actor, channelId)
  if (body.propertyId !== undefined && !(await loadProperty(deps.db, { accountId, propertyId: body.propertyId }))) {
    throw new HubError('invalid', 'There is no such property.', {
      details: [{ path: ['propertyId'], message: 'There is no such property.' }],
    })
  }
  const settings = body.config !== undefined || body.secrets !== undefined ? await changedSettings(deps, row, body) : {}
  await updateChannel(deps.db, {
    accountId,
    channelId,
    values: {
      ...(body.name !== undefined && { name: body.name }),
      ...(body.propertyId !== undefined && { propertyId: body.propertyId }),
      ...(body.paused !== undefined && { status: body.paused ? 'paused' : 'active' }),
      ...settings,
    },
  })
  await changed(deps, { accountId, channelId })
  if (body.paused === false) deps.queue.nudge('deliver', { accountId, channelId })
  if (body.config !== undefined || body.secrets !== undefined) {
    await reinstall(deps, await requireChannel(deps, actor, channelId))
  }
  return presentChannel(deps, await requireChannel(deps, actor, channelId))
}

/** Every process forgets what it knew of the channel; every screen looks again. */
export async function changed(deps: Deps, args: { readonly accountId: string; readonly channelId: string }): Promise<void> {
  deps.channels.drop(args.channelId)
  deps.bus.publish({ type: 'channel_changed', ...args })
  await tellAccount(deps, { accountId: args.accountId, type: 'channel.updated', data: { channelId: args.channelId } })
}

/** The change is saved; what the platform does not take shows in the channel's health, with Repair beside it. */
async function reinstall(deps: Deps, row: ChannelRecord): Promise<void> {
  const { connection } = openRecord(deps, row)
  try {
    await connection.install?.(AbortSignal.timeout(15_000))
  } catch (error) {
    deps.log.warn({ error, channelId: row.id }, 'the platform did not take the changed channel')
  }
  const health = { ...(await checkNow(deps, connection)), checkedAt: deps.clock.now().toISOString() }
  await updateChannel(deps.db, { accountId: row.accountId, channelId: row.id, values: { health } })
}

async function changedSettings(deps: Deps, row: ChannelRecord, body: HandlerBody<'PATCH /channels/{id}'>) {
  const open = openRecord(deps, row)
  const sealed = asRecord(row.secrets)
  const known = Object.fromEntries(
    Object.entries(sealed).map(([field, value]) => [field, deps.secrets.open(String(value), secretContext(row.id, field))]),
  )
  const given = body.secrets === undefined ? {} : parseSecrets(open.adapter, body.secrets)
  const secrets = { ...known, ...given }
  const config = body.config ?? asRecord(row.config)
  const connection = openAdapter(deps, { adapter: open.adapter, channelId: row.id, config, secrets })
  const values = {
    config,
    secrets: Object.fromEntries(
      Object.entries(secrets).map(([field, value]) => [field, deps.secrets.seal(value, secretContext(row.id, field))]),
    ),
  }
  if (body.secrets === undefined) return values
  const health = await checkNow(deps, connection)
  if (health.code === 'token_refused')
    throw new HubError('invalid', health.detail, { details: [{ path: ['secrets'], message: health.detail }] })
  const before = asRecord(asRecord(row.health)['account'])['id']
  if (typeof before === 'string' && health.account !== null && health.account.id !== before) {
    throw new HubError('invalid', 'This token belongs to another messenger account. Connect that one as a channel of its own.', {
      details: [{ path: ['secrets'], message: 'This token belongs to another messenger account.' }],
    })
  }
  return {
    ...values,
    secretHints: {
      ...asRecord(row.secretHints),
      ...Object.fromEntries(Object.entries(given).map(([field, value]) => [field, value.slice(-4)])),
    },
    health: { ...health, checkedAt: deps.clock.now().toISOString() },
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
