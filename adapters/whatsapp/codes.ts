import type { FailureReason } from '../../core/errors.ts'

type Meaning = Readonly<{ reason: FailureReason; words: string }>

/** Codes that say why a message does not arrive: https://www.twilio.com/docs/api/errors */
const meanings: ReadonlyMap<number, Meaning> = new Map(
  (
    [
      ['bad_credentials', 'Twilio refuses the account SID or the auth token', [20003, 20006]],
      ['no_permission', 'The Twilio account is suspended or closed', [20005, 63051]],
      ['rate_limited', 'Too many messages at once', [14107, 20429, 21611, 30001, 63018, 63038]],
      ['chat_not_found', 'This is not an address on WhatsApp', [21211, 21217, 21614, 30005, 30006, 63003, 63024]],
      ['no_permission', 'The sender is not one of this Twilio account', [21603, 21606, 21612, 21659, 21660, 21703, 63002, 63007]],
      ['no_permission', 'The sender is not ready for WhatsApp', [63001, 63020, 63022]],
      ['no_permission', 'The account may not send to this country', [21408]],
      ['opted_out', 'The customer has opted out with STOP', [21610]],
      ['blocked_by_contact', 'The customer has blocked this number', [30004, 63014, 63033]],
      ['window_closed', 'The 24 hours after the customer’s last message are over; only a template can be sent', [63016]],
      ['too_long', 'The text is too long', [21605, 21617]],
      ['file_too_large', 'The file is too large', [11751, 21623, 30019]],
      ['file_type', 'WhatsApp does not take files of this type', [12300]],
      ['unreachable', 'Twilio could not fetch the file from the hub', [11200, 21620, 63019]],
      ['unreachable', 'WhatsApp did not answer', [30008, 63010, 63012, 63023]],
      ['unreachable', 'The customer’s phone could not be reached', [30003]],
      ['rejected', 'WhatsApp or the carrier filtered the message', [30007, 63032, 63049, 63050]],
      ['rejected', 'WhatsApp did not accept the content', [63005, 63013, 63021, 63025, 63030]],
      ['rejected', 'The template is missing, paused or not approved', [63027, 63029, 63040, 63041, 63042]],
      ['rejected', 'The variables do not fit the template', [21655, 21656, 63028]],
    ] satisfies readonly (readonly [FailureReason, string, readonly number[]])[]
  ).flatMap(([reason, words, codes]) => codes.map((code) => [code, { reason, words }] as const)),
)

/** null for a code that is not on the list. */
export function reasonOf(code: number | null): FailureReason | null {
  return (code === null ? undefined : meanings.get(code)?.reason) ?? null
}

/** One sentence in plain English, with the code for those who look it up. */
export function wordsOf(code: number | null): string {
  if (code === null) return 'Twilio gave no reason.'
  const words = meanings.get(code)?.words ?? 'Twilio could not deliver the message'
  return `${words} (Twilio error ${code}).`
}
