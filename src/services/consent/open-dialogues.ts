import { autoCloseAt, oneMonthAfter } from '../../../core/auto-close.ts'
import { agreeValue, declineValue, gate, parseKeyword, renderRequest, textFor } from '../../../core/consent.ts'
import { newId } from '../../../core/ids.ts'
import { type Tx, transaction } from '../../../db/client.ts'
import { type ConsentRow, currentPolicy, insertConsents, latestAnswers } from '../../../db/queries/consent.ts'
import { appendEvents, type NewEvent } from '../../../db/queries/events.ts'
import {
  findWaiting,
  holdDialogues,
  lockWaiting,
  releaseDialogues,
  type Waiting,
  wordsSinceRequest,
} from '../../../db/queries/gate.ts'
import { insertOutbound, type NewOutbound } from '../../../db/queries/outbound.ts'
import type { AccountSettings, Deps } from '../../deps.ts'
import { answerConsent, hashText, removePurged } from './answer-consent.ts'

const batch = 200

/**
 * The gate: every new dialogue of the account, and every held one whose customer wrote again. Passes, asks, or goes on waiting. Until it has let a
 * dialogue through, nobody sees it. Returns how many it looked at: less than a full batch means nothing is left.
 */
export async function openDialogues(deps: Deps, accountId: string): Promise<number> {
  const now = deps.clock.now()
  const outcome = await transaction(deps.sql, async (tx) => {
    const found = await findWaiting(tx, { accountId, limit: batch })
    if (found.length === 0) return null
    // Not from what is remembered: who switched the request on must not find a dialogue let through after that. And after the look: what waits because
    // the settings changed is judged by the new ones.
    const settings = await deps.settings.fresh(accountId)
    const rows = await lockWaiting(tx, { accountId, rows: found, chats: settings.consent.enabled })
    const decided = await decide(deps, tx, { accountId, settings, rows, now })
    deps.crash('gate.decided')
    const position = await save(tx, { accountId, settings, decided, now })
    return {
      position,
      looked: found.length,
      storageKeys: decided.storageKeys,
      channels: new Set(decided.requests.map((request) => request.channelId)),
    }
  })
  if (!outcome) return 0
  if (outcome.position !== null) deps.bus.publish({ type: 'stream', accountId, position: outcome.position })
  for (const channelId of outcome.channels) deps.queue.nudge('deliver', { accountId, channelId })
  await removePurged(deps, outcome.storageKeys)
  return outcome.looked
}

type Decided = {
  readonly pass: Waiting[]
  readonly hold: { id: string; requested: boolean; version: number | null }[]
  readonly requests: NewOutbound[]
  readonly ledger: ConsentRow[]
  readonly storageKeys: string[]
}

async function decide(
  deps: Deps,
  tx: Tx,
  args: { readonly accountId: string; readonly settings: AccountSettings; readonly rows: readonly Waiting[]; readonly now: Date },
): Promise<Decided> {
  const { accountId, settings, rows, now } = args
  const decided: Decided = { pass: [], hold: [], requests: [], ledger: [], storageKeys: [] }
  if (!settings.consent.enabled) {
    decided.pass.push(...rows)
    return decided
  }
  const policy = await currentPolicy(tx, accountId)
  const answers = await latestAnswers(tx, {
    accountId,
    pairs: rows.map((row) => ({ contactId: row.contact_id, propertyId: row.property_id })),
  })
  const agreed = new Map(
    answers.filter((row) => row.action === 'agreed').map((row) => [`${row.contact_id} ${row.property_id}`, row.version]),
  )
  const asked = rows.filter((row) => row.consent_requested_at !== null).map((row) => row.id)
  const words = asked.length === 0 ? [] : await wordsSinceRequest(tx, { accountId, dialogueIds: asked })

  for (const row of rows) {
    const outcome = gate({
      settings: settings.consent,
      excluded: row.excluded,
      currentVersion: policy?.version ?? null,
      agreedVersion: agreed.get(`${row.contact_id} ${row.property_id}`) ?? null,
      requestedAt: row.consent_requested_at,
      requestedVersion: row.consent_version,
      lastCustomerAt: row.last_customer_at,
      now,
    })
    if (outcome === 'pass') {
      decided.pass.push(row)
      continue
    }
    const said = words.filter((word) => word.dialogue_id === row.id)
    // An answer counts however late it comes, but only for the text that it answers; and who says no does not agree by going on.
    const answer = policy && row.consent_version === policy.version ? keywordAnswer(said, policy.texts) : null
    const action = answer?.action ?? (outcome === 'agree' ? ('agreed' as const) : null)
    if (action && row.consent_version !== null) {
      const chat = { contact_id: row.contact_id, property_id: row.property_id, dialogue_id: row.id, status: row.status }
      const evidence = `message:${answer?.messageId ?? said.at(-1)?.id ?? row.id}`
      const answered = await answerConsent(deps, tx, {
        accountId,
        channelId: row.channel_id,
        chat,
        version: row.consent_version,
        action,
        evidence,
        now,
      })
      decided.storageKeys.push(...answered.storageKeys)
      if (action === 'agreed') decided.pass.push(row)
      continue
    }
    if (outcome === 'ask' && policy) await ask(deps, decided, { row, policy, settings })
    else decided.hold.push({ id: row.id, requested: false, version: null })
  }
  return decided
}

