import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../core/ids.ts'
import { type Actor, canSee, type Right } from '../../core/permissions.ts'
import { viewDialogue } from '../../db/queries/inbox.ts'
import { assignDialogue } from '../../src/services/dialogues/assign-dialogue.ts'
import { closeDialogue, reopenDialogue } from '../../src/services/dialogues/close-dialogue.ts'
import { readCounters, readDialogues, readMessages, searchInbox } from '../../src/services/dialogues/list.ts'
import { markRead, readDialogue } from '../../src/services/dialogues/read.ts'
import { readDecisions } from '../../src/services/dialogues/read-decisions.ts'
import { sendReply } from '../../src/services/dialogues/send-reply.ts'
import { readFile } from '../../src/services/files/files.ts'
import { addDepartment, type Business, dialoguesOf, hire, openBusiness, reply } from '../support/business.ts'
import { startWorldWithHub, type TestHub } from '../support/hub.ts'
import { messageEvent, receive } from '../support/inbound.ts'

let hub: TestHub
let business: Business
let dialogues: { id: string; released: boolean; assigneeId: string | null; departmentId: string | null }[]
let actors: Record<string, Actor>
let stranger: Actor

beforeAll(async () => {
  hub = await startWorldWithHub()
  business = await openBusiness(hub)
  const { accountId, admin } = business
  const [sales, repair] = [await addDepartment(hub, accountId), await addDepartment(hub, accountId)]
  const max = await hire(hub, { accountId, departmentIds: [sales] })
  const bob = await hire(hub, { accountId, departmentIds: [repair] })
  const withRights = (...more: Right[]): Actor => ({ ...max, rights: [...max.rights, ...more] })
  actors = {
    administrator: admin,
    'chat administrator': await hire(hub, { accountId, role: 'chat_administrator' }),
    manager: max,
    'manager with the right for the department': withRights('see_department'),
    'manager without a department': { ...max, departmentIds: [] },
    'manager of both departments': { ...withRights('see_department'), departmentIds: [sales, repair] },
    'key of a manager': { ...max, managerId: null, userId: null, departmentIds: [] },
    'somebody without the right to chat': { ...max, rights: ['see_department'] },
    'somebody without any right': { ...max, rights: [] },
  }
  stranger = (await openBusiness(hub)).admin

  const kinds = [null, max.managerId, bob.managerId].flatMap((assigneeId) =>
    [null, sales, repair].map((departmentId) => ({ released: true, assigneeId, departmentId })),
  )
  const held = [null, sales].map((departmentId) => ({ released: false, assigneeId: null, departmentId }))
  const all = [...kinds, ...kinds.map((kind) => ({ ...kind, closed: true })), ...held]
  const file = { ref: 'f', kind: 'image', name: 'cat.png', mimeType: 'image/png', bytes: 3 } as const
  const events = all.map((_, index) => {
    const event = messageEvent({
      chatId: `${index}`,
      text: `needle ${index}`,
      author: { id: `${index}`, name: `Grace ${index}`, username: null, locale: null },
    })
    return { ...event, content: { ...event.content, files: [file] } }
  })
  await receive(hub.deps, business, events)
  await hub.deps.sql`update files set state = 'stored', storage_key = 'missing-file-0001', next_attempt_at = null`
  const ids = (
    await hub.deps.sql<{ id: string }[]>`
    select d.id from dialogues d join chats c on c.id = d.chat_id where d.account_id = ${accountId} order by c.external_id::int`
  ).map((row) => row.id)
  dialogues = all.map((kind, index) => ({ ...kind, id: ids[index] ?? '' }))
  for (const [index, kind] of all.entries()) {
    const closed = 'closed' in kind
    await hub.deps.sql`
      update dialogues set status = ${!kind.released ? 'new' : closed ? 'closed' : 'open'}, released_at = ${kind.released ? hub.clock.now() : null},
        closed_at = ${closed ? hub.clock.now() : null}, assignee_id = ${kind.assigneeId}, department_id = ${kind.departmentId}
      where id = ${ids[index] ?? ''}`
  }
})
afterAll(() => hub.stop())

const names = [
  'administrator',
  'chat administrator',
  'manager',
  'manager with the right for the department',
  'manager without a department',
  'manager of both departments',
  'key of a manager',
  'somebody without the right to chat',
  'somebody without any right',
]

