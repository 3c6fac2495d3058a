import { create } from 'zustand'
import { isRecord } from './is-record.ts'
import { readStoredJson, writeStored } from './storage.ts'

export type Draft = Readonly<{ text: string; note: boolean; at: number }>
export type Drafts = Readonly<Record<string, Draft>>

const storageKey = 'hubbub.drafts'
/** The oldest go when more than this many dialogues have one. */
const keptDrafts = 200

/** Sets or, with an empty text, drops the draft of a dialogue. */
export function withDraft(drafts: Drafts, dialogueId: string, draft: Draft): Drafts {
  const { [dialogueId]: _, ...others } = drafts
  if (draft.text.trim() === '') return others
  const kept = Object.entries(others)
    .sort(([, a], [, b]) => b.at - a.at)
    .slice(0, keptDrafts - 1)
  return { ...Object.fromEntries(kept), [dialogueId]: draft }
}

/** What was stored by an earlier visit; anything of another shape is left behind. */
export function parseDrafts(stored: unknown): Drafts {
  if (!isRecord(stored)) return {}
  const drafts: Record<string, Draft> = {}
  for (const [id, draft] of Object.entries(stored)) {
    if (!isRecord(draft) || typeof draft['text'] !== 'string' || typeof draft['at'] !== 'number') continue
    drafts[id] = { text: draft['text'], note: draft['note'] === true, at: draft['at'] }
  }
  return drafts
}

export const useDrafts = create<{ readonly drafts: Drafts }>(() => ({ drafts: parseDrafts(readStoredJson(storageKey)) }))

export function saveDraft(dialogueId: string, draft: Draft): void {
  const drafts = withDraft(useDrafts.getState().drafts, dialogueId, draft)
  useDrafts.setState({ drafts })
  writeStored(storageKey, JSON.stringify(drafts))
}

export function forgetDrafts(): void {
  useDrafts.setState({ drafts: {} })
  writeStored(storageKey, null)
}
