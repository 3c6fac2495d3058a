import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApiKey } from '../../src/services/access/create-api-key.ts'
import { assignDialogue } from '../../src/services/dialogues/assign-dialogue.ts'
import { closeDialogue } from '../../src/services/dialogues/close-dialogue.ts'
import { sendReply } from '../../src/services/dialogues/send-reply.ts'
import { type Business, dialoguesOf, onlyDialogue, openBusiness, reply } from '../support/business.ts'
import { startHub, startWorld, type TestHub, type TestWorld } from '../support/hub.ts'
import { messageEvent, receive } from '../support/inbound.ts'
import { signIn } from '../support/signed-in.ts'
import { openSocket, type TestSocket } from '../support/socket.ts'
import { until } from '../support/until.ts'

let world: TestWorld
let hub: TestHub
let other: TestHub
const sockets: TestSocket[] = []
beforeAll(async () => {
  world = await startWorld()
  hub = await startHub(world)
  // In the embedded mode one process is all there is: the second one finds what it was not told within seconds.
  other = await startHub(world)
})
afterAll(async () => {
  for (const socket of sockets) socket.close()
  await other.stop()
  await hub.stop()
  await world.stop()
})

async function listen(...args: Parameters<typeof openSocket>): Promise<TestSocket> {
  const socket = await openSocket(...args)
  sockets.push(socket)
  return socket
}

async function keyOf({ accountId }: Business) {
  const { id, apiKey } = await createApiKey(hub.deps, { accountId, name: 'all', role: 'administrator' })
  return { id, key: apiKey }
}

const positions = (socket: TestSocket) =>
  socket.frames.flatMap((frame) => (frame.position != null && frame.type !== 'hello' ? [frame.position] : []))

/** One open dialogue that nobody has. */
async function begun() {
  const business = await openBusiness(hub)
  await receive(hub.deps, business, [messageEvent({ chatId: 'c' })])
  await hub.work()
  return { business, id: (await onlyDialogue(hub, business)).id }
}

test('a message is told with its words and its dialogue', async () => {
  const { business, id } = await begun()
  const socket = await listen(hub.url, await keyOf(business))
  await receive(hub.deps, business, [messageEvent({ chatId: 'c', text: 'Live' })])
  const frame = await socket.waitFor('the message', ({ type }) => type === 'message.created')
  expect(frame).toMatchObject({ dialogueId: id, seq: 2, data: { message: { text: 'Live' }, dialogue: { id, lastSeq: 2 } } })
})

describe('who may not see it is told nothing', () => {
  test('a colleague hears nothing of what somebody has, and who lost sight of a dialogue is told that it is gone', async () => {
    const { business, id } = await begun()
    const { accountId, admin } = business
    const [ann, bob] = [await signIn(hub, { accountId }), await signIn(hub, { accountId })]
    const [hers, his] = [await listen(hub.url, ann), await listen(hub.url, bob)]
    await assignDialogue(hub.deps, admin, { dialogueId: id, managerId: ann.managerId })
    await his.waitFor('gone', (frame) => frame.type === 'dialogue.gone' && frame.dialogueId === id)
    await receive(hub.deps, business, [messageEvent({ chatId: 'c', text: 'For Ann only' })])
    await hers.waitFor('the message', (frame) => JSON.stringify(frame).includes('For Ann only'))
    await assignDialogue(hub.deps, admin, { dialogueId: id, managerId: bob.managerId })
    await hers.waitFor('gone', (frame) => frame.type === 'dialogue.gone')
    await his.waitFor('it is his', (frame) => frame.type === 'dialogue.updated')
    expect(
      his.raw
        .slice(
          0,
          his.frames.findIndex((frame) => frame.type === 'dialogue.updated'),
        )
        .join(),
    ).not.toContain('For Ann only')
    const later = await listen(hub.url, ann, { after: 0 })
    expect(later.raw.join()).not.toContain('For Ann only')
  })

  test('another account hears nothing at all', async () => {
    const { business } = await begun()
    const stranger = await openBusiness(hub)
    const socket = await listen(hub.url, await keyOf(stranger), { after: 0 })
    const theirs = await listen(hub.url, await keyOf(business))
    await receive(hub.deps, business, [messageEvent({ chatId: 'c', text: 'Ours' })])
    await theirs.waitFor('the message', (frame) => frame.type === 'message.created')
    expect(socket.raw.join()).not.toContain(business.accountId)
    expect(socket.raw.join()).not.toContain('Ours')
  })
})

