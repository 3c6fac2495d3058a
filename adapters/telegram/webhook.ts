import { ChannelError } from '../../core/errors.ts'
import { allowedUpdates } from './allowed-updates.ts'
import type { Client } from './client.ts'

/** @throws ChannelError `rejected` where the hub has no address that Telegram could reach. */
export async function installWebhook(
  client: Client,
  webhook: Readonly<{ url: string | null; secret: string }>,
  signal: AbortSignal,
): Promise<void> {
  const { url, secret } = webhook
  if (url === null) {
    throw new ChannelError('Telegram setWebhook: the hub has no public address; choose polling', {
      kind: 'permanent',
      reason: 'rejected',
    })
  }
  await client.call('setWebhook', signal, (api, grammySignal) =>
    api.setWebhook({ url, secret_token: secret, allowed_updates: allowedUpdates, max_connections: 40 }, grammySignal),
  )
}

export async function removeWebhook(client: Client, signal: AbortSignal): Promise<void> {
  await client.call('deleteWebhook', signal, (api, grammySignal) => api.deleteWebhook({}, grammySignal))
}
