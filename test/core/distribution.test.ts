import { describe, expect, test } from 'vitest'
import { type Candidate, exclusion, pickManager } from '../../core/distribution.ts'
import { type DistributionSettings, defaultSettings } from '../../core/settings.ts'

const ann: Candidate = {
  managerId: 'ann',
  mayReply: true,
  inDepartment: true,
  status: 'free',
  online: true,
  openCount: 0,
  capacity: 3,
  lastAssignedAt: null,
}
const settings = (given: Partial<DistributionSettings>): DistributionSettings => ({
  ...defaultSettings.distribution,
  mode: 'round_robin',
  ...given,
})

describe('a manager is left out', () => {
  test.each([
    ['who is not the chosen one', {}, { mode: 'fixed', managerId: 'bob' }, 'not_chosen'],
    ['who may not reply', { mayReply: false }, {}, 'may_not_reply'],
    ['of another department', { inDepartment: false }, {}, 'department'],
    ['who is busy', { status: 'busy' }, {}, 'status'],
    ['who is at lunch', { status: 'lunch' }, { presence: 'status' }, 'status'],
    ['who has a break', { status: 'break' }, {}, 'status'],
    ['who is offline', { status: 'offline' }, {}, 'status'],
    ['who is free on paper but away', { online: false }, {}, 'not_online'],
    ['who is full', { openCount: 3 }, {}, 'capacity'],
    ['who is over the limit', { openCount: 9 }, {}, 'capacity'],
    ['for what a person would ask first', { mayReply: false, status: 'lunch', openCount: 9 }, {}, 'may_not_reply'],
  ] as const)('%s', (_name, given, rules, reason) => {
    expect(exclusion({ ...ann, ...given }, settings(rules))).toBe(reason)
  })
})

test.each([
  ['free and present', {}, {}],
  ['free, wherever they are, when only the status counts', { online: false }, { presence: 'status' }],
  ['present, whatever they say, when only presence counts', { status: 'lunch' }, { presence: 'online' }],
  ['the chosen one', {}, { mode: 'fixed', managerId: 'ann' }],
  ['one below the limit', { openCount: 2 }, {}],
] as const)('a manager is eligible: %s', (_name, given, rules) => {
  expect(exclusion({ ...ann, ...given }, settings(rules))).toBeNull()
})

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute))
const bob = { ...ann, managerId: 'bob', openCount: 2, lastAssignedAt: at(1) }
const cyd = { ...ann, managerId: 'cyd', openCount: 1, lastAssignedAt: at(2) }
const dan = { ...ann, managerId: 'dan', openCount: 1, lastAssignedAt: at(3) }

test.each([
  ['round_robin', [dan, cyd, bob], 'bob'],
  ['round_robin', [dan, { ...cyd, lastAssignedAt: null }, bob], 'cyd'],
  ['least_loaded', [bob, dan, cyd], 'cyd'],
  ['least_loaded', [{ ...bob, openCount: 0 }, dan, cyd], 'bob'],
] as const)('%s gives the next dialogue to the right one (%#)', (mode, candidates, winner) => {
  expect(pickManager(candidates, settings({ mode })).winnerId).toBe(winner)
})

test('the choice does not depend on the order of the candidates', () => {
  const equal = ['c', 'a', 'b'].map((managerId) => ({ ...ann, managerId }))
  for (const mode of ['round_robin', 'least_loaded'] as const) {
    expect(pickManager(equal, settings({ mode })).winnerId).toBe('a')
    expect(pickManager(equal.toReversed(), settings({ mode })).winnerId).toBe('a')
  }
})

test('nobody is chosen when distribution is off', () => {
  expect(pickManager([ann, bob], settings({ mode: 'none' }))).toMatchObject({ winnerId: null, excluded: { not_chosen: 2 } })
})

test('a decision says who was compared and how many fell out for what', () => {
  const away = { ...ann, managerId: 'eve', online: false }
  expect(pickManager([bob, away, { ...away, managerId: 'fay' }, { ...cyd, openCount: 3 }], settings({}))).toEqual({
    rule: 'round_robin',
    winnerId: 'bob',
    candidates: [{ managerId: 'bob', openCount: 2, capacity: 3, lastAssignedAt: at(1).toISOString() }],
    excluded: { not_online: 2, capacity: 1 },
  })
})

test('a decision keeps the best 20 of many', () => {
  const many = Array.from({ length: 50 }, (_, index) => ({
    ...ann,
    managerId: `m${String(index).padStart(2, '0')}`,
    lastAssignedAt: at(50 - index),
  }))
  const { candidates } = pickManager(many, settings({}))
  expect(candidates.map((one) => one.managerId)).toEqual(
    many
      .slice(-20)
      .map((one) => one.managerId)
      .toReversed(),
  )
})

test.each(['round_robin', 'least_loaded'] as const)(
  '%s treats equals equally: after any number of turns the counts differ by at most 1',
  (mode) => {
    const people = Array.from({ length: 7 }, (_, index) => ({ ...ann, managerId: `m${index}`, capacity: 1000, turns: 0 }))
    for (let turn = 0; turn < 500; turn += 1) {
      const { winnerId } = pickManager(people, settings({ mode }))
      const winner = people.find((one) => one.managerId === winnerId)
      if (!winner) throw new Error('nobody was chosen')
      Object.assign(winner, { turns: winner.turns + 1, openCount: winner.openCount + 1, lastAssignedAt: at(turn) })
      const counts = people.map((one) => one.turns)
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    }
  },
)
