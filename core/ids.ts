/**
 * uuid v7 made by the program (PostgreSQL has its own from 18 on only): 48 bits of milliseconds, then a counter, then randomness, so that
 * ids made by one process in the same millisecond still ascend.
 */
let lastMs = 0
let counter = 0

export function newId(): string {
  const ms = Math.max(Date.now(), lastMs)
  counter = ms === lastMs ? counter + 1 : (crypto.getRandomValues(new Uint16Array(1))[0] ?? 0)
  if (counter > 0xfffff) {
    lastMs = ms + 1
    counter = 0
  } else {
    lastMs = ms
  }
  const random = crypto.getRandomValues(new Uint8Array(7))
  const time = lastMs.toString(16).padStart(12, '0')
  const high = (counter >>> 8) & 0xfff
  const low = counter & 0xff
  const tail = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const variant = (0x80 | (low >>> 2)).toString(16)
  const rest = (((low & 3) << 6) | ((random[0] ?? 0) & 0x3f)).toString(16).padStart(2, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${high.toString(16).padStart(3, '0')}-${variant}${rest}-${tail.slice(2)}`
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
