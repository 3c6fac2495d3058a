import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** Long enough to read a page before opening the chat; a frame whose ticket is over loads itself again. */
const ticketMs = 30 * 60_000

const claims = z.strictObject({
  /** The widget's public id. */
  w: z.string(),
  /** The origin of the page around the frame. */
  o: z.string(),
  /** Until when, in milliseconds. */
  e: z.number(),
})

export type Ticket = Readonly<{ publicId: string; parentOrigin: string }>

/**
 * Proof that the hub served the frame of this widget for a page of this origin; its policy made the browser check the origin. Says nothing
 * about who asks: what is no browser can get one, too.
 */
export function signTicket(key: Uint8Array, ticket: Ticket, now: Date): string {
  const payload = Buffer.from(
    JSON.stringify({ w: ticket.publicId, o: ticket.parentOrigin, e: now.getTime() + ticketMs }),
  ).toString('base64url')
  return `${payload}.${macOf(key, payload).toString('base64url')}`
}

/** null: not ours, or over. */
export function verifyTicket(key: Uint8Array, text: string, now: Date): Ticket | null {
  const [payload = '', mac = '', ...rest] = text.split('.')
  const given = Buffer.from(mac, 'base64url')
  const right = macOf(key, payload)
  if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return null
  const parsed = claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')))
  if (!parsed.success || parsed.data.e <= now.getTime()) return null
  return { publicId: parsed.data.w, parentOrigin: parsed.data.o }
}

const macOf = (key: Uint8Array, payload: string): Buffer => createHmac('sha256', key).update(payload).digest()