describe('resuming', () => {
  test('gives all that was missed, once and in order', async () => {
    const { business, id } = await begun()
    const key = await keyOf(business)
    const socket = await listen(hub.url, key)
    await receive(hub.deps, business, [messageEvent({ chatId: 'c', text: '1' })])
    const last = await socket.waitFor('the first', (frame) => frame.type === 'message.created')
    socket.close()
    await receive(hub.deps, business, [messageEvent({ chatId: 'c', text: '2' })])
    await sendReply(hub.deps, business.admin, { dialogueId: id, body: reply('3') })
    await closeDialogue(hub.deps, business.admin, id)
    const again = await listen(hub.url, key, { after: last.position ?? 0 })
    expect(positions(again)).toEqual([1, 2, 3].map((step) => (last.position ?? 0) + step))
    expect(
      again.frames.filter((frame) => frame.type === 'message.created').map((frame) => frame.data?.['message']),
    ).toMatchObject([{ text: '2' }, { text: '3' }])
  })

  test('is gapless while others write: who comes, goes and comes again has heard every position once', async () => {
    const { business } = await begun()
    const key = await keyOf(business)
    const steady = await listen(hub.url, key)
    const from = steady.frames.find((frame) => frame.type === 'hello')?.position ?? 0
    let writing = true
    const writers = [hub, other].map(async ({ deps }, writer) => {
      for (let round = 0; round < 40; round += 1) {
        await Promise.all([0, 1, 2].map((chat) => receive(deps, business, [messageEvent({ chatId: `w${writer}-${chat}` })])))
      }
    })
    const restless = (async (): Promise<{ readonly heard: number[]; readonly after: number }> => {
      const heard: number[] = []
      let after = from
      while (writing) {
        const socket: TestSocket = await listen(hub.url, key, { after })
        await until('something new', () => positions(socket).length > 3 || !writing)
        heard.push(...positions(socket))
        if (heard.length > 0) after = Math.max(...heard)
        socket.close()
      }
      return { heard, after }
    })()
    await Promise.all(writers)
    writing = false
    const { heard, after } = await restless
    const rest = await listen(hub.url, key, { after })
    const [{ position: head = 0 } = {}] = await hub.deps.sql<
      { position: number }[]
    >`select position from stream_heads where account_id = ${business.accountId}`
    const all = Array.from({ length: head - from }, (_, index) => from + index + 1)
    // New dialogues are born held: their messages are told to nobody, and here nothing opens them.
    const silent = new Set(
      (
        await hub.deps.sql<
          { position: number }[]
        >`select position from stream_events where account_id = ${business.accountId} and not released`
      ).map((row) => row.position),
    )
    const told = all.filter((position) => !silent.has(position))
    expect([...heard, ...positions(rest)]).toEqual(told)
    await until('the steady one has heard all', () => positions(steady).length >= told.length)
    expect(positions(steady)).toEqual(told)
  })

  test.each([
    [
      'too far behind',
      async (business: Business): Promise<number> => {
        const { accountId } = business
        await hub.deps.sql`update stream_heads set position = position + 5000 where account_id = ${accountId}`
        return 0
      },
    ],
    [
      'from before what was purged',
      async ({ accountId }: Business): Promise<number> => {
        await hub.deps.sql`update stream_heads set purged_to = 2 where account_id = ${accountId}`
        return 1
      },
    ],
    ['from the future', async () => 999_999],
  ] as const)('%s is answered with reload, and what comes then is told', async (_name, place) => {
    const { business } = await begun()
    const after = await place(business)
    const socket = await listen(hub.url, await keyOf(business), { after })
    expect(socket.frames.map((frame) => frame.type)).toEqual(['reload', 'hello'])
    await receive(hub.deps, business, [messageEvent({ chatId: 'c', text: 'After' })])
    await socket.waitFor('the message', (frame) => frame.type === 'message.created')
  })

  test('a position is never seen before a lower one, however many write', async () => {
    const { business } = await begun()
    let highest = 0
    let writing = true
    const reader = (async () => {
      while (writing) {
        const [row] = await hub.deps.sql<{ count: number; top: number }[]>`
          select count(*)::int as count, coalesce(max(position), 0)::int as top from stream_events where account_id = ${business.accountId}`
        expect(row?.count).toBe(row?.top)
        highest = row?.top ?? 0
      }
    })()
    await Promise.all(
      Array.from({ length: 150 }, (_, index) => receive((index % 2 === 0 ? hub : other).deps, business, [messageEvent()])),
    )
    writing = false
    await reader
    expect(highest).toBeGreaterThan(0)
  })
})

