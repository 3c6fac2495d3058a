// @vitest-environment happy-dom
import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { addToOutbox, forgetOutbox, useOutbox } from '../../../web/inbox/lib/outbox.ts'
import { startOutboxSender } from '../../../web/inbox/live/outbox-sender.ts'
import { message } from './samples.ts'

let stop: () => void = () => undefined

beforeEach(() => forgetOutbox())
afterEach(() => {
  stop()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const add = (): void =>
  addToOutbox({
    clientId: 'c1',
    managerId: 'ann',
    dialogueId: 'd1',
    text: 'Hi',
    note: false,
    files: [],
    replyTo: null,
    lastSeenSeq: 3,
    createdAt: '2026-11-20T09:00:00.000Z',
    state: 'sending',
    error: null,
  })

function answers(...given: readonly (Response | Error)[]) {
  const rest = [...given]
  const fake = vi.fn(async () => {
    const next = rest.shift()
    if (next === undefined || next instanceof Error) throw next ?? new TypeError('no more answers')
    return next
  })
  vi.stubGlobal('fetch', fake)
  return fake
}
const said = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status })

test('a message leaves the outbox when the hub has it', async () => {
  const fake = answers(said(202, message(4, { direction: 'out', clientId: 'c1' })))
  stop = startOutboxSender(new QueryClient(), 'ann')
  add()
  await vi.waitFor(() => expect(useOutbox.getState().entries).toEqual([]))
  expect(fake).toHaveBeenCalledTimes(1)
})

test('without a connection it stays and is sent again with the same clientId', async () => {
  vi.useFakeTimers()
  const fake = answers(new TypeError('failed to fetch'), said(202, message(4, { clientId: 'c1' })))
  stop = startOutboxSender(new QueryClient(), 'ann')
  add()
  await vi.advanceTimersByTimeAsync(10)
  expect(useOutbox.getState().entries).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(2000)
  expect(useOutbox.getState().entries).toEqual([])
  expect(fake).toHaveBeenCalledTimes(2)
})

test('words that crossed wait for the person and are not sent by themselves', async () => {
  const fake = answers(said(409, { error: { code: 'conflict', message: 'Crossed.', details: { since: [] } }, requestId: 'r' }))
  stop = startOutboxSender(new QueryClient(), 'ann')
  add()
  await vi.waitFor(() => expect(useOutbox.getState().entries[0]?.state).toBe('conflict'))
  expect(fake).toHaveBeenCalledTimes(1)
})

test('a refusal is kept with its reason', async () => {
  answers(said(422, { error: { code: 'not_supported', message: 'This channel takes no files.' }, requestId: 'r' }))
  stop = startOutboxSender(new QueryClient(), 'ann')
  add()
  await vi.waitFor(() =>
    expect(useOutbox.getState().entries[0]).toMatchObject({ state: 'refused', error: 'This channel takes no files.' }),
  )
})

test('a colleague’s leftovers in the same browser are not sent', async () => {
  const fake = answers()
  add()
  stop = startOutboxSender(new QueryClient(), 'bo')
  await Promise.resolve()
  expect(fake).not.toHaveBeenCalled()
  expect(useOutbox.getState().entries).toHaveLength(1)
})
