import { HubError } from '../../../core/errors.ts'
import type { Actor } from '../../../core/permissions.ts'
import type { ConsentSettings } from '../../../core/settings.ts'
import { transaction } from '../../../db/client.ts'
import { loadChannel, setExcludedChannels } from '../../../db/queries/channels.ts'
import { currentPolicy, regateHeld } from '../../../db/queries/consent.ts'
import { insertPolicyVersion } from '../../../db/queries/policy.ts'
import { saveSettings } from '../../../db/queries/settings.ts'
import type { Deps } from '../../deps.ts'
import { tellAccount } from '../stream/tell-account.ts'

export type ConsentWithVersion = ConsentSettings & { version: number | null }

export async function readConsent(deps: Deps, actor: Actor): Promise<ConsentWithVersion> {
  const { consent } = await deps.settings.of(actor.accountId)
  const policy = await currentPolicy(deps.sql, actor.accountId)
  return { ...consent, version: policy?.version ?? null }
}

/**
 * Another text is another version, and everyone is asked again. What waits goes through the gate anew: switching the request off, or excluding its
 * channel, lets a held dialogue through.
 */
export async function saveConsent(deps: Deps, actor: Actor, value: ConsentSettings): Promise<ConsentWithVersion> {
  const { accountId } = actor
  const { locale } = await deps.settings.of(accountId)
  if (value.enabled && Object.keys(value.texts).length === 0) {
    throw new HubError('invalid', 'Write the text of the request first.', {
      details: [{ path: ['texts'], message: `Give a text, in ${locale} at least.` }],
    })
  }
  for (const channelId of value.excludedChannelIds) {
    const channel = await loadChannel(deps.db, { accountId, channelId })
    if (!channel) throw new HubError('not_found', 'There is no such channel.')
  }
  const now = deps.clock.now()
  await saveSettings(deps.db, { accountId, group: 'consent', value, now })
  await setExcludedChannels(deps.db, { accountId, channelIds: value.excludedChannelIds })
  await transaction(deps.sql, async (tx) => {
    if (Object.keys(value.texts).length > 0) await insertPolicyVersion(tx, { accountId, texts: value.texts, now })
    await regateHeld(tx, { accountId, dialogueId: null })
  })
  deps.settings.drop(accountId)
  deps.bus.publish({ type: 'settings_changed', accountId })
  await tellAccount(deps, { accountId, type: 'settings.updated', data: { group: 'consent' } })
  deps.queue.nudge('distribute', { accountId })
  return await readConsent(deps, actor)
}