test('a word of the bus that was lost is made up for: what another process wrote is heard within 5 seconds', async () => {
  const { business } = await begun()
  const socket = await listen(hub.url, await keyOf(business))
  const silent = { ...other.deps, bus: { publish: () => undefined, subscribe: () => () => undefined } }
  const { createIngest } = await import('../../src/services/intake/receive-inbound.ts')
  const { ingest: _, ...rest } = silent
  await receive({ ingest: createIngest(rest) }, business, [messageEvent({ chatId: 'c', text: 'Unheard' })])
  await until('it is heard', () => socket.raw.join().includes('Unheard'), 6_000)
})

describe('a socket closes within 5 seconds when', () => {
  test.each([
    [
      'the session is deleted behind our back',
      async (managerId: string): Promise<void> => {
        await hub.deps.sql`delete from sessions where user_id = (select user_id from managers where id = ${managerId})`
      },
    ],
    [
      'the person is deactivated behind our back',
      async (managerId: string): Promise<void> => {
        await hub.deps.sql`update managers set deactivated_at = now() where id = ${managerId}`
      },
    ],
  ])('%s', async (_name, end) => {
    const business = await openBusiness(hub)
    const person = await signIn(hub, { accountId: business.accountId })
    // A key's socket beside it must not keep the check from working.
    const withKey = await listen(hub.url, await keyOf(business))
    const socket = await listen(hub.url, person)
    const since = Date.now()
    await end(person.managerId)
    await until('it is closed', () => socket.closed() !== null, 6_000)
    expect(socket.closed()).toMatchObject({ code: 4401 })
    expect((socket.closed()?.at ?? 0) - since).toBeLessThan(5_000)
    expect(withKey.closed()).toBeNull()
  })

  test('the key is revoked, also where it came in the header', async () => {
    const business = await openBusiness(hub)
    const { id, key } = await keyOf(business)
    const [byFrame, byHeader] = [await listen(hub.url, { key }), await listen(hub.url, { header: `Bearer ${key}` })]
    await hub.deps.sql`update api_keys set revoked_at = now() where id = ${id}`
    await until('both are closed', () => byFrame.closed() !== null && byHeader.closed() !== null, 6_000)
    expect([byFrame.closed()?.code, byHeader.closed()?.code]).toEqual([4401, 4401])
  })
})

test('a socket that closes while it is let in leaves nobody behind', async () => {
  const business = await openBusiness(hub)
  const before = hub.streams.sockets()
  const client = {
    kind: 'manager' as const,
    actor: business.admin,
    credentialId: 'x',
    position: 0,
    live: false,
    socket: { send: () => undefined, close: () => undefined },
  }
  const joining = hub.streams.join(client, null)
  hub.streams.leave(client)
  await joining
  expect(hub.streams.sockets()).toBe(before)
})

test.each([
  ['no JSON', 'hello'],
  ['an unknown type', '{"type":"constructor"}'],
  ['__proto__', '{"type":"__proto__"}'],
  ['an array', '[]'],
  ['a second token', '{"token":"x"}'],
])('a frame that is not understood closes the socket with a fixed code, and the others go on: %s', async (_name, frame) => {
  const { business } = await begun()
  const key = await keyOf(business)
  const [bad, good] = [await listen(hub.url, key), await listen(hub.url, key)]
  bad.sendRaw(frame)
  await until('it is closed', () => bad.closed() !== null)
  expect(bad.closed()).toMatchObject({ code: 4400 })
  good.send({ type: 'ping' })
  await good.waitFor('pong', ({ type }) => type === 'pong')
})

test('typing is told to colleagues who see the dialogue, and to nobody by somebody who does not', async () => {
  const { business, id } = await begun()
  const { accountId } = business
  const [ann, bob] = [await signIn(hub, { accountId }), await signIn(hub, { accountId })]
  const [hers, his, all] = [await listen(hub.url, ann), await listen(hub.url, bob), await listen(hub.url, await keyOf(business))]
  await assignDialogue(hub.deps, business.admin, { dialogueId: id, managerId: ann.managerId })
  his.send({ type: 'typing', dialogueId: id, on: true })
  his.send({ type: 'ping' })
  await his.waitFor('pong', (frame) => frame.type === 'pong')
  hers.send({ type: 'typing', dialogueId: id, on: true })
  await all.waitFor('typing', (frame) => frame.type === 'typing' && frame.data?.['managerId'] === ann.managerId)
  expect(all.frames.filter((frame) => frame.type === 'typing')).toHaveLength(1)
  expect(his.frames.some((frame) => frame.type === 'typing')).toBe(false)
  expect((await dialoguesOf(hub, business))[0]?.last_seq).toBe(1)
})
