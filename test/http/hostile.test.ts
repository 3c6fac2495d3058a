import { once } from 'node:events'
import { connect } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Env } from '../../src/http/router.ts'
import { type AccessHub, api, call, cookieOf, startAccessHub } from '../support/access-hub.ts'
import { bodySchema, example, type Listed, listOperations } from '../support/document.ts'
import { newAccount, newManager, type Person, password } from '../support/people.ts'

// H8 to H43 are the numbers of the project's hostile test cases.
const someId = '01a1f82c-339c-7082-bae7-7c69ccc669d3'

let hub: AccessHub
let admin: Person
beforeAll(async () => {
  hub = await startAccessHub({
    mail: true,
    parts: {
      app: [
        (app) =>
          app.get('/throws', () => {
            throw new Error('select * from users -- in /srv/hub/secret.ts, bot123:AAtoken')
          }),
      ],
    },
  })
  admin = await newAccount(hub)
})
afterAll(() => hub.stop())

const withBody = listOperations().filter((listed) => bodySchema(listed) !== null)
const send = (listed: Listed, body: unknown, ip: string) => {
  const path = listed.path.replaceAll(/\{\w+\}/g, someId)
  const cookie = listed.isOpen ? undefined : admin.cookie
  return call(hub.app, `${listed.method} ${path}` as `${string} /${string}`, { body, cookie, ip })
}
/** Those of the parts that are not mounted here have tests of their own hub. */
const isMounted = ({ method, path }: Listed) => {
  const pattern = path.replaceAll(/\{(\w+)\}/g, ':$1')
  return hub.app.routes.some((route) => route.method === method && route.path === pattern)
}

describe('H9 to H11: bodies', () => {
  const hostile = [{}, [], 1e308, { $gt: '' }, true, 'a\u0000b']

  test.each(withBody.map((listed) => [listed.key, listed] as const))(
    '%s refuses what is no text where a text belongs',
    async (_, listed) => {
      if (!isMounted(listed)) return
      const schema = bodySchema(listed) ?? {}
      const whole = Object(example(schema, { id: someId, all: true })) as Record<string, unknown>
      const texts = Object.entries(schema.properties ?? {}).filter(([, property]) => property.type === 'string')
      for (const [name] of texts) {
        for (const value of hostile) {
          const answer = await send(listed, { ...whole, [name]: value }, '198.51.100.9')
          expect([name, value, answer.status]).toEqual([name, value, 400])
        }
      }
    },
  )

  test.each(withBody.map((listed) => [listed.key, listed] as const))(
    '%s refuses keys that it does not know',
    async (_, listed) => {
      if (!isMounted(listed)) return
      const whole = Object(example(bodySchema(listed) ?? {}, { id: someId, all: true })) as Record<string, unknown>
      for (const key of ['tenantId', 'accountId2', 'isAdmin', 'verified', 'userId']) {
        const answer = await send(listed, { ...whole, [key]: true }, '198.51.100.10')
        expect([key, answer.status]).toEqual([key, 400])
      }
    },
  )

  test('prototypes stay as they are', async () => {
    const bodies = [
      '{"__proto__":{"x":1}}',
      '{"constructor":{"prototype":{"x":1}}}',
      '{"name":"A","__proto__":{"role":"administrator"}}',
    ]
    for (const body of bodies) {
      const answer = await api(hub.app, 'PATCH /me', { cookie: admin.cookie, body })
      expect([200, 400]).toContain(answer.status)
    }
    const nested = await api(hub.app, 'PATCH /me', {
      cookie: admin.cookie,
      body: '{"preferences":{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}}',
    })
    expect([200, 400]).toContain(nested.status)
    expect((await call(hub.app, 'GET /api/v1/managers?__proto__[x]=1', { cookie: admin.cookie })).status).toBe(400)
    expect(({} as { x?: unknown }).x).toBe(undefined)
  })

  test('H8: a body over the limit is refused, said or not, and a deep one does no harm', async () => {
    const big = JSON.stringify({ email: 'a@hub.example', password: 'x'.repeat(1_100_000) })
    expect((await api(hub.app, 'POST /sessions', { body: big, headers: { 'content-length': String(big.length) } })).status).toBe(
      413,
    )
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('x'.repeat(100_000))),
    })
    const init: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { 'content-type': 'application/json' },
    }
    expect((await hub.app.request('/api/v1/sessions', init)).status).toBe(413)
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    expect((await api(hub.app, 'POST /sessions', { body: deep })).status).toBe(400)
  })
})

