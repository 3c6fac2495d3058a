/**
 * uuid v7 made by the program (PostgreSQL has its own from 18 on only): 48 bits of milliseconds, then a counter, then randomness, so that
 * ids made by one process in the same millisecond still ascend.
 */
let lastMs = 0
let counter = 0
/** Randomness is asked for in bulk: each message takes several ids. */
const pool = new Uint8Array(1792)
let used = pool.length
const hex = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'))

export function newId(): string {
  const ms = Math.max(Date.now(), lastMs)
  counter = ms === lastMs ? counter + 1 : (crypto.getRandomValues(new Uint16Array(1))[0] ?? 0)
  if (counter > 0xfffff) {
    lastMs = ms + 1
    counter = 0
  } else {
    lastMs = ms
  }
  if (used + 7 > pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  const byte = (index: number): number => pool[used + index] ?? 0
  const time = lastMs.toString(16).padStart(12, '0')
  const high = (counter >>> 8) & 0xfff
  const low = counter & 0xff
  const variant = hex[0x80 | (low >>> 2)]
  const rest = hex[((low & 3) << 6) | (byte(0) & 0x3f)]
  const tail = `${hex[byte(1)]}${hex[byte(2)]}${hex[byte(3)]}${hex[byte(4)]}${hex[byte(5)]}${hex[byte(6)]}`
  used += 7
  return `${time.slice(0, 8)}-${time.slice(8)}-7${high.toString(16).padStart(3, '0')}-${variant}${rest}-${tail}`
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** What must not be guessed: 22 characters of base 62, over 128 bits. */
export function newToken(prefix = ''): string {
  let token = ''
  while (token.length < 22) {
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      // 248 is the largest multiple of 62 below 256: a plain remainder would favour the first letters.
      if (byte < 248 && token.length < 22) token += alphabet[byte % 62]
    }
  }
  return prefix + token
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether a text could be an id at all; PostgreSQL takes no other. */
export const isId = (text: string): boolean => uuid.test(text)
