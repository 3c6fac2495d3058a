import { transaction } from '../../../db/client.ts'
import { ignoredDialogues, lockHeld, purgeHeldDialogue } from '../../../db/queries/consent.ts'
import { purgeUnsentUploads } from '../../../db/queries/files.ts'
import { accountsWithHeld, purgeByAge } from '../../../db/queries/maintenance.ts'
import type { Deps } from '../../deps.ts'

const dayMs = 86_400_000
const kept = { payloadDays: 30, journalDays: 60, streamDays: 7, decisionDays: 180, endedDays: 30, visitorDays: 365 } as const

/** What is old goes: journal, stream, decisions, words whose request for consent was ignored, uploads that were never sent. */
export async function maintain(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const before = (days: number): Date => new Date(now.getTime() - days * dayMs)
  const purged = await purgeByAge(deps.sql, {
    payloadsBefore: before(kept.payloadDays),
    journalBefore: before(kept.journalDays),
    streamBefore: before(kept.streamDays),
    decisionsBefore: before(kept.decisionDays),
    limitsBeforeMs: now.getTime(),
    endedBefore: before(kept.endedDays),
    visitorsBefore: before(kept.visitorDays),
  })
  const keys = await purgeUnsentUploads(deps.sql, before(1))
  for (const accountId of await accountsWithHeld(deps.sql)) keys.push(...(await purgeIgnored(deps, accountId, now)))
  for (const key of keys) await deps.storage.remove(key)
  deps.log.info({ ...purged, files: keys.length }, 'purged by age')
}

async function purgeIgnored(deps: Deps, accountId: string, now: Date): Promise<readonly string[]> {
  const { consent } = await deps.settings.of(accountId)
  const before = new Date(now.getTime() - consent.purgeAfterDays * dayMs)
  const keys: string[] = []
  for (const dialogueId of await ignoredDialogues(deps.sql, { accountId, before, limit: 1000 })) {
    keys.push(
      ...(await transaction(deps.sql, async (tx) => {
        if (!(await lockHeld(tx, { accountId, dialogueId, before }))) return []
        return await purgeHeldDialogue(tx, { accountId, dialogueId, reason: 'consent_ignored', now })
      })),
    )
  }
  return keys
}
