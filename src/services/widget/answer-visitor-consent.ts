import type { HandlerBody } from '../../../core/api/index.ts'
import type { VisitorState } from '../../../core/api/widget.ts'
import { renderRequest, textFor } from '../../../core/consent.ts'
import { HubError } from '../../../core/errors.ts'
import { newId } from '../../../core/ids.ts'
import { type Tx, transaction } from '../../../db/client.ts'
import { type ChatState, lockChatState } from '../../../db/queries/apply-event.ts'
import { currentPolicy, insertConsents, shownText } from '../../../db/queries/consent.ts'
import { createChats } from '../../../db/queries/ingest.ts'
import type { Deps } from '../../deps.ts'
import { answerConsent, hashText, removePurged } from '../consent/answer-consent.ts'
import { widgetOf } from './find-widget.ts'
import { limitWidget } from './limit.ts'
import type { Visitor } from './visitor.ts'
import { visitorState } from './visitor-state.ts'

/**
 * Agrees or declines, usually before a first word was said: then the answer makes the contact that the ledger's row is about.
 * @throws HubError conflict where the texts have changed meanwhile: what was not read can't be answered.
 */
export async function answerVisitorConsent(
  deps: Deps,
  visitor: Visitor,
  args: { readonly body: HandlerBody<'POST /widget/consent'>; readonly ip: string },
): Promise<VisitorState> {
  const { accountId, channelId } = visitor
  const { version, agreed } = args.body
  await limitWidget(deps, { what: 'consent', ip: args.ip, visitorId: visitor.visitorId, channelId })
  await widgetOf(deps, channelId)
  const now = deps.clock.now()
  const outcome = await transaction(deps.sql, async (tx) => {
    const policy = await currentPolicy(tx, accountId)
    if (policy?.version !== version) throw new HubError('conflict', 'The question has changed; please read it again.')
    const chat = (await lockChat(tx, visitor)) ?? (await createChat(tx, visitor, now))
    await keepShown(deps, tx, { visitor, chat, policy, now })
    const action = agreed ? 'agreed' : 'declined'
    return await answerConsent(deps, tx, {
      accountId,
      channelId,
      chat,
      version,
      action,
      evidence: `widget:${visitor.visitorId}`,
      now,
    })
  })
  if (outcome.wake) deps.queue.nudge('distribute', { accountId })
  await removePurged(deps, outcome.storageKeys)
  return (await visitorState(deps, visitor)).state
}

const lockChat = (tx: Tx, { accountId, channelId, visitorId }: Visitor): Promise<ChatState | null> =>
  lockChatState(tx, { accountId, channelId, place: visitorId })

async function createChat(tx: Tx, visitor: Visitor, now: Date): Promise<ChatState> {
  const { accountId, channelId, visitorId } = visitor
  await createChats(tx, [
    {
      account_id: accountId,
      channel_id: channelId,
      chat_id: visitorId,
      new_chat_id: newId(),
      author_id: visitorId,
      new_contact_id: newId(),
      first: true,
      name: null,
      username: null,
      locale: visitor.locale,
      now: now.toISOString(),
    },
  ])
  const chat = await lockChat(tx, visitor)
  if (!chat) throw new Error('A chat that was just made is not there.')
  return chat
}

/** The ledger's `requested` row reproduces the very text that stood on the visitor's screen. */
async function keepShown(
  deps: Deps,
  tx: Tx,
  args: {
    readonly visitor: Visitor
    readonly chat: ChatState
    readonly policy: NonNullable<Awaited<ReturnType<typeof currentPolicy>>>
    readonly now: Date
  },
): Promise<void> {
  const { visitor, chat, policy, now } = args
  const { accountId, channelId } = visitor
  const who = { accountId, contactId: chat.contact_id, propertyId: chat.property_id, version: policy.version }
  const settings = await deps.settings.of(accountId)
  const chosen = textFor(policy.texts, visitor.locale, settings.locale)
  if (!chosen || (await shownText(tx, who))) return
  const text = renderRequest(chosen.text, false)
  const row = {
    id: newId(),
    contactId: chat.contact_id,
    channelId,
    propertyId: chat.property_id,
    action: 'requested' as const,
    version: policy.version,
    locale: chosen.locale,
    textHash: hashText(text),
    text,
    url: chosen.text.url,
    evidence: `widget:${visitor.visitorId}`,
  }
  await insertConsents(tx, { accountId, rows: [row], now })
}
