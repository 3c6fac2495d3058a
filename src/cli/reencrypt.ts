import { readFile } from 'node:fs/promises'
import { HubError } from '../../core/errors.ts'
import type { Secrets } from '../../core/ports.ts'
import { transaction } from '../../db/client.ts'
import { lockSealed, type SealedChannel, saveSealed } from '../../db/queries/sealed.ts'
import { createSecrets } from '../infra/secrets.ts'
import { secretContext } from '../services/channels/open-channels.ts'
import type { CliDeps } from './context.ts'

/**
 * Seals everything anew with the present HUBBUB_SECRET, opening it with an earlier one; what is already sealed with the present one stays. All or
 * nothing.
 */
export async function reencrypt(deps: CliDeps, args: { readonly oldSecretFile: string }) {
  const old = createSecrets(await readSecret(args.oldSecretFile))
  return await transaction(deps.sql, async (tx) => {
    let changed = 0
    const channels = await lockSealed(tx)
    for (const channel of channels) {
      const secrets = sealAnew(channel, { old, present: deps.secrets })
      if (secrets === null) continue
      await saveSealed(tx, { ...channel, secrets })
      changed += 1
    }
    return { channels: channels.length, reencrypted: changed }
  })
}

async function readSecret(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (cause) {
    throw new HubError('invalid', `${path} can’t be read.`, { cause })
  }
}

function sealAnew(
  channel: SealedChannel,
  { old, present }: { readonly old: Secrets; readonly present: Secrets },
): Record<string, string> | null {
  const fields = Object.entries(channel.secrets)
  if (fields.every(([field, sealed]) => open(present, sealed, secretContext(channel.id, field)) !== null)) return null
  return Object.fromEntries(
    fields.map(([field, sealed]) => {
      const context = secretContext(channel.id, field)
      const plain = open(present, sealed, context) ?? open(old, sealed, context)
      if (plain === null) {
        throw new HubError(
          'conflict',
          `The channel ${channel.name} (${channel.id}) is sealed with neither of the two secrets. Nothing was changed.`,
        )
      }
      return [field, present.seal(plain, context)]
    }),
  )
}

function open(secrets: Secrets, sealed: string, context: string): string | null {
  try {
    return secrets.open(sealed, context)
  } catch {
    // Sealed with another secret: what to do then is the caller's matter.
    return null
  }
}