test('H28: nothing leads elsewhere', async () => {
  for (const target of ['//evil.example', '/\\evil.example', 'https:evil.example', '%2f%2fevil.example', 'javascript:alert(1)']) {
    for (const path of ['/sign-in', '/', '/setup', '/api/v1/me', '/api/auth/sign-in/email', '/api/auth/callback/x']) {
      const answer = await call(hub.app, `GET ${path}?next=${target}&redirect=${target}&callbackURL=${target}` as 'GET /')
      expect([answer.headers.get('location'), answer.status < 300 || answer.status >= 400]).toEqual([null, true])
    }
    expect((await call(hub.app, `GET /${target}` as 'GET /')).headers.get('location')).toBe(null)
  }
})

test('the sign-in library has no routes of its own', async () => {
  const paths = [
    'sign-up/email',
    'sign-in/email',
    'get-session',
    'update-user',
    'change-password',
    'request-password-reset',
    'list-sessions',
    'ok',
  ]
  for (const path of paths) {
    for (const method of ['GET', 'POST']) {
      const answer = await call(hub.app, `${method} /api/auth/${path}`, { cookie: admin.cookie })
      expect(answer.status).toBe(404)
    }
  }
})

describe('H30: other sites', () => {
  const change = { name: 'Changed by another site' }
  const refused = async (given: Parameters<typeof api>[2]) =>
    (await api(hub.app, 'PATCH /me', { cookie: admin.cookie, body: change, ...given })).status

  test('can’t use the cookie', async () => {
    expect(await refused({ headers: { 'sec-fetch-site': 'cross-site' } })).toBe(403)
    expect(await refused({ headers: { 'sec-fetch-site': 'same-site', origin: 'https://hub.example' } })).toBe(403)
    expect(await refused({ headers: { origin: 'https://evil.example' } })).toBe(403)
    expect(await refused({ headers: { origin: 'null' } })).toBe(403)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      expect(await refused({ headers: { 'content-type': type } })).toBe(403)
    }
    const me = (await (await api(hub.app, 'GET /me', { cookie: admin.cookie })).json()) as { user: { name: string } }
    expect(me.user.name).not.toBe(change.name)
  })

  test('can’t sign a visitor in as somebody else', async () => {
    const body = { email: admin.email, password }
    expect((await api(hub.app, 'POST /sessions', { body, headers: { origin: 'https://evil.example' } })).status).toBe(403)
  })

  test('our own pages can, under either address', async () => {
    expect(
      await refused({ body: { name: 'Ann' }, headers: { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:5173' } }),
    ).toBe(200)
    expect(await refused({ body: { name: 'Ann' }, headers: { origin: 'https://hub.example' } })).toBe(200)
    expect(await refused({ body: { name: 'Ann' }, headers: { origin: 'http://10.0.0.5:3000', host: '10.0.0.5:3000' } })).toBe(200)
  })

  test('get no permission to read', async () => {
    const answer = await api(hub.app, 'GET /me', { cookie: admin.cookie, headers: { origin: 'https://evil.example' } })
    expect(answer.headers.get('access-control-allow-origin')).toBe(null)
    const preflight = await call(hub.app, 'OPTIONS /api/v1/me', {
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'PATCH' },
    })
    expect(preflight.headers.get('access-control-allow-origin')).toBe(null)
  })

  test('nothing is changed by GET', () => {
    const reading = listOperations().filter(({ method }) => method === 'GET')
    expect(reading.filter((listed) => bodySchema(listed) !== null)).toEqual([])
  })
})

test('H31: every sign-in has a session of its own; a planted one is not adopted', async () => {
  const planted = 'hubbub_session=plantedplantedplantedplanted.c2lnbmF0dXJl'
  const answers = [
    await api(hub.app, 'POST /sessions', { body: { email: admin.email, password }, cookie: planted }),
    await api(hub.app, 'POST /sessions', { body: { email: admin.email, password }, cookie: admin.cookie }),
  ]
  const cookies = answers.map(cookieOf)
  expect(new Set([planted, admin.cookie, ...cookies]).size).toBe(4)
  expect((await api(hub.app, 'GET /me', { cookie: planted })).status).toBe(401)
  const unsigned = `${cookies[0]?.split('.')[0]}`
  expect((await api(hub.app, 'GET /me', { cookie: unsigned })).status, 'a token without our signature').toBe(401)
})

describe('H27 and H32: what ends a session, and a password', () => {
  const mailed = () => hub.mails.map(({ text }) => /\/reset\/(\w+)/.exec(text)?.[1] ?? '')

  test('a link works once, for one hour, for its person, and leads to us', async () => {
    const person = await newManager(hub, admin)
    const [known, unknown] = await Promise.all(
      [person.email, 'nobody@hub.example'].map((email) =>
        api(hub.app, 'POST /password-resets', {
          body: { email },
          headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
        }),
      ),
    )
    expect([known?.status, await known?.text()]).toEqual([unknown?.status, await unknown?.text()])
    await expect.poll(() => hub.mails.length).toBe(2)
    const mail = hub.mails.at(-1)
    expect(mail?.to).toBe(person.email)
    expect(mail?.text).toContain('https://hub.example/reset/')
    expect(mail?.text).not.toContain('evil')
    const token = mailed().at(-1) ?? ''
    const [stored] = await hub.sql<[{ all: string }]>`select coalesce(json_agg(v)::text, '') as all from verifications v`
    expect(stored.all).not.toContain(token)

    hub.clock.offsetMs = 3_600_001
    const late = await api(hub.app, 'POST /password-resets/{token}', {
      params: { token },
      body: { password: 'a new password 1' },
    })
    expect(late.status).toBe(404)
    hub.clock.offsetMs = 0
    const both = await Promise.all(
      [1, 2].map((n) =>
        api(hub.app, 'POST /password-resets/{token}', { params: { token }, body: { password: `a new password ${n}` } }),
      ),
    )
    expect(both.map(({ status }) => status).toSorted()).toEqual([204, 404])

    expect((await api(hub.app, 'GET /me', { cookie: person.cookie })).status, 'signed out everywhere').toBe(401)
    expect(hub.busMessages).toContainEqual({ type: 'session_ended', userId: expect.any(String), sessionId: null })
    expect((await api(hub.app, 'POST /sessions', { body: { email: person.email, password } })).status).toBe(401)
    expect((await api(hub.app, 'GET /me', { cookie: admin.cookie })).status, 'nobody else').toBe(200)
  })

  test('a session that is ended, and a person who is deactivated, are out at once', async () => {
    const person = await newManager(hub, admin)
    const elsewhere = cookieOf(await api(hub.app, 'POST /sessions', { body: { email: person.email, password } }))
    const { items } = (await (await api(hub.app, 'GET /sessions', { cookie: person.cookie })).json()) as {
      items: { id: string; current: boolean }[]
    }
    const other = items.find(({ current }) => !current)?.id ?? ''
    expect(items).toHaveLength(2)
    expect(
      (await api(hub.app, 'DELETE /sessions/{id}', { cookie: admin.cookie, params: { id: other } })).status,
      'not theirs',
    ).toBe(404)
    expect((await api(hub.app, 'DELETE /sessions/{id}', { cookie: person.cookie, params: { id: other } })).status).toBe(204)
    expect((await api(hub.app, 'GET /me', { cookie: elsewhere })).status).toBe(401)
    expect(hub.busMessages).toContainEqual({ type: 'session_ended', userId: expect.any(String), sessionId: other })

    const off = await api(hub.app, 'PATCH /managers/{id}', {
      cookie: admin.cookie,
      params: { id: person.managerId },
      body: { deactivated: true },
    })
    expect(await off.json()).toMatchObject({ state: 'deactivated', status: 'offline' })
    expect((await api(hub.app, 'GET /me', { cookie: person.cookie })).status).toBe(401)
    expect((await api(hub.app, 'POST /sessions', { body: { email: person.email, password } })).status).toBe(403)
  })

  test('signing out ends the session on the server, too', async () => {
    const person = await newManager(hub, admin)
    const out = await api(hub.app, 'DELETE /sessions', { cookie: person.cookie })
    expect([out.status, out.headers.getSetCookie()]).toEqual([204, [expect.stringMatching(/^hubbub_session=; Max-Age=0;/)]])
    expect((await api(hub.app, 'GET /me', { cookie: person.cookie })).status).toBe(401)
  })
})

describe('H33: guessing', () => {
  const attempt = (email: string, ip: string, secret = 'wrong password') =>
    api(hub.app, 'POST /sessions', { body: { email, password: secret }, ip })

  test('one person from many addresses: refused after the budget, and the owner still gets in', async () => {
    const person = await newManager(hub, admin)
    const answers: Response[] = []
    for (let round = 0; round < 5; round += 1) {
      const addresses = Array.from({ length: 16 }, (_, index) => `192.0.2.${index + 1}`)
      answers.push(...(await Promise.all(addresses.map((ip) => attempt(person.email, ip)))))
    }
    const refused = answers.filter(({ status }) => status === 429)
    expect(answers.length - refused.length, 'two guesses per address at most').toBeLessThanOrEqual(32)
    expect(refused.length).toBeGreaterThan(40)
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused[0]?.json()).toMatchObject({ error: { code: 'rate_limited' } })
    expect((await attempt(person.email, '198.51.100.77', password)).status).toBe(201)
  }, 60_000)

  test('many people from one address: refused, from another not', async () => {
    const ip = '192.0.2.200'
    const answers: Response[] = []
    for (let n = 0; n < 35; n += 1) answers.push(await attempt(`guess${n}@hub.example`, ip))
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(30)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(5)
    expect((await attempt(admin.email, ip, password)).status).toBe(429)
    expect((await attempt(admin.email, '198.51.100.78', password)).status).toBe(201)
    hub.clock.offsetMs = 15 * 60_000 + 1000
    expect((await attempt(admin.email, ip, password)).status, 'after the window').toBe(201)
    hub.clock.offsetMs = 0
  }, 60_000)

  test('an IPv6 customer’s addresses count as one', async () => {
    const answers: number[] = []
    for (let n = 0; n < 32; n += 1) answers.push((await attempt(`six${n}@hub.example`, `2001:db8:1:2::${n.toString(16)}`)).status)
    expect(answers.slice(-2)).toEqual([429, 429])
    expect((await attempt('other@hub.example', '2001:db8:1:3::1')).status).toBe(401)
  }, 60_000)

  test('many at once don’t slip through', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => attempt(`race${n}@hub.example`, '192.0.2.201')))
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(30)
  }, 60_000)

  test('who succeeds does not use the budget up', async () => {
    for (let n = 0; n < 35; n += 1) expect((await attempt(admin.email, '198.51.100.90', password)).status).toBe(201)
  }, 60_000)
})

