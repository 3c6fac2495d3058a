import type { HandlerBody, HandlerQuery } from '../../../core/api/index.ts'
import type { Property } from '../../../core/api/shapes.ts'
import { HubError } from '../../../core/errors.ts'
import { newId } from '../../../core/ids.ts'
import type { Actor } from '../../../core/permissions.ts'
import { insertProperty, listChannels, listProperties, loadProperty, updateProperty } from '../../../db/queries/channels.ts'
import type { Deps } from '../../deps.ts'
import { afterId, pageOf } from '../lists/paging.ts'
import { presentChannel } from './present.ts'

type Row = Awaited<ReturnType<typeof listProperties>>[number]

function present(row: Row): Property {
  return {
    id: row.id,
    kind: row.kind === 'page' ? 'page' : 'site',
    name: row.name,
    siteUrl: row.siteUrl,
    channelCount: row.channelCount,
    createdAt: row.createdAt.toISOString(),
  }
}

export async function readProperties(deps: Deps, actor: Actor, query: HandlerQuery<'GET /properties'>) {
  const rows = await listProperties(deps.db, { accountId: actor.accountId, after: afterId(query.cursor), limit: query.limit + 1 })
  return pageOf(rows, query.limit, present, (row) => row.id)
}

export async function readChannels(deps: Deps, actor: Actor, query: HandlerQuery<'GET /channels'>) {
  const rows = await listChannels(deps.db, { accountId: actor.accountId, after: afterId(query.cursor), limit: query.limit + 1 })
  return pageOf(
    rows,
    query.limit,
    (row) => presentChannel(deps, row),
    (row) => row.id,
  )
}

export async function createProperty(deps: Deps, actor: Actor, body: HandlerBody<'POST /properties'>): Promise<Property> {
  const row = {
    accountId: actor.accountId,
    id: newId(),
    kind: body.kind,
    name: body.name,
    siteUrl: body.siteUrl,
    createdAt: deps.clock.now(),
  }
  await insertProperty(deps.db, row)
  return present({ ...row, channelCount: 0 })
}

/** @throws HubError not_found */
export async function changeProperty(
  deps: Deps,
  actor: Actor,
  args: { readonly propertyId: string; readonly body: HandlerBody<'PATCH /properties/{id}'> },
): Promise<Property> {
  const which = { accountId: actor.accountId, propertyId: args.propertyId }
  if (!(await loadProperty(deps.db, which))) throw new HubError('not_found', 'There is no such property.')
  const { name, siteUrl } = args.body
  if (name !== undefined || siteUrl !== undefined) {
    await updateProperty(deps.db, {
      ...which,
      values: { ...(name !== undefined && { name }), ...(siteUrl !== undefined && { siteUrl }) },
    })
  }
  const row = (await listProperties(deps.db, { accountId: actor.accountId, after: null, limit: 10_000 })).find(
    (one) => one.id === args.propertyId,
  )
  if (!row) throw new HubError('not_found', 'There is no such property.')
  return present(row)
}
