/**
 * A dispatch of the gateway: https://discord.com/developers/docs/events/gateway-events#payload-structure. `s` numbers it within its session;
 * null for what was fetched. `place`: where the hub answers, when that is not where it came from.
 */
export type Packet = Readonly<{ t: string; s: number | null; d: unknown; place: AnswerPlace | null }>

/** A thread that the hub opened for the customer, or (`direct`) the channel of their direct messages. */
export type AnswerPlace = Readonly<{ channel: string; direct: boolean }>

/** `botId`: whose own reactions give no event. `now`: the time of what Discord gives no time. */
export type ParseContext = Readonly<{ botId: string; now: Date }>

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