function keywordAnswer(
  said: readonly Readonly<{ text: string; id: string }>[],
  texts: AccountSettings['consent']['texts'],
): { readonly action: 'agreed' | 'declined'; readonly messageId: string } | null {
  for (const word of said) {
    const action = parseKeyword(word.text, texts)
    if (action) return { action, messageId: word.id }
  }
  return null
}

async function ask(
  deps: Deps,
  decided: Decided,
  args: {
    readonly row: Waiting
    readonly policy: { readonly version: number; readonly texts: AccountSettings['consent']['texts'] }
    readonly settings: AccountSettings
  },
): Promise<void> {
  const { row, policy, settings } = args
  const chosen = textFor(policy.texts, row.locale, settings.locale)
  const channel = await deps.channels.byId(row.channel_id)
  if (!chosen || !channel) {
    decided.hold.push({ id: row.id, requested: false, version: null })
    return
  }
  const withButtons = channel.adapter.capabilities.buttons.support === 'native'
  const text = renderRequest(chosen.text, !withButtons)
  const buttons = [
    { label: chosen.text.agree, value: agreeValue(policy.version) },
    { label: chosen.text.decline, value: declineValue(policy.version) },
  ]
  decided.requests.push({
    id: newId(),
    chatId: row.chat_id,
    dialogueId: row.id,
    channelId: row.channel_id,
    direction: 'out',
    text,
    buttons: withButtons ? buttons : [],
    managerId: null,
    replyToId: null,
    clientId: null,
    automatic: true,
    event: 'consent_request',
  })
  decided.ledger.push({
    id: newId(),
    contactId: row.contact_id,
    channelId: row.channel_id,
    propertyId: row.property_id,
    action: 'requested',
    version: policy.version,
    locale: chosen.locale,
    textHash: hashText(text),
    text,
    url: chosen.text.url,
    evidence: `dialogue:${row.id}`,
  })
  decided.hold.push({ id: row.id, requested: true, version: policy.version })
}

async function save(
  tx: Tx,
  args: { readonly accountId: string; readonly settings: AccountSettings; readonly decided: Decided; readonly now: Date },
): Promise<number | null> {
  const { accountId, settings, decided, now } = args
  if (decided.ledger.length > 0) await insertConsents(tx, { accountId, rows: decided.ledger, now })
  if (decided.hold.length > 0) await holdDialogues(tx, { accountId, now, rows: decided.hold })
  const sent = decided.requests.length > 0 ? await insertOutbound(tx, { accountId, now, rows: decided.requests }) : []
  if (decided.pass.length > 0) {
    const rows = decided.pass.map((row) => ({ id: row.id, auto_close_at: closesAt(row, settings)?.toISOString() ?? null }))
    await releaseDialogues(tx, { accountId, now, rows })
  }
  const events: NewEvent[] = [
    ...decided.pass.map((row) => ({
      type: 'dialogue.opened',
      dialogueId: row.id,
      chatId: row.chat_id,
      messageId: null,
      seq: row.last_seq,
      released: true,
      assigneeId: null,
      departmentId: row.department_id,
    })),
    ...decided.requests.map((request) => ({
      type: 'message.created',
      dialogueId: request.dialogueId,
      chatId: request.chatId,
      messageId: request.id,
      seq: sent.find((row) => row.id === request.id)?.seq ?? null,
      released: false,
      assigneeId: null,
      departmentId: null,
    })),
  ]
  return events.length > 0 ? await appendEvents(tx, { accountId, events, now }) : null
}

function closesAt(row: Waiting, settings: AccountSettings): Date | null {
  const state = {
    assigneeId: null,
    openedAt: row.opened_at,
    becameUnassignedAt: null,
    lastCustomerAt: row.last_customer_at,
    lastMessageAt: row.last_customer_at,
    waitingSince: row.last_customer_at,
  }
  return autoCloseAt(state, settings['auto-close'], (at) => oneMonthAfter(at, settings.timeZone))
}
