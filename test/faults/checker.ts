/** What the campaign wrote down while it ran (the oracle), and what the hub says it has. Pure data: times are milliseconds of one clock. */
export type Evidence = Readonly<{
  /** The generator's journal: each message once, however often it was sent. `answeredAt`: the first 2xx; null: it never came. */
  inbound: readonly Readonly<{ token: string; chat: string; sentAt: number; answeredAt: number | null }>[]
  /** Inbound messages of the database. */
  stored: readonly Readonly<{ token: string; chat: string; seq: number }>[]
  /** Answers that were asked for; `acceptedAt`: the 202; null: unknown, the connection was cut. */
  replies: readonly Readonly<{ token: string; acceptedAt: number | null }>[]
  /** Outbound messages of the database. */
  outbound: readonly Readonly<{ token: string; chat: string; seq: number; status: string }>[]
  /** The platform's journal, in its order. */
  delivered: readonly Readonly<{ token: string; chat: string }>[]
  /** What still waits for something after everything has healed, in words. */
  stuck: readonly string[]
  /** Chats with more than one dialogue that is not closed. */
  openTwice: readonly string[]
  /** Each chat's numbers: of all its messages, and the highest given out. */
  numbers: readonly Readonly<{ chat: string; messages: number; highest: number }>[]
  /** Kept counters that do not equal what is there. */
  wrongCounters: readonly string[]
}>

export const faults = [
  'lost',
  'doubled',
  'reordered',
  'phantom',
  'stuck',
  'outbound lost',
  'outbound doubled',
  'outbound reordered',
  'outbound phantom',
  'two dialogues open',
  'gap in numbers',
  'wrong counter',
] as const
export type Fault = (typeof faults)[number]

export type Verdict = Readonly<{
  /** Each must be empty. */
  found: Readonly<Record<Fault, readonly string[]>>
  /** Shown to a person as "may have been sent": allowed, reported. */
  inDoubt: number
  /** Of those, how many the platform has twice. */
  doubledInDoubt: number
}>

export const isClean = (verdict: Verdict): boolean => faults.every((fault) => verdict.found[fault].length === 0)

export function check(evidence: Evidence): Verdict {
  const { inbound, stored, replies, outbound, delivered } = evidence
  const storedTokens = countBy(stored)
  const outboundTokens = countBy(outbound)
  const deliveredTokens = countBy(delivered)
  const asked = new Set(replies.map((reply) => reply.token))
  const sent = new Set(inbound.map((message) => message.token))
  const doubted = new Set(outbound.filter((row) => row.status === 'in_doubt').map((row) => row.token))
  const arrived = ['sent', 'delivered', 'read']
  const twice = [...deliveredTokens].filter(([, count]) => count > 1).map(([token]) => token)

  return {
    found: {
      lost: inbound
        .filter((message) => message.answeredAt !== null && !storedTokens.has(message.token))
        .map((message) => message.token),
      doubled: [...storedTokens].filter(([, count]) => count > 1).map(([token]) => token),
      reordered: reordered(evidence),
      phantom: stored.filter((row) => !sent.has(row.token)).map((row) => row.token),
      stuck: evidence.stuck,
      'outbound lost': [
        ...replies.filter((reply) => reply.acceptedAt !== null && !outboundTokens.has(reply.token)).map((reply) => reply.token),
        ...outbound.filter((row) => arrived.includes(row.status) && !deliveredTokens.has(row.token)).map((row) => row.token),
      ],
      'outbound doubled': [
        ...twice.filter((token) => !doubted.has(token)),
        ...[...outboundTokens].filter(([, count]) => count > 1).map(([token]) => token),
      ],
      'outbound reordered': outboundReordered(evidence),
      'outbound phantom': [...deliveredTokens.keys()].filter((token) => !asked.has(token) || !outboundTokens.has(token)),
      'two dialogues open': evidence.openTwice,
      'gap in numbers': evidence.numbers.filter((one) => one.messages !== one.highest).map((one) => one.chat),
      'wrong counter': evidence.wrongCounters,
    },
    inDoubt: doubted.size,
    doubledInDoubt: twice.filter((token) => doubted.has(token)).length,
  }
}

/** A message that was answered before another of its chat was first sent stands before it. What was under way at the same time has no order. */
function reordered({ inbound, stored }: Evidence): string[] {
  const seqOf = new Map<string, number>()
  for (const row of stored) if (!seqOf.has(row.token)) seqOf.set(row.token, row.seq)
  const wrong: string[] = []
  for (const messages of groupBy(inbound).values()) {
    const bySent = [...messages].sort((a, b) => a.sentAt - b.sentAt)
    const byAnswer = [...messages].sort(
      (a, b) => (a.answeredAt ?? Number.POSITIVE_INFINITY) - (b.answeredAt ?? Number.POSITIVE_INFINITY),
    )
    let highest = { seq: -1, token: '' }
    let next = 0
    for (const message of bySent) {
      for (
        let before = byAnswer[next];
        before && (before.answeredAt ?? Number.POSITIVE_INFINITY) < message.sentAt;
        before = byAnswer[next]
      ) {
        const seq = seqOf.get(before.token)
        if (seq !== undefined && seq > highest.seq) highest = { seq, token: before.token }
        next += 1
      }
      const seq = seqOf.get(message.token)
      if (seq !== undefined && seq < highest.seq) wrong.push(`${highest.token} after ${message.token}`)
    }
  }
  return wrong
}

/** The platform has a chat's answers in the order of their numbers; a second copy is a matter of its own. */
function outboundReordered({ outbound, delivered }: Evidence): string[] {
  const seqOf = new Map(outbound.map((row) => [row.token, row.seq]))
  const seen = new Set<string>()
  const highest = new Map<string, number>()
  const wrong: string[] = []
  for (const { token, chat } of delivered) {
    const seq = seqOf.get(token)
    if (seq === undefined || seen.has(token)) continue
    seen.add(token)
    if (seq < (highest.get(chat) ?? -1)) wrong.push(token)
    highest.set(chat, Math.max(seq, highest.get(chat) ?? -1))
  }
  return wrong
}

function countBy(rows: readonly Readonly<{ token: string }>[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { token } of rows) counts.set(token, (counts.get(token) ?? 0) + 1)
  return counts
}

function groupBy<T extends Readonly<{ chat: string }>>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) groups.set(row.chat, [...(groups.get(row.chat) ?? []), row])
  return groups
}
