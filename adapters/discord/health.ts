import { z } from 'zod'
import type { Health } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import type { Client } from './client.ts'
import { hasCommand } from './commands.ts'
import type { DiscordSettings } from './config.ts'
import * as wire from './wire.ts'

/** What the gateway has noticed since it began; the doctor may run in another process and then knows less. */
export type Noticed = {
  contentMissing: boolean
  /** Begins again with all intents; null where they are all there, or nothing runs here. */
  reconnect: (() => void) | null
}

type Verdict = Omit<Health, 'account'>
type Channel = Readonly<{ settings: DiscordSettings; noticed: Readonly<Noticed> }>

// GATEWAY_MESSAGE_CONTENT and its form for bots in fewer than 100 servers: https://discord.com/developers/docs/resources/application#application-object-application-flags
const contentFlags = (1 << 18) | (1 << 19)
const application = z.object({ id: z.string(), flags: z.int().optional() })

/** Token, application, intent, server, command: the first that is wrong, in words that say what to do. */
export async function checkHealth(client: Client, channel: Channel, signal: AbortSignal): Promise<Health> {
  try {
    const me = await client.call('me', { method: 'GET', path: '/users/@me' }, wire.user, signal)
    const account = { id: me.id, name: me.global_name ?? me.username, url: inviteUrl(channel.settings) }
    return { ...(await judge(client, channel, signal)), account }
  } catch (error) {
    if (error instanceof ChannelError) return { ...refusalOf(error), account: null }
    throw error
  }
}

async function judge(client: Client, { settings, noticed }: Channel, signal: AbortSignal): Promise<Verdict> {
  const invite = inviteUrl(settings)
  const portal = `https://discord.com/developers/applications/${settings.applicationId}/bot`
  const intent = `Turn on “Message Content Intent” at ${portal} and press Repair.`
  if (noticed.contentMissing) {
    return {
      status: 'action_needed',
      code: 'message_content_missing',
      detail: `Messages in the server arrive here without their text. ${intent}`,
    }
  }
  const own = await orNull(client.call('application', { method: 'GET', path: '/applications/@me' }, application, signal))
  if (own !== null && own.id !== settings.applicationId) {
    return {
      status: 'degraded',
      code: 'wrong_application',
      detail: 'The token belongs to another application than the Application ID. Copy both from the same application.',
    }
  }
  const server = await missingAccess(client, settings, signal)
  if (server !== null) {
    return {
      status: 'action_needed',
      code: 'no_server_access',
      detail: `The bot can’t see ${server}. Invite it with ${invite} and give it access to the support channel.`,
    }
  }
  const servesServer = settings.guildId !== null || settings.supportChannelId !== null
  if (servesServer && own?.flags !== undefined && (own.flags & contentFlags) === 0) {
    return {
      status: 'degraded',
      code: 'message_content_missing',
      detail: `Direct messages work, but messages in the server would arrive without their text. ${intent}`,
    }
  }
  if ((await orNull(hasCommand(client, settings, signal))) === false) {
    return {
      status: 'degraded',
      code: 'command_missing',
      detail: 'The command /support is not registered. Press Repair to register it.',
    }
  }
  return { status: 'ok', code: 'ok', detail: `The bot answers. Invite it to a server with ${invite}` }
}

/** What is out of reach in words; null: nothing. */
async function missingAccess(client: Client, settings: DiscordSettings, signal: AbortSignal): Promise<string | null> {
  const { guildId, supportChannelId } = settings
  const seen = async (path: `/${string}`) =>
    (await orNull(client.call('access', { method: 'GET', path }, z.object({ id: z.string() }), signal))) !== null
  if (guildId !== null && !(await seen(`/guilds/${guildId}`))) return 'the server'
  if (supportChannelId !== null && !(await seen(`/channels/${supportChannelId}`))) return 'the support channel'
  return null
}

/** null: refused for good. What may be different in a moment, and a refused token, is still thrown. */
async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call
  } catch (error) {
    if (error instanceof ChannelError && error.kind === 'permanent' && error.reason !== 'bad_credentials') return null
    throw error
  }
}

const permissions = [
  6n, // add reactions
  10n, // view channels
  11n, // send messages
  15n, // attach files
  16n, // read message history
  36n, // create private threads
  38n, // send messages in threads
].reduce((all, bit) => all | (1n << bit), 0n)

/** https://discord.com/developers/docs/topics/oauth2#bot-authorization-flow */
export function inviteUrl(settings: DiscordSettings): string {
  const query = new URLSearchParams({
    client_id: settings.applicationId,
    scope: 'bot applications.commands',
    permissions: String(permissions),
    ...(settings.guildId === null ? {} : { guild_id: settings.guildId }),
  })
  return `https://discord.com/oauth2/authorize?${query}`
}

function refusalOf(error: ChannelError): Verdict {
  if (error.reason === 'bad_credentials') {
    return {
      status: 'action_needed',
      code: 'token_refused',
      detail: 'Discord refuses the bot token. Reset it at discord.com/developers/applications → Bot and save the new one here.',
    }
  }
  if (error.kind === 'rate_limited') {
    return {
      status: 'degraded',
      code: 'rate_limited',
      detail: 'Discord asks for a pause. Nothing is to be done: the hub goes on by itself.',
    }
  }
  return {
    status: 'degraded',
    code: 'unreachable',
    detail: 'Discord does not answer. Check the network of this machine; the hub goes on trying.',
  }
}
