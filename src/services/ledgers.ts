import type { HandlerQuery } from '../../core/api/index.ts'
import type { Consent, DeadLetter, DecisionRecord } from '../../core/api/shapes.ts'
import type { Actor } from '../../core/permissions.ts'
import { listConsents, listDeadLetters, listDecisions } from '../../db/queries/ledgers.ts'
import type { Deps } from '../deps.ts'
import { readDialogue } from './dialogues/read.ts'

type Page<T> = { items: T[]; nextCursor: string | null }

/** A cursor of these lists is the last row's id; another text begins at the top. */
const afterId = (cursor: string | undefined): string | null => (cursor !== undefined && /^[0-9a-f-]{36}$/.test(cursor) ? cursor : null)

export function pageOf<R, T>(rows: readonly R[], limit: number, present: (row: R) => T, cursorOf: (row: R) => string): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(present), nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}

export async function readConsents(deps: Deps, actor: Actor, query: HandlerQuery<'GET /consents'>): Promise<Page<Consent>> {
  const rows = await listConsents(deps.sql, { accountId: actor.accountId, contactId: query.contactId ?? null, before: afterId(query.cursor), limit: query.limit + 1 })
  return pageOf(
    rows,
    query.limit,
    (row) => ({
      id: row.id,
      contactId: row.contact_id,
      channelId: row.channel_id,
      propertyId: row.property_id,
      action: row.action,
      version: row.version,
      locale: row.locale,
      textHash: row.text_hash,
      text: row.text,
      url: row.url,
      evidence: row.evidence,
      at: row.at.toISOString(),
    }),
    (row) => row.id,
  )
}

export async function readDeadLetters(deps: Deps, actor: Actor, query: HandlerQuery<'GET /dead-letters'>): Promise<Page<DeadLetter>> {
  const rows = await listDeadLetters(deps.sql, { accountId: actor.accountId, before: afterId(query.cursor), limit: query.limit + 1 })
  return pageOf(
    rows,
    query.limit,
    (row) => ({ id: row.id, channelId: row.channel_id, receivedAt: row.received_at.toISOString(), reason: row.reason ?? '', attempts: row.attempts, payload: row.payload }),
    (row) => row.id,
  )
}

export async function readDecisions(deps: Deps, actor: Actor, dialogueId: string): Promise<{ items: DecisionRecord[] }> {
  await readDialogue(deps, actor, dialogueId)
  const rows = await listDecisions(deps.sql, { accountId: actor.accountId, dialogueId })
  return {
    items: rows.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      by: row.by,
      byManagerId: row.by_manager_id,
      rule: row.rule,
      fromManagerId: row.from_manager_id,
      toManagerId: row.to_manager_id,
      candidates: row.candidates,
      excluded: row.excluded,
    })),
  }
}
