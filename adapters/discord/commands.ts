import { z } from 'zod'
import { ChannelError } from '../../core/errors.ts'
import { capabilities } from './capabilities.ts'
import type { Client } from './client.ts'
import type { DiscordSettings } from './config.ts'
import { supportCommand } from './interaction.ts'

// Descriptions up to 100 characters: https://discord.com/developers/docs/interactions/application-commands
const description = {
  en: { command: 'Write to the support team', option: 'What is it about?' },
  de: { command: 'Dem Support-Team schreiben', option: 'Worum geht es?' },
  ru: { command: 'Написать в поддержку', option: 'Что случилось?' },
} as const

const listed = z.array(z.object({ id: z.string(), name: z.string() }))

/** Makes the command, or changes the one that is there: a command's name is unique. */
export async function installCommand(client: Client, settings: DiscordSettings, signal: AbortSignal): Promise<void> {
  const body = {
    name: supportCommand.name,
    type: 1,
    description: description.en.command,
    description_localizations: { de: description.de.command, ru: description.ru.command },
    options: [
      {
        type: 3,
        name: supportCommand.option,
        description: description.en.option,
        description_localizations: { de: description.de.option, ru: description.ru.option },
        required: true,
        max_length: capabilities.text.maxChars,
      },
    ],
  }
  await client.call('createCommand', { method: 'POST', path: commandsPath(settings), body }, z.unknown(), signal)
}

export async function removeCommand(client: Client, settings: DiscordSettings, signal: AbortSignal): Promise<void> {
  const path = commandsPath(settings)
  for (const command of await listCommands(client, settings, signal)) {
    if (command.name !== supportCommand.name) continue
    try {
      await client.call('deleteCommand', { method: 'DELETE', path: `${path}/${command.id}` }, z.unknown(), signal)
    } catch (error) {
      // Someone else was quicker.
      if (!(error instanceof ChannelError) || error.reason !== 'chat_not_found') throw error
    }
  }
}

export async function hasCommand(client: Client, settings: DiscordSettings, signal: AbortSignal): Promise<boolean> {
  return (await listCommands(client, settings, signal)).some((command) => command.name === supportCommand.name)
}

function listCommands(client: Client, settings: DiscordSettings, signal: AbortSignal): Promise<z.infer<typeof listed>> {
  return client.call('commands', { method: 'GET', path: commandsPath(settings) }, listed, signal)
}

/** A server's own command is there at once; one for all servers may take a while. */
function commandsPath(settings: DiscordSettings): `/${string}` {
  const server = settings.guildId === null ? '' : `/guilds/${settings.guildId}`
  return `/applications/${settings.applicationId}${server}/commands`
}
