import { createHash } from 'node:crypto'
import { HubError } from '../../../core/errors.ts'
import { countUse, giveBackUse } from '../../../db/queries/rate-limits.ts'
import type { Deps } from '../../deps.ts'

const minute = 60_000

/** How often, per window, from one address and for one e-mail address. What succeeds is given back, so an office behind one address works. */
const budgets = {
  'sign-in': { windowMs: 15 * minute, address: 30, email: 10, words: 'attempts to sign in' },
  setup: { windowMs: 15 * minute, address: 10, email: null, words: 'attempts to set up the hub' },
  'sign-up': { windowMs: 60 * minute, address: 20, email: null, words: 'attempts to sign up' },
  invite: { windowMs: 15 * minute, address: 60, email: null, words: 'attempts to open an invitation' },
  'password-reset': { windowMs: 60 * minute, address: 20, email: 5, words: 'requests for a new password' },
  'new-password': { windowMs: 15 * minute, address: 20, email: null, words: 'attempts to set a password' },
} as const satisfies Record<string, Readonly<{ windowMs: number; address: number; email: number | null; words: string }>>

/**
 * How often one address may still try an e-mail address whose own budget others have used up: whoever guesses from many addresses can't lock
 * the owner out, and gains this many guesses per address.
 */
const spared = 2

export type Limit = Readonly<{ what: keyof typeof budgets; ip: string; email?: string }>

/**
 * Counts an attempt before it is made, so that many at once can't slip through. Returns how to take it back.
 * @throws HubError rate_limited
 */
export async function limit(deps: Pick<Deps, 'sql' | 'clock'>, { what, ip, email }: Limit): Promise<() => Promise<void>> {
  const budget = budgets[what]
  const address = addressKey(ip)
  const keys = [key(what, 'address', address)]
  if (email !== undefined) keys.push(key(what, 'email', email), key(what, 'pair', `${email} ${address}`))
  const now = deps.clock.now().getTime()
  const [ofAddress, ofEmail, ofPair] = await countUse(deps.sql, { keys, windowMs: budget.windowMs, now })
  if (ofAddress && ofAddress.count > budget.address)
    throw tooMany(`Too many ${budget.words} from your address.`, ofAddress.resetAt - now)
  if (ofEmail && ofPair && budget.email !== null && ofEmail.count > budget.email && ofPair.count > spared) {
    throw tooMany(`Too many ${budget.words} for this e-mail address.`, ofEmail.resetAt - now)
  }
  return () => giveBackUse(deps.sql, keys)
}

function tooMany(what: string, retryAfterMs: number): HubError {
  const minutes = Math.max(1, Math.ceil(retryAfterMs / minute))
  return new HubError('rate_limited', `${what} Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`, {
    retryAfterMs,
  })
}

function key(what: string, kind: string, value: string): string {
  return `${what}:${kind}:${createHash('sha256').update(value).digest('base64url').slice(0, 22)}`
}

/** An IPv6 customer has a network of 2^64 addresses: it counts as one. */
export function addressKey(ip: string): string {
  if (!ip.includes(':')) return ip
  const [head = '', tail = ''] = ip.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === '' ? [] : tail.split(':')
  const middle = ip.includes('::') ? Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0') : []
  return [...before, ...middle, ...after]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')
}
