import { createHash } from 'node:crypto'
import { HubError } from '../../../core/errors.ts'
import { countUse } from '../../../db/queries/rate-limits.ts'
import type { Deps } from '../../deps.ts'
import { addressKey } from '../access/limit.ts'

const minute = 60_000

/**
 * Per window: from one address (wide, since a whole company may be behind one), of one visitor, and of one widget in all. Anyone on the web may
 * call these, with a new identity each time, so the address and the widget are bounded too.
 */
const budgets = {
  session: { windowMs: 10 * minute, address: 300, visitor: 100, widget: 20_000, words: 'chats opened' },
  message: { windowMs: minute, address: 600, visitor: 120, widget: 12_000, words: 'messages' },
  consent: { windowMs: 10 * minute, address: 300, visitor: 30, widget: 20_000, words: 'answers' },
  file: { windowMs: 10 * minute, address: 200, visitor: 40, widget: 4_000, words: 'files' },
} as const satisfies Record<
  string,
  Readonly<{ windowMs: number; address: number; visitor: number; widget: number; words: string }>
>

/**
 * Counts one use. The error names the limit that was met, so that nobody has to guess which.
 * @throws HubError rate_limited
 */
export async function limitWidget(
  deps: Pick<Deps, 'sql' | 'clock'>,
  args: {
    readonly what: keyof typeof budgets
    readonly ip: string
    readonly visitorId: string | null
    readonly channelId: string
  },
): Promise<void> {
  const { what } = args
  const budget = budgets[what]
  const now = deps.clock.now().getTime()
  const parts = [
    { name: 'address', of: addressKey(args.ip), max: budget.address, whose: 'from your network address' },
    { name: 'widget', of: args.channelId, max: budget.widget, whose: 'in this chat by all visitors' },
    ...(args.visitorId === null ? [] : [{ name: 'visitor', of: args.visitorId, max: budget.visitor, whose: 'from you' }]),
  ]
  const keys = parts.map((part) => `widget-${what}:${part.name}:${hash(part.of)}`)
  const uses = await countUse(deps.sql, { keys, windowMs: budget.windowMs, now })
  parts.forEach((part, index) => {
    const use = uses[index]
    if (!use || use.count <= part.max) return
    const retryAfterMs = Math.max(1000, use.resetAt - now)
    throw new HubError(
      'rate_limited',
      `Too many ${budget.words} ${part.whose}. Try again in ${Math.ceil(retryAfterMs / 1000)} seconds.`,
      {
        retryAfterMs,
        details: { limit: `${what}_per_${part.name}`, max: part.max, windowSeconds: budget.windowMs / 1000 },
      },
    )
  })
}

const hash = (value: string): string => createHash('sha256').update(value).digest('base64url').slice(0, 22)
