import type { UserFromGetMe, WebhookInfo } from 'grammy/types'
import type { Health } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import { allowedUpdates } from './allowed-updates.ts'
import type { Client } from './client.ts'
import type { TelegramSettings } from './config.ts'

/** A failure of the webhook that is older than this is history. */
const recentMs = 15 * 60_000
const manyPending = 100

/** getMe and getWebhookInfo, in words that say what to do. */
export async function checkHealth(
  client: Client,
  channel: Readonly<{ settings: TelegramSettings; webhookUrl: string | null; now: Date }>,
  signal: AbortSignal,
): Promise<Health> {
  try {
    const me = await client.call('getMe', signal, (api, grammySignal) => api.getMe(grammySignal))
    const info = await client.call('getWebhookInfo', signal, (api, grammySignal) => api.getWebhookInfo(grammySignal))
    return { ...judge(channel, info), account: accountOf(me) }
  } catch (error) {
    if (error instanceof ChannelError) return { ...refusalOf(error), account: null }
    throw error
  }
}

type Verdict = Omit<Health, 'account'>

function judge(
  channel: Readonly<{ settings: TelegramSettings; webhookUrl: string | null; now: Date }>,
  info: WebhookInfo,
): Verdict {
  if (channel.settings.intake === 'polling') {
    if (info.url === '') return { status: 'ok', code: 'ok', detail: 'The bot answers and messages are fetched by polling.' }
    return {
      status: 'degraded',
      code: 'webhook_in_the_way',
      detail: 'A webhook is set for this bot, so polling gets nothing. Press Repair to remove it.',
    }
  }
  if (channel.webhookUrl === null) {
    return {
      status: 'action_needed',
      code: 'no_public_url',
      detail: 'This hub has no public https address. Set PUBLIC_URL, or choose polling for this channel.',
    }
  }
  if (info.url !== channel.webhookUrl) {
    const where = info.url === '' ? 'No webhook is set for this bot' : 'The webhook of this bot leads to another place'
    return {
      status: 'action_needed',
      code: 'webhook_missing',
      detail: `${where}, so no message arrives here. Press Repair to set it.`,
    }
  }
  const listed = info.allowed_updates ?? []
  if (allowedUpdates.some((kind) => !listed.includes(kind))) {
    return {
      status: 'degraded',
      code: 'webhook_outdated',
      detail: 'The webhook was set with an older list of events. Press Repair to set it again.',
    }
  }
  const failedAt = (info.last_error_date ?? 0) * 1000
  if (info.pending_update_count > 0 && channel.now.getTime() - failedAt < recentMs) {
    const reason = (info.last_error_message ?? 'no reason given').slice(0, 200)
    return {
      status: 'degraded',
      code: 'webhook_failing',
      detail: `Telegram could not deliver to this hub: ${reason}. ${info.pending_update_count} updates wait there and come when it works again.`,
    }
  }
  if (info.pending_update_count > manyPending) {
    return {
      status: 'degraded',
      code: 'updates_pending',
      detail: `${info.pending_update_count} updates wait at Telegram. The hub is slower than they come in.`,
    }
  }
  return { status: 'ok', code: 'ok', detail: 'The bot answers and its webhook leads here.' }
}

function accountOf(me: UserFromGetMe): Health['account'] {
  return { id: String(me.id), name: me.first_name, url: me.username ? `https://t.me/${me.username}` : null }
}

function refusalOf(error: ChannelError): Verdict {
  if (error.reason === 'bad_credentials') {
    return {
      status: 'action_needed',
      code: 'token_refused',
      detail: 'Telegram refuses the bot token. Send /token to @BotFather and save the new token here.',
    }
  }
  if (error.kind === 'rate_limited') {
    return {
      status: 'degraded',
      code: 'rate_limited',
      detail: 'Telegram asks for a pause. Nothing is to be done: the hub goes on by itself.',
    }
  }
  return {
    status: 'degraded',
    code: 'unreachable',
    detail: 'Telegram does not answer. Check the network of this machine; the hub goes on trying.',
  }
}
