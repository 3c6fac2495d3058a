import type { Message } from '../../../core/api/shapes.ts'
import { t } from '../lib/t.ts'

/** What happened, in words. A kind that this page does not know yet is named as it is rather than hidden. */
export function systemText(message: Message, nameOf: (id: string) => string | null): string {
  const { type, data } = message.event ?? { type: '', data: {} }
  const by = name(data['byManagerId'], nameOf) ?? message.author.name ?? t('decision.someone')
  const to = name(data['toManagerId'] ?? data['managerId'] ?? data['assigneeId'], nameOf)
  switch (type) {
    case 'assigned':
      return to === null ? t('system.unassigned') : t('system.assigned', { to })
    case 'unassigned':
      return t('system.unassigned')
    case 'closed':
      return message.author.type === 'manager' ? t('system.closedBy', { by }) : t('system.closed')
    case 'reopened':
      return message.author.type === 'manager' ? t('system.reopenedBy', { by }) : t('system.reopened')
    case 'consent_requested':
      return t('system.consentRequested')
    case 'consent_agreed':
      return t('system.consentAgreed')
    case 'consent_declined':
      return t('system.consentDeclined')
    case 'consent_withdrawn':
      return t('system.consentWithdrawn')
    case 'contact_left':
      return t('system.contactLeft')
    case 'contact_joined':
      return t('system.contactJoined')
    case 'button_pressed':
      return t('system.buttonPressed', { value: typeof data['value'] === 'string' ? data['value'] : '' })
    default:
      return message.text === '' ? type.replaceAll('_', ' ') : message.text
  }
}

function name(id: unknown, nameOf: (id: string) => string | null): string | null {
  return typeof id === 'string' ? (nameOf(id) ?? t('decision.someone')) : null
}
