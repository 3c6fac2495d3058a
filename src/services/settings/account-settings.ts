import { defaultSettings, type SettingsGroup, type SettingsOf, settingsSchemas } from '../../../core/settings.ts'
import type { Db } from '../../../db/client.ts'
import { loadAccountSettings } from '../../../db/queries/settings.ts'
import type { AccountSettings, SettingsCache } from '../../deps.ts'

const keepMs = 5_000

/** A change reaches this process at once by the bus; the short life covers a word that was lost. */
export function createSettingsCache(db: Db): SettingsCache {
  const kept = new Map<string, { readonly settings: Promise<AccountSettings>; readonly until: number }>()
  const fresh = async (accountId: string): Promise<AccountSettings> => {
    const settings = load(db, accountId)
    kept.set(accountId, { settings, until: Date.now() + keepMs })
    settings.catch(() => kept.delete(accountId))
    return await settings
  }
  return {
    fresh,
    of: async (accountId) => {
      const known = kept.get(accountId)
      return known && known.until > Date.now() ? await known.settings : await fresh(accountId)
    },
    drop: (accountId) => {
      kept.delete(accountId)
    },
  }
}

async function load(db: Db, accountId: string): Promise<AccountSettings> {
  const found = await loadAccountSettings(db, accountId)
  if (!found) throw new Error(`There is no account ${accountId}.`)
  return {
    accountId,
    timeZone: found.timeZone,
    locale: found.locale,
    consent: parseGroup('consent', found.values.get('consent')),
    distribution: parseGroup('distribution', found.values.get('distribution')),
    'auto-close': parseGroup('auto-close', found.values.get('auto-close')),
  }
}

/** What an older version stored is completed with the defaults. */
export function parseGroup<G extends SettingsGroup>(group: G, value: unknown): SettingsOf<G> {
  const schema = settingsSchemas[group]
  const base = typeof value === 'object' && value !== null ? { ...defaultSettings[group], ...value } : defaultSettings[group]
  return ofGroup<G>(schema.parse(base))
}

/** The schema stands under the group's own name; TypeScript can't see that through the index. */
function ofGroup<G extends SettingsGroup>(value: unknown): SettingsOf<G> {
  return value as SettingsOf<G>
}
