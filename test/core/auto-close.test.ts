import { describe, expect, test } from 'vitest'
import { autoCloseAt, oneMonthAfter } from '../../core/auto-close.ts'

describe('one calendar month later is', () => {
  test.each([
    ['the same day and time', '2026-03-10T12:34:56.789Z', 'UTC', '2026-04-10T12:34:56.789Z'],
    ['the last of February after 31 January', '2026-01-31T10:00:00Z', 'UTC', '2026-02-28T10:00:00Z'],
    ['29 February in a leap year', '2028-01-31T10:00:00Z', 'UTC', '2028-02-29T10:00:00Z'],
    ['28 February in 2100, which is none', '2100-01-31T10:00:00Z', 'UTC', '2100-02-28T10:00:00Z'],
    ['29 February in 2000, which was one', '2000-01-30T10:00:00Z', 'UTC', '2000-02-29T10:00:00Z'],
    ['29 March after 29 February', '2028-02-29T10:00:00Z', 'UTC', '2028-03-29T10:00:00Z'],
    ['30 April after 31 March', '2026-03-31T10:00:00Z', 'UTC', '2026-04-30T10:00:00Z'],
    ['31 January after 31 December', '2026-12-31T23:59:59.999Z', 'UTC', '2027-01-31T23:59:59.999Z'],
    ['the day as the zone has it: 1 February in Auckland', '2026-01-31T12:00:00Z', 'Pacific/Auckland', '2026-02-28T12:00:00Z'],
    ['the day as the zone has it: 31 January in Honolulu', '2026-02-01T05:00:00Z', 'Pacific/Honolulu', '2026-03-01T05:00:00Z'],
    ['the same time of day across the clocks going forward', '2026-03-10T08:00:00Z', 'Europe/Berlin', '2026-04-10T07:00:00Z'],
    ['the same time of day across the clocks going back', '2026-10-10T07:00:00Z', 'Europe/Berlin', '2026-11-10T08:00:00Z'],
    [
      'the same time of day in New York, where they change on another day',
      '2026-02-15T12:00:00Z',
      'America/New_York',
      '2026-03-15T11:00:00Z',
    ],
    [
      'the same time of day on Lord Howe, where they move by half an hour',
      '2026-03-20T00:00:00Z',
      'Australia/Lord_Howe',
      '2026-04-20T00:30:00Z',
    ],
    [
      'an hour later where the time of day does not exist: 02:30 on 29 March',
      '2026-02-28T01:30:00Z',
      'Europe/Berlin',
      '2026-03-28T01:30:00Z',
    ],
    ['without surprises in a zone without changes', '2026-03-10T08:00:00Z', 'Asia/Kolkata', '2026-04-10T08:00:00Z'],
    ['right in a zone of a quarter of an hour', '2026-01-30T18:15:00Z', 'Asia/Kathmandu', '2026-02-27T18:15:00Z'],
  ])('%s', (_name, from, zone, expected) => {
    expect(oneMonthAfter(new Date(from), zone)).toEqual(new Date(expected))
  })

  test('exactly once there, also where the time of day does not exist', () => {
    // 29 March 2026, 02:30 in Berlin is skipped: an hour later, never earlier.
    expect(oneMonthAfter(new Date('2024-02-29T01:30:00Z'), 'Europe/Berlin')).toEqual(new Date('2024-03-29T01:30:00Z'))
    const skipped = oneMonthAfter(new Date('2027-02-28T01:30:00Z'), 'Europe/Berlin')
    expect(skipped.toISOString()).toMatch(/^2027-03-28T0[01]:30/)
  })

  test('never less than 28 days and never more than 31 days and an hour, from every hour of a leap year in six zones', () => {
    for (const zone of [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'America/Sao_Paulo',
      'Africa/Casablanca',
    ]) {
      for (let hour = 0; hour < 366 * 24; hour += 5) {
        const from = new Date(Date.UTC(2028, 0, 1, hour))
        const days = (oneMonthAfter(from, zone).getTime() - from.getTime()) / 86_400_000
        expect(days, `${zone} ${from.toISOString()}`).toBeGreaterThanOrEqual(28 - 1 / 24)
        expect(days, `${zone} ${from.toISOString()}`).toBeLessThanOrEqual(31 + 1 / 24)
      }
    }
  })
})

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour))
const month = (from: Date) => oneMonthAfter(from, 'UTC')
const assigned = {
  assigneeId: 'ann',
  openedAt: at(0),
  becameUnassignedAt: null,
  lastCustomerAt: at(1),
  lastMessageAt: at(2),
  waitingSince: null,
}
const unassigned = { ...assigned, assigneeId: null, waitingSince: at(1) }
const settings = { idleSeconds: 3600, keepWhileCustomerWaits: true }

describe('an open dialogue closes by itself', () => {
  test.each([
    ['assigned: after the idle time since the last message of either side', assigned, settings, at(3)],
    ['assigned, idle time off: never', assigned, { ...settings, idleSeconds: null }, null],
    ['assigned, the customer waits: never', { ...assigned, waitingSince: at(1) }, settings, null],
    [
      'assigned, the customer waits, and that may be: after the idle time',
      { ...assigned, waitingSince: at(1) },
      { ...settings, keepWhileCustomerWaits: false },
      at(3),
    ],
    ['unassigned: a month after the last customer message', unassigned, settings, month(at(1))],
    ['unassigned, idle time off: a month all the same', unassigned, { ...settings, idleSeconds: null }, month(at(1))],
    ['unassigned, the customer waits: a month all the same', unassigned, settings, month(at(1))],
    ['unassigned, put back later: a month after that', { ...unassigned, becameUnassignedAt: at(9) }, settings, month(at(9))],
    [
      'unassigned, opened later than anything was said: a month after that',
      { ...unassigned, openedAt: at(8) },
      settings,
      month(at(8)),
    ],
    ['unassigned, our own last message does not count', { ...unassigned, lastMessageAt: at(20) }, settings, month(at(1))],
    [
      'unassigned, the customer said nothing: a month after it was opened',
      { ...unassigned, lastCustomerAt: null },
      settings,
      month(at(0)),
    ],
  ] as const)('%s', (_name, state, given, expected) => {
    expect(autoCloseAt(state, given, month)).toEqual(expected)
  })
})