describe.each(names)('%s', (name) => {
  const actor = (): Actor => actors[name] ?? business.admin
  const seen = () =>
    dialogues
      .filter((dialogue) => canSee(actor(), dialogue))
      .map((dialogue) => dialogue.id)
      .sort()
  const hidden = () => dialogues.filter((dialogue) => !canSee(actor(), dialogue))

  test('sees in SQL exactly what the program says that they see, one by one', async () => {
    const found: string[] = []
    for (const { id } of dialogues) if ((await viewDialogue(hub.deps.sql, actor(), id)) !== null) found.push(id)
    expect(found.sort()).toEqual(seen())
  })

  test('finds the same in lists, page by page, and in the search', async () => {
    const listed: string[] = []
    let cursor: string | undefined
    do {
      const page = await readDialogues(hub.deps, actor(), { limit: 4, ...(cursor !== undefined && { cursor }) })
      listed.push(...page.items.map((item) => item.id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(listed.toSorted()).toEqual(seen())
    for (const q of ['needle', 'Grace']) {
      const { items } = await searchInbox(hub.deps, actor(), { q, limit: 100 })
      expect(items.map((item) => item.id).toSorted()).toEqual(seen())
    }
  })

  test('counts the same', async () => {
    const open = (await dialoguesOf(hub, business)).filter((row) => row.status === 'open' && seen().includes(row.id))
    expect(await readCounters(hub.deps, actor())).toEqual({
      all: open.length,
      mine: open.filter((row) => row.assignee_id !== null && row.assignee_id === actor().managerId).length,
      unassigned: open.filter((row) => row.assignee_id === null).length,
    })
  })

  test('reaches nothing of what they don’t see, by any verb: it is not there', async () => {
    const files = await hub.deps.sql<
      { id: string; dialogue_id: string }[]
    >`select f.id, m.dialogue_id from files f join messages m on m.id = f.message_id`
    for (const { id } of hidden()) {
      const tries: [string, () => Promise<unknown>][] = [
        ['read', () => readDialogue(hub.deps, actor(), id)],
        ['messages', () => readMessages(hub.deps, actor(), { dialogueId: id, query: { limit: 10 } })],
        ['decisions', () => readDecisions(hub.deps, actor(), id)],
        ['reply', () => sendReply(hub.deps, actor(), { dialogueId: id, body: reply('x') })],
        ['note', () => sendReply(hub.deps, actor(), { dialogueId: id, body: reply('x', { note: true }) })],
        ['assign', () => assignDialogue(hub.deps, actor(), { dialogueId: id, managerId: actor().managerId })],
        ['close', () => closeDialogue(hub.deps, actor(), id)],
        ['reopen', () => reopenDialogue(hub.deps, actor(), id)],
        ['file', () => readFile(hub.deps, actor(), files.find((file) => file.dialogue_id === id)?.id ?? '')],
      ]
      if (actor().managerId !== null) tries.push(['mark read', () => markRead(hub.deps, actor(), { dialogueId: id, seq: 1 })])
      for (const [verb, attempt] of tries) await expect(attempt(), verb).rejects.toMatchObject({ code: 'not_found' })
    }
  })
})

test('another account finds none of it', async () => {
  expect((await readDialogues(hub.deps, stranger, { limit: 100 })).items).toEqual([])
  expect((await searchInbox(hub.deps, stranger, { q: 'needle', limit: 100 })).items).toEqual([])
  expect(await readCounters(hub.deps, stranger)).toEqual({ all: 0, mine: 0, unassigned: 0 })
  const files = await hub.deps.sql<{ id: string }[]>`select id from files limit 1`
  await expect(readFile(hub.deps, stranger, files[0]?.id ?? '')).rejects.toMatchObject({ code: 'not_found' })
  for (const { id } of dialogues) {
    await expect(readDialogue(hub.deps, stranger, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(
      assignDialogue(hub.deps, stranger, { dialogueId: id, managerId: stranger.managerId, from: null }),
    ).rejects.toMatchObject({ code: 'not_found' })
  }
})

test('a search takes its signs for themselves', async () => {
  for (const q of ['%', '__', 'needle%', '\\', "'; drop table messages; --"]) {
    expect((await searchInbox(hub.deps, business.admin, { q, limit: 100 })).items, q).toEqual([])
  }
})

test.each([
  'nonsense',
  '-'.repeat(36),
  Buffer.from(`2026-01-01T00:00:00.000Z ${'-'.repeat(36)}`).toString('base64url'),
  Buffer.from(`+123456-01-01T00:00:00.000Z ${newId()}`).toString('base64url'),
])('a cursor that is not ours (%#) begins at the top', async (cursor) => {
  const { items } = await readDialogues(hub.deps, business.admin, { limit: 3, cursor })
  expect(items).toHaveLength(3)
})
