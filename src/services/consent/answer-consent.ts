import { createHash } from 'node:crypto'
import { renderRequest, textFor } from '../../../core/consent.ts'
import { newId } from '../../../core/ids.ts'
import type { Tx } from '../../../db/client.ts'
import type { ChatState } from '../../../db/queries/apply-event.ts'
import {
  insertConsents,
  latestAnswers,
  policyVersion,
  purgeHeldDialogue,
  regateHeld,
  shownText,
} from '../../../db/queries/consent.ts'
import type { NewEvent } from '../../../db/queries/events.ts'
import type { Deps } from '../../deps.ts'

/** What an answer leads to. `storageKeys`: bytes to remove once this is committed. */
type Answered = Readonly<{ events: readonly NewEvent[]; wake: boolean; storageKeys: readonly string[] }>
const unchanged: Answered = { events: [], wake: false, storageKeys: [] }

export const hashText = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * One answer: an append-only row that reproduces what was shown; then, where the dialogue is held, agreed wakes the gate and declined purges at once.
 * A press on an old request counts for the version that it showed. The same answer again adds nothing.
 */
export async function answerConsent(
  deps: Omit<Deps, 'ingest'>,
  tx: Tx,
  args: {
    readonly accountId: string
    readonly channelId: string
    readonly chat: Pick<ChatState, 'contact_id' | 'property_id' | 'dialogue_id' | 'status'>
    readonly version: number
    readonly action: 'agreed' | 'declined'
    readonly evidence: string
    readonly now: Date
  },
): Promise<Answered> {
  const { accountId, chat, version, action, now } = args
  const who = { accountId, contactId: chat.contact_id, propertyId: chat.property_id, version }
  const shown = (await shownText(tx, who)) ?? (await policyText(deps, tx, accountId, version))
  if (!shown) return unchanged
  const [latest] = await latestAnswers(tx, { accountId, pairs: [{ contactId: chat.contact_id, propertyId: chat.property_id }] })
  if (latest?.action !== action || latest.version !== version) {
    const row = {
      id: newId(),
      contactId: chat.contact_id,
      channelId: args.channelId,
      propertyId: chat.property_id,
      action,
      version,
      locale: shown.locale,
      textHash: shown.text_hash,
      text: shown.text,
      url: shown.url,
      evidence: args.evidence,
    }
    await insertConsents(tx, { accountId, rows: [row], now })
  }
  if (chat.dialogue_id === null || (chat.status !== 'held' && chat.status !== 'new')) return unchanged
  if (action === 'declined') {
    const storageKeys = await purgeHeldDialogue(tx, { accountId, dialogueId: chat.dialogue_id, reason: 'consent_declined', now })
    return { ...unchanged, storageKeys }
  }
  await regateHeld(tx, { accountId, dialogueId: chat.dialogue_id })
  return { ...unchanged, wake: true }
}

/** After the commit: bytes whose rows are gone. What can't be removed now is named in the log. */
export async function removePurged(deps: Pick<Deps, 'storage' | 'log'>, storageKeys: readonly string[]): Promise<void> {
  for (const key of storageKeys) {
    await deps.storage.remove(key).catch(() => deps.log.warn({ key }, 'a purged file could not be removed from storage'))
  }
}

async function policyText(deps: Omit<Deps, 'ingest'>, tx: Tx, accountId: string, version: number) {
  const policy = await policyVersion(tx, { accountId, version })
  const settings = await deps.settings.of(accountId)
  const chosen = policy && textFor(policy.texts, null, settings.locale)
  if (!chosen) return null
  const text = renderRequest(chosen.text, false)
  return { locale: chosen.locale, text, url: chosen.text.url, text_hash: hashText(text) }
}