describe('H34: whose address counts', () => {
  const spoofed = { 'x-forwarded-for': '10.9.8.7', 'x-real-ip': '10.9.8.7', forwarded: 'for=10.9.8.7' }
  const lastIp = async (sql: AccessHub['sql']) =>
    (await sql<{ ip: string }[]>`select ip_address as ip from sessions order by created_at desc, id limit 1`)[0]?.ip

  test('nobody but a proxy of ours says where a caller is', async () => {
    await api(hub.app, 'POST /sessions', { body: { email: admin.email, password }, ip: '198.51.100.5', headers: spoofed })
    expect(await lastIp(hub.sql)).toBe('198.51.100.5')
  })

  test('behind a proxy of ours, the last address that is not ours', async () => {
    const proxied = await startAccessHub({ env: { TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.1' } })
    const person = await newAccount(proxied)
    const from = async (ip: string, forwardedFor: string) => {
      await api(proxied.app, 'POST /sessions', {
        body: { email: person.email, password },
        ip,
        headers: { 'x-forwarded-for': forwardedFor },
      })
      return lastIp(proxied.sql)
    }
    expect(await from('192.0.2.1', '1.1.1.1, 203.0.113.9, 10.0.0.2')).toBe('203.0.113.9')
    expect(await from('::ffff:192.0.2.1', 'garbage')).toBe('192.0.2.1')
    expect(await from('203.0.113.50', '1.1.1.1')).toBe('203.0.113.50')
    await proxied.stop()
  })

  test('a parameter given twice is refused', async () => {
    expect((await call(hub.app, 'GET /api/v1/managers?limit=1&limit=100', { cookie: admin.cookie })).status).toBe(400)
  })
})

describe('H43: errors tell nothing', () => {
  const telling = /\bat \S+:\d+|node_modules|\.ts\b|select |\/srv|\/home|AAtoken|postgres|hono|zod|node\/?\d/i

  test('broken JSON, wrong verb, no such path, an id that is none, a bug', async () => {
    const answers = [
      [400, await api(hub.app, 'POST /sessions', { body: '{"email":' })],
      [400, await api(hub.app, 'PATCH /me', { cookie: admin.cookie, body: '[]' })],
      [405, await call(hub.app, 'PUT /api/v1/sessions')],
      [404, await call(hub.app, 'GET /api/v1/nothing')],
      [404, await call(hub.app, 'GET /nothing')],
      [404, await call(hub.app, "PATCH /api/v1/managers/'--", { cookie: admin.cookie, body: {} })],
      [500, await call(hub.app, 'GET /throws')],
    ] as const
    for (const [status, answer] of answers) {
      const text = await answer.text()
      expect([answer.status, text.length < 500, telling.test(text)]).toEqual([status, true, false])
      const body = JSON.parse(text) as { error: { code: string; message: string }; requestId: string }
      expect(body).toMatchObject({
        error: { code: expect.any(String), message: expect.any(String) },
        requestId: answer.headers.get('x-request-id'),
      })
      expect([...answer.headers.keys()]).not.toContain('x-powered-by')
    }
  })

  test('a bug is logged once, with the request’s id', async () => {
    const lines: { fields: Record<string, unknown>; message: string }[] = []
    const log = {
      error: (fields: object, message: string) => lines.push({ fields: { ...fields }, message }),
      warn: () => {},
      info: () => {},
      debug: () => {},
    }
    const other = await startAccessHub({
      deps: { log: log as never },
      parts: {
        app: [
          (app: Hono<Env>) =>
            app.get('/throws', () => {
              throw new Error('x')
            }),
        ],
      },
    })
    const answer = await call(other.app, 'GET /throws')
    expect(lines.map(({ fields }) => fields['requestId'])).toEqual([answer.headers.get('x-request-id')])
    await other.stop()
  })

  test('a caller who goes away in the middle wakes nobody', async () => {
    const errors: string[] = []
    const infos: string[] = []
    const log = {
      error: (_: object, message: string) => errors.push(message),
      warn: () => {},
      info: (_: object, message: string) => infos.push(message),
      debug: () => {},
    }
    const other = await startAccessHub({ deps: { log: log as never } })
    const server = createAdaptorServer({ fetch: other.app.fetch })
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()))
    const address = server.address()
    const begun = once(server, 'request')
    const socket = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1')
    socket.write('POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{')
    await begun
    socket.destroy()
    await expect.poll(() => infos).toEqual(['request'])
    expect(errors).toEqual([])
    await new Promise((resolve) => server.close(resolve))
    await other.stop()
  })
})
