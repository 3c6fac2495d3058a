import { describe, expect, test } from 'vitest'
import { type Actor, canAssign, canSee, rights, rightsOfRole } from '../../core/permissions.ts'

const max: Actor = {
  accountId: 'a',
  managerId: 'max',
  userId: 'u',
  sessionId: 's',
  name: 'Max',
  role: 'manager',
  rights: rightsOfRole.manager,
  departmentIds: ['sales'],
}
const lead: Actor = { ...max, rights: [...max.rights, 'see_department'] }
const admin: Actor = { ...max, managerId: 'ann', rights: rightsOfRole.administrator, departmentIds: [] }
const chief: Actor = { ...max, managerId: 'cyd', rights: rightsOfRole.chat_administrator, departmentIds: [] }
const key: Actor = { ...max, managerId: null, userId: null, sessionId: null }
const free = { released: true, assigneeId: null, departmentId: null }

describe('who sees what', () => {
  test.each([
    ['nobody sees what is not released, the administrator neither', admin, { ...free, released: false }, false],
    ['nor does who has it', max, { ...free, released: false, assigneeId: 'max' }, false],
    ['an administrator sees what a colleague has', admin, { ...free, assigneeId: 'max', departmentId: 'sales' }, true],
    ['a chat administrator sees all', chief, { ...free, assigneeId: 'max', departmentId: 'sales' }, true],
    ['a manager sees their own', max, { ...free, assigneeId: 'max' }, true],
    [
      'a manager sees their own in a department that is not theirs',
      max,
      { ...free, assigneeId: 'max', departmentId: 'repair' },
      true,
    ],
    ['a manager sees what nobody has', max, free, true],
    ['a manager sees what nobody has in their department', max, { ...free, departmentId: 'sales' }, true],
    ['a manager does not see what nobody has elsewhere', max, { ...free, departmentId: 'repair' }, false],
    ['a manager does not see a colleague’s', max, { ...free, assigneeId: 'bob' }, false],
    [
      'a manager does not see a colleague’s in their own department',
      max,
      { ...free, assigneeId: 'bob', departmentId: 'sales' },
      false,
    ],
    ['with the right for the department, they do', lead, { ...free, assigneeId: 'bob', departmentId: 'sales' }, true],
    ['with the right for the department, not elsewhere', lead, { ...free, assigneeId: 'bob', departmentId: 'repair' }, false],
    ['with the right for the department, not without one', lead, { ...free, assigneeId: 'bob' }, false],
    ['who may not chat sees nothing', { ...max, rights: [] }, free, false],
    ['a key without a person sees what nobody has', key, free, true],
    ['a key without a person does not have what nobody has assigned to “nobody”', key, { ...free, assigneeId: 'bob' }, false],
  ] as const)('%s', (_name, actor, dialogue, expected) => {
    expect(canSee(actor, dialogue)).toBe(expected)
  })
})

describe('who hands over', () => {
  test.each([
    ['whoever may take takes what nobody has', max, free, 'max', true],
    ['but does not give it to a colleague', max, free, 'bob', false],
    ['without the right to take, not even that', { ...max, rights: ['chat'] as const }, free, 'max', false],
    ['the manager in charge hands over', max, { ...free, assigneeId: 'max' }, 'bob', true],
    ['the manager in charge puts back', max, { ...free, assigneeId: 'max' }, null, true],
    ['a colleague does not', lead, { ...free, assigneeId: 'bob', departmentId: 'sales' }, 'max', false],
    ['an administrator does', admin, { ...free, assigneeId: 'bob' }, 'max', true],
    ['nobody hands over what they can’t see', max, { ...free, departmentId: 'repair' }, 'max', false],
  ] as const)('%s', (_name, actor, dialogue, to, expected) => {
    expect(canAssign(actor, dialogue, to)).toBe(expected)
  })
})

test('a chat administrator has power inside chat only', () => {
  expect(rightsOfRole.chat_administrator).not.toEqual(expect.arrayContaining(['people']))
  for (const right of ['people', 'channels', 'properties', 'account'] as const)
    expect(rightsOfRole.chat_administrator).not.toContain(right)
  expect(rightsOfRole.administrator).toEqual(rights)
})
