import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import { HubError } from '../../core/errors.ts'
import type { Form } from './form.ts'

/**
 * Makes the check of one channel: was the request signed with its auth token? https://www.twilio.com/docs/usage/webhooks/webhooks-security
 * Twilio signs the address that was pasted in its console, so the configured one is checked with the query of the request: what the server
 * itself sees behind a proxy has another scheme, host or port. Without an address nothing can be checked, and nothing is accepted.
 * @throws HubError `unauthenticated`
 */
export function verifier(
  channel: Readonly<{ authToken: string; webhookUrl: string | null }>,
): (request: Readonly<{ headers: Headers; url: string }>, form: Form) => void {
  const { authToken, webhookUrl } = channel
  return ({ headers, url }, form) => {
    const signature = headers.get('x-twilio-signature')
    if (signature === null || webhookUrl === null || !isForm(headers)) throw refusal()
    // Compares in constant time, lengths first: the length of a signature is no secret.
    if (!validateRequest(authToken, signature, `${webhookUrl}${queryOf(url)}`, form)) throw refusal()
  }
}

/** Only a form's parameters are signed; a body of any other type would be signed by its hash, which this hub never asks for. */
function isForm(headers: Headers): boolean {
  const type = headers.get('content-type')
  return type === null || /^application\/x-www-form-urlencoded\s*(;|$)/i.test(type.trim())
}

/** As it was sent: any decoding or sorting would break the signature. */
function queryOf(url: string): string {
  const start = url.indexOf('?')
  return start === -1 ? '' : url.slice(start)
}

function refusal(): HubError {
  return new HubError('unauthenticated', 'The signature of Twilio is missing or wrong')
}
