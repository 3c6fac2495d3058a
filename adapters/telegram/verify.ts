import { createHash, timingSafeEqual } from 'node:crypto'
import { HubError } from '../../core/errors.ts'

const header = 'x-telegram-bot-api-secret-token'

/**
 * Makes the check of one channel: did the request come from the webhook that we set? https://core.telegram.org/bots/api#setwebhook
 * Digests are compared, since `timingSafeEqual` wants equal lengths and a length is a hint too.
 * @throws HubError `unauthenticated`
 */
export function verifier(webhookSecret: string): (headers: Headers) => void {
  const expected = digest(webhookSecret)
  return (headers) => {
    const given = headers.get(header)
    if (given === null || !timingSafeEqual(digest(given), expected)) {
      throw new HubError('unauthenticated', 'The secret token of the webhook is missing or wrong')
    }
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
