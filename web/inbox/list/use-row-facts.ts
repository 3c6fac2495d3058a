import type { Channel, Dialogue, Manager } from '../../../core/api/shapes.ts'
import { type Draft, useDrafts } from '../lib/drafts.ts'
import { type OutboxEntry, useOutbox } from '../lib/outbox.ts'
import { usePresence } from '../live/presence.ts'
import { useChannels } from '../queries/channels.ts'
import { useManagers } from '../queries/managers.ts'

/** What a row shows that its dialogue does not hold itself. */
export type RowFacts = Readonly<{
  channel: Channel | undefined
  assignee: Manager | undefined
  draft: Draft | undefined
  /** A message of yours that the hub refused or that waits for your word. */
  unsent: OutboxEntry | undefined
  isTyping: boolean
}>

export function useRowFacts(): (dialogue: Dialogue) => RowFacts {
  const channels = useChannels()
  const managers = useManagers()
  const drafts = useDrafts((state) => state.drafts)
  const entries = useOutbox((state) => state.entries)
  const presences = usePresence((state) => state.presences)
  return (dialogue) => ({
    channel: channels.find((channel) => channel.id === dialogue.channelId),
    assignee: managers.find((manager) => manager.id === dialogue.assigneeId),
    draft: drafts[dialogue.id],
    unsent: entries.find((entry) => entry.dialogueId === dialogue.id && entry.state !== 'sending'),
    isTyping: presences.some((presence) => presence.dialogueId === dialogue.id && presence.kind === 'typing'),
  })
}
