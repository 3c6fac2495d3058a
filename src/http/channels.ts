import type { Deps } from '../deps.ts'
import { changeChannel, requireChannel } from '../services/channels/change-channel.ts'
import { checkChannel, installChannel } from '../services/channels/check-channel.ts'
import { connectChannel } from '../services/channels/connect-channel.ts'
import { presentChannel, presentKind } from '../services/channels/present.ts'
import { changeProperty, createProperty, readChannels, readProperties } from '../services/channels/properties.ts'
import { removeChannel } from '../services/channels/remove-channel.ts'
import { readConsents } from '../services/consent/read-consents.ts'
import { readDeadLetters } from '../services/intake/read-dead-letters.ts'
import { redriveDeadLetter } from '../services/intake/redrive-dead-letter.ts'
import { saveAutoClose } from '../services/settings/save-auto-close.ts'
import { readConsent, saveConsent } from '../services/settings/save-consent.ts'
import { saveDistribution } from '../services/settings/save-distribution.ts'
import { type Api, route } from './router.ts'

export function channels(api: Api, deps: Deps): void {
  route(api, 'GET /properties', ({ actor, query }) => readProperties(deps, actor, query))
  route(api, 'POST /properties', ({ actor, body }) => createProperty(deps, actor, body))
  route(api, 'PATCH /properties/{id}', ({ actor, params, body }) => changeProperty(deps, actor, { propertyId: params.id, body }))
  route(api, 'GET /channel-kinds', async () => ({ items: deps.adapters.map(presentKind) }))
  route(api, 'GET /channels', ({ actor, query }) => readChannels(deps, actor, query))
  route(api, 'POST /channels', ({ actor, body }) => connectChannel(deps, actor, body))
  route(api, 'GET /channels/{id}', async ({ actor, params }) =>
    presentChannel(deps, await requireChannel(deps, actor, params.id)),
  )
  route(api, 'PATCH /channels/{id}', ({ actor, params, body }) => changeChannel(deps, actor, { channelId: params.id, body }))
  route(api, 'DELETE /channels/{id}', ({ actor, params }) => removeChannel(deps, actor, params.id))
  route(api, 'POST /channels/{id}/check', ({ actor, params }) => checkChannel(deps, actor, params.id))
  route(api, 'POST /channels/{id}/install', ({ actor, params }) => installChannel(deps, actor, params.id))
  route(api, 'GET /dead-letters', ({ actor, query }) => readDeadLetters(deps, actor, query))
  route(api, 'POST /dead-letters/{id}/redrive', ({ actor, params }) => redriveDeadLetter(deps, actor, params.id))
  route(api, 'GET /consents', ({ actor, query }) => readConsents(deps, actor, query))
  route(api, 'GET /settings/consent', ({ actor }) => readConsent(deps, actor))
  route(api, 'PUT /settings/consent', ({ actor, body }) => saveConsent(deps, actor, body))
  route(api, 'GET /settings/distribution', async ({ actor }) => (await deps.settings.of(actor.accountId)).distribution)
  route(api, 'PUT /settings/distribution', ({ actor, body }) => saveDistribution(deps, actor, body))
  route(api, 'GET /settings/auto-close', async ({ actor }) => (await deps.settings.of(actor.accountId))['auto-close'])
  route(api, 'PUT /settings/auto-close', ({ actor, body }) => saveAutoClose(deps, actor, body))
}
