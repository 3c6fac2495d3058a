import { createHash } from 'node:crypto'

/** How a token of a link or a key is stored: it is long and random, so a plain hash can't be turned back. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
