import { HubError } from '../../core/errors.ts'
import type { Deps } from '../deps.ts'
import { receiveWebhook } from '../services/intake/receive-webhook.ts'
import type { App } from './parts.ts'

/** `/webhooks/{channelId}`: where the platforms speak to us. Answered after the commit. */
export function webhooks(app: App, deps: Deps): void {
  app.post('/webhooks/:channelId', async (c) => {
    const body = await c.req.text()
    const response = await receiveWebhook(deps, {
      channelId: c.req.param('channelId'),
      headers: c.req.raw.headers,
      url: c.req.url,
      body,
    })
    return response
  })
  app.all('/webhooks/:channelId', () => {
    throw new HubError('not_found', 'Platforms post here.')
  })
}
