import { changeManager } from '../services/access/change-manager.ts'
import { createApiKey } from '../services/access/create-api-key.ts'
import { inviteManager, renewInvite } from '../services/access/invite-manager.ts'
import { listApiKeys } from '../services/access/list-api-keys.ts'
import { listManagers } from '../services/access/list-managers.ts'
import { makePasswordLink } from '../services/access/make-password-link.ts'
import { revokeApiKey } from '../services/access/revoke-api-key.ts'
import { setStatus } from '../services/access/set-status.ts'
import { nothing } from './nothing.ts'
import type { HttpDeps } from './parts.ts'
import { type Api, route } from './router.ts'

/** The people of an account, their status, and the keys of its programs. */
export function peopleRoutes(api: Api, deps: HttpDeps): void {
  route(api, 'GET /managers', ({ actor, query }) => listManagers(deps, { actor, page: query }))
  route(api, 'POST /managers', ({ actor, body }) => inviteManager(deps, { actor, ...body }))
  route(api, 'PATCH /managers/{id}', ({ actor, params, body }) =>
    changeManager(deps, { actor, managerId: params.id, change: body }),
  )
  route(api, 'POST /managers/{id}/invite', ({ actor, params }) => renewInvite(deps, { actor, managerId: params.id }))
  route(api, 'POST /managers/{id}/password-reset', ({ actor, params }) => makePasswordLink(deps, { actor, managerId: params.id }))
  route(api, 'PUT /managers/me/status', ({ actor, body }) => setStatus(deps, { actor, status: body.status }))

  route(api, 'GET /api-keys', async ({ actor }) => ({ items: await listApiKeys(deps, actor) }))
  route(api, 'POST /api-keys', ({ actor, body }) => createApiKey(deps, { accountId: actor.accountId, ...body }))
  route(api, 'DELETE /api-keys/{id}', ({ actor, params }) => nothing(revokeApiKey(deps, { actor, id: params.id })))
}
