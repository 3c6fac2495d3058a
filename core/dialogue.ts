/**
 * new: born, the gate has not looked yet. held: waits for consent. Both are visible to nobody.
 * open: visible; with or without a manager. closed: ended; may reopen.
 */
export const dialogueStatuses = ['new', 'held', 'open', 'closed'] as const

export const closeReasons = [
  'manual',
  'auto_idle',
  'auto_unassigned_month',
  'consent_declined',
  'consent_ignored',
  'channel_removed',
] as const

/** in: from the contact. out: from a manager or the hub to the contact. note: between managers. system: what happened. */
export const directions = ['in', 'out', 'note', 'system'] as const

/** Of outbound messages. Receipts only ever raise it. */
export const deliveryStatuses = ['queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'in_doubt', 'cancelled'] as const
export type DeliveryStatus = (typeof deliveryStatuses)[number]

/** What a new dialogue or a reopened one means for a message that arrives. */
export type Begin = 'same' | 'reopen' | 'begin'

/**
 * Where an inbound message goes: into the open dialogue, into the last closed one (reopened), or into a new one.
 * `reopenMs` is the account's setting; 0 means always a new one.
 */
export function whereTo(state: {
  readonly openDialogueId: string | null
  readonly lastClosedAt: Date | null
  readonly lastReopenable: boolean
  readonly now: Date
  readonly reopenMs: number
}): Begin {
  if (state.openDialogueId !== null) return 'same'
  const since = reopenableSince(state.now, state.reopenMs)
  if (state.lastClosedAt === null || !state.lastReopenable || since === null) return 'begin'
  return state.lastClosedAt >= since ? 'reopen' : 'begin'
}

/** A dialogue that closed before this moment does not reopen any more; null: none ever does. */
export function reopenableSince(now: Date, reopenMs: number): Date | null {
  return reopenMs === 0 ? null : new Date(now.getTime() - reopenMs)
}
