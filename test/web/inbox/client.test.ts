// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest'
import { ApiError } from '../../../web/inbox/api/api-error.ts'
import { api, fillPath, queryString, refusalFrom } from '../../../web/inbox/api/client.ts'
import { fieldErrors } from '../../../web/inbox/api/field-errors.ts'

afterEach(() => vi.unstubAllGlobals())

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  const fake = vi.fn(
    async (_url: string, _init: RequestInit) => new Response(body === null ? null : JSON.stringify(body), { status, headers }),
  )
  vi.stubGlobal('fetch', fake)
  return fake
}

describe('a call', () => {
  test('puts parameters into the path, the query behind it and the body in as JSON', async () => {
    const fake = answer(202, { id: 'm1' })
    await api('POST /dialogues/{id}/messages', { params: { id: 'a/b' }, body: { clientId: 'c1', text: 'Hi' } })
    expect(fake.mock.calls[0]?.[0]).toBe('/api/v1/dialogues/a%2Fb/messages')
    expect(fake.mock.calls[0]?.[1]).toMatchObject({ method: 'POST', body: '{"clientId":"c1","text":"Hi"}' })
  })

  test('answers undefined where there is no content', async () => {
    answer(204, null)
    await expect(api('DELETE /sessions')).resolves.toBeUndefined()
  })

  test('throws what the hub said, with code, details, request and pause', async () => {
    answer(429, { error: { code: 'rate_limited', message: 'Slower.' }, requestId: 'r1' }, { 'retry-after': '7' })
    const error = await api('GET /me').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ code: 'rate_limited', status: 429, message: 'Slower.', requestId: 'r1', retryAfterMs: 7000 })
  })

  test('tells a hub that can’t be reached from one that refuses', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('failed to fetch')
    })
    await expect(api('GET /me')).rejects.toMatchObject({ code: 'network', status: 0 })
  })
})

test('an answer that is not the hub’s own still has a status', () => {
  expect(refusalFrom(502, null, null)).toMatchObject({ code: 'unknown', status: 502, requestId: null, retryAfterMs: null })
})

test('empty and missing query values are left out', () => {
  expect(queryString({ limit: 50, cursor: undefined, q: 'a b' })).toBe('?limit=50&q=a+b')
  expect(queryString(undefined)).toBe('')
  expect(fillPath('/a/{x}/b/{y}', { x: '1', y: '2' })).toBe('/a/1/b/2')
})

describe('errors at their fields', () => {
  test('an issue is found by its path; the first of each wins', () => {
    const details = [
      { path: ['texts', 'en', 'url'], message: 'Invalid URL' },
      { path: ['texts', 'en', 'url'], message: 'Too long' },
      { path: [], message: 'Odd' },
    ]
    const error = new ApiError('Invalid.', { code: 'invalid', status: 400, details })
    expect(fieldErrors(error)).toEqual({ 'texts.en.url': 'Invalid URL', '': 'Odd' })
  })

  test('other refusals belong to no field', () => {
    expect(fieldErrors(new ApiError('No.', { code: 'conflict', status: 409, details: [] }))).toEqual({})
    expect(fieldErrors(null)).toEqual({})
  })
})
