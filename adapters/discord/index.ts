import type { ChannelAdapter, Connection } from '../../core/channel.ts'
import { capabilities } from './capabilities.ts'
import { acknowledgePress, editMessage, reactTo, removeMessage, showTyping } from './change.ts'
import { createClient } from './client.ts'
import { installCommand, removeCommand } from './commands.ts'
import { configSchema, fields, parseSettings, secretsSchema } from './config.ts'
import { createFiles } from './files.ts'
import { runGateway } from './gateway.ts'
import { checkHealth, type Noticed } from './health.ts'
import { parseJournal } from './parse.ts'
import { createPlaces } from './places.ts'
import { findSent, sendMessage } from './send.ts'

export const discord: ChannelAdapter = {
  kind: 'discord',
  title: 'Discord',
  capabilities,
  configSchema,
  secretsSchema,
  fields,
  generatedSecrets: {},
  apiRootVariable: 'DISCORD_API_ROOT',
  open: (given, deps): Connection => {
    const settings = parseSettings(given)
    const { clock, log } = deps
    const client = createClient(deps, settings.botToken)
    const places = createPlaces(client, settings)
    const files = createFiles({ client, fetch: deps.fetch, ownRoot: deps.apiRoot !== null })
    const noticed: Noticed = { contentMissing: false, reconnect: null }
    const gateway = { client, settings, places, files, noticed, clock, log }

    return {
      intake: { mode: 'gateway', run: (emit, signal, resume) => runGateway(gateway, emit, signal, resume) },
      deliver: async (message, signal) => ({ messageIds: await sendMessage(gateway, message, signal), at: clock.now() }),
      parse: (payload) => parseJournal(payload, { botId: settings.botId, now: clock.now() }),
      fetchFile: (ref, signal) => files.fetch(ref, signal),
      check: (signal) => checkHealth(client, { settings, noticed }, signal),
      edit: (message, signal) => editMessage(client, message, signal),
      remove: (message, signal) => removeMessage(client, message, signal),
      typing: (chatId, signal) => showTyping(client, chatId, signal),
      react: (reaction, signal) => reactTo(client, reaction, signal),
      acknowledge: (token, signal) => acknowledgePress(client, token, signal),
      findSent: (message, signal) => findSent(gateway, message, signal),
      install: async (signal) => {
        await installCommand(client, settings, signal)
        noticed.contentMissing = false
        noticed.reconnect?.()
      },
      uninstall: (signal) => removeCommand(client, settings, signal),
    }
  },
}
