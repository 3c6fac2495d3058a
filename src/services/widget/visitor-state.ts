import type { VisitorState } from '../../../core/api/widget.ts'
import { textFor } from '../../../core/consent.ts'
import { whereTo } from '../../../core/dialogue.ts'
import { HubError } from '../../../core/errors.ts'
import { createTranslate } from '../../../core/locales/translate.ts'
import { widgetDe } from '../../../core/locales/widget.de.ts'
import { widgetEn } from '../../../core/locales/widget.en.ts'
import { currentPolicy } from '../../../db/queries/consent.ts'
import { readVisitorState, type VisitorStateRow } from '../../../db/queries/visitors.ts'
import type { Deps } from '../../deps.ts'
import { type Widget, widgetOf } from './find-widget.ts'
import type { Visitor } from './visitor.ts'

export type VisitorView = Readonly<{ state: VisitorState; chatId: string | null; dialogueId: string | null; isReleased: boolean }>

/** How things stand for a visitor. @throws HubError not_found where the widget is paused or removed. */
export async function visitorState(deps: Deps, visitor: Visitor): Promise<VisitorView> {
  const widget = await widgetOf(deps, visitor.channelId)
  const row = await readVisitorState(deps.sql, { ...visitor, now: deps.clock.now() })
  if (!row) throw new HubError('not_found', 'This chat is closed at the moment.')
  const state: VisitorState = {
    dialogue: dialogueWord(row.status),
    consent: await dueConsent(deps, visitor, row),
    online: row.online,
    title: widget.look.title ?? row.property_name,
    greeting: widget.look.greeting ?? greetingIn(visitor.locale ?? row.account_locale),
    color: widget.look.color,
    assignee: row.assignee,
    position: row.position,
  }
  return { state, chatId: row.chat_id, dialogueId: row.dialogue_id, isReleased: row.released && row.status === 'open' }
}

/** What the document of the frame says before the session begins. */
export const greetingOf = (widget: Widget, locale: string): string => widget.look.greeting ?? greetingIn(locale)

function greetingIn(locale: string): string {
  const isGerman = /^de\b/i.test(locale)
  return createTranslate<typeof widgetEn>(isGerman ? widgetDe : widgetEn, isGerman ? 'de' : 'en')('greeting')
}

/** To the visitor a dialogue that the gate has not looked at yet is as good as open. */
function dialogueWord(status: VisitorStateRow['status']): VisitorState['dialogue'] {
  switch (status) {
    case null:
      return 'none'
    case 'new':
    case 'open':
      return 'open'
    case 'held':
    case 'closed':
      return status
    default:
      return status satisfies never
  }
}

/** The request to answer before the next message, by the gate's own rules: at the beginning of a dialogue, unless this version was agreed to. */
async function dueConsent(deps: Deps, visitor: Visitor, row: VisitorStateRow): Promise<VisitorState['consent']> {
  const settings = await deps.settings.of(visitor.accountId)
  if (!settings.consent.enabled || row.excluded || row.status === 'open') return null
  const begin = whereTo({
    openDialogueId: row.status === null || row.status === 'closed' ? null : row.dialogue_id,
    lastClosedAt: row.closed_at,
    lastReopenable: row.released,
    now: deps.clock.now(),
    reopenMs: settings['auto-close'].reopenSeconds * 1000,
  })
  if (begin === 'reopen') return null
  const policy = await currentPolicy(deps.sql, visitor.accountId)
  if (!policy || (row.answer === 'agreed' && row.answered_version === policy.version)) return null
  const chosen = textFor(policy.texts, visitor.locale, settings.locale)
  if (!chosen) return null
  const { text, url, agree, decline } = chosen.text
  return { version: policy.version, text, url, agree, decline, mode: settings.consent.mode }
}
