import { expect, test, vi } from 'vitest'
import type { VisitorMessage } from '../../../core/api/widget.ts'
import { CallError, type NewMessage } from '../../../web/widget/frame/api.ts'
import { createOutbox } from '../../../web/widget/frame/outbox.ts'
import type { Keys, Storage } from '../../../web/widget/frame/storage.ts'

function memory(): Storage {
  const kept = new Map<Keys, string>()
  return {
    get: (key) => kept.get(key) ?? null,
    set: (key, value) => void (value === null ? kept.delete(key) : kept.set(key, value)),
  }
}

const stored = ({ clientId, text }: NewMessage): VisitorMessage => ({
  id: `id-${clientId}`,
  seq: 1,
  from: 'visitor',
  name: null,
  text,
  files: [],
  buttons: [],
  at: '2026-05-04T12:00:00.000Z',
  edited: false,
  removed: false,
  clientId,
})

const message = (clientId: string): NewMessage => ({ clientId, text: clientId, fileIds: [] })

function open(send: (message: NewMessage) => Promise<VisitorMessage>, more: { storage?: Storage; maySend?: () => boolean } = {}) {
  const hindered: string[] = []
  const sent: string[] = []
  const outbox = createOutbox({
    storage: more.storage ?? memory(),
    send,
    maySend: more.maySend ?? (() => true),
    onChange: () => {},
    onSent: (one) => sent.push(one.text),
    onHindered: (error) => hindered.push(error.code),
  })
  return { outbox, sent, hindered }
}

test('messages go one after the other, in order', async () => {
  const order: string[] = []
  const { outbox, sent } = open(async (one) => {
    order.push(`begin ${one.text}`)
    await Promise.resolve()
    order.push(`end ${one.text}`)
    return stored(one)
  })
  for (const id of ['a', 'b', 'c']) outbox.add(message(id), [])
  await vi.waitFor(() => expect(sent).toEqual(['a', 'b', 'c']))
  expect(order).toEqual(['begin a', 'end a', 'begin b', 'end b', 'begin c', 'end c'])
  expect(outbox.items()).toEqual([])
})

test('what passes by itself is tried again with the same clientId, and what is behind it waits', async () => {
  vi.useFakeTimers()
  const tries: string[] = []
  const { outbox, sent } = open(async (one) => {
    tries.push(one.clientId)
    if (tries.length < 4) throw new CallError(tries.length === 2 ? 503 : 0, 'unreachable', null)
    return stored(one)
  })
  outbox.add(message('a'), [])
  outbox.add(message('b'), [])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(tries).toEqual(['a', 'a', 'a', 'a', 'b'])
  expect(sent).toEqual(['a', 'b'])
  vi.useRealTimers()
})

test('after a limit it waits as long as it is told', async () => {
  vi.useFakeTimers()
  let tries = 0
  const { outbox } = open(async (one) => {
    tries += 1
    if (tries === 1) throw new CallError(429, 'rate_limited', 30_000)
    return stored(one)
  })
  outbox.add(message('a'), [])
  await vi.advanceTimersByTimeAsync(29_000)
  expect(tries).toBe(1)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(tries).toBe(2)
  vi.useRealTimers()
})

test('what is refused waits for the person and lets the next ones pass', async () => {
  const { outbox, sent } = open(async (one) => {
    if (one.clientId === 'bad') throw new CallError(400, 'invalid', null)
    return stored(one)
  })
  outbox.add(message('bad'), [])
  outbox.add(message('good'), [])
  await vi.waitFor(() => expect(sent).toEqual(['good']))
  expect(outbox.items()).toMatchObject([{ state: 'failed', code: 'invalid' }])
  outbox.settle(['bad'])
  expect(outbox.items()).toEqual([])
})

test('where an agreement is due, or the session is over, it waits and says so', async () => {
  let error = new CallError(409, 'consent_required', null)
  const { outbox, hindered } = open(async () => {
    throw error
  })
  outbox.add(message('a'), [])
  await vi.waitFor(() => expect(hindered).toEqual(['consent_required']))
  error = new CallError(401, 'unauthenticated', null)
  outbox.flush()
  await vi.waitFor(() => expect(hindered).toEqual(['consent_required', 'unauthenticated']))
  expect(outbox.items()).toMatchObject([{ state: 'sending' }])
})

test('nothing is sent while nothing may be', async () => {
  const send = vi.fn(async (one: NewMessage) => stored(one))
  let may = false
  const { outbox } = open(send, { maySend: () => may })
  outbox.add(message('a'), [])
  await Promise.resolve()
  expect(send).not.toHaveBeenCalled()
  may = true
  outbox.flush()
  await vi.waitFor(() => expect(send).toHaveBeenCalledOnce())
})

test('the next page finds what the last one could not send; nonsense in the storage is nothing', async () => {
  const storage = memory()
  open(() => new Promise(() => {}), { storage }).outbox.add(message('a'), ['cake.png'])
  expect(open(async (one) => stored(one), { storage }).outbox.items()).toMatchObject([
    { message: { clientId: 'a' }, fileNames: ['cake.png'] },
  ])
  storage.set('outbox', '[{"message":{"clientId":7}},null,3]')
  expect(open(async (one) => stored(one), { storage }).outbox.items()).toEqual([])
  storage.set('outbox', '{')
  expect(open(async (one) => stored(one), { storage }).outbox.items()).toEqual([])
})
