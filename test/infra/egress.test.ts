import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createEgress, isPrivateAddress } from '../../src/infra/egress.ts'

let canary: Server
let port: number
let hits = 0
let answer: RequestListener = (_req, res) => res.end('hello')
beforeAll(async () => {
  canary = createServer((req, res) => {
    hits += 1
    answer(req, res)
  })
  await new Promise<void>((resolve) => canary.listen(0, resolve))
  port = (canary.address() as AddressInfo).port
})
afterEach(() => {
  hits = 0
  answer = (_req, res) => res.end('hello')
})
afterAll(() => {
  canary.closeAllConnections()
  canary.close()
})

const strict = createEgress({ allow: [] })
const allowing = () => createEgress({ allow: [`127.0.0.1:${port}`] })

describe('no call reaches this machine or a private network', () => {
  test.each([
    '127.0.0.1',
    '0',
    '0.0.0.0',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::1]',
    '169.254.169.254',
    '[fd00::1]',
    '[fe80::1]',
    '[fec0::1]',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '198.18.0.1',
    'localhost',
    'localhost.',
    'LOCALHOST',
    'user:pass@127.0.0.1',
    '127。0。0。1',
    '⑫7.0.0.1',
  ])('%s', async (host) => {
    await expect(strict(`http://${host}:${port}/`)).rejects.toMatchObject({ code: 'EGRESS_REFUSED' })
    expect(hits).toBe(0)
  })

  test.each(['file:///etc/passwd', 'gopher://example.org/', 'data:text/plain,x', 'ftp://example.org/'])(
    'nor by another protocol: %s',
    async (url) => {
      await expect(strict(url)).rejects.toThrow(TypeError)
    },
  )

  test('a name that has one private address among public ones is refused', async () => {
    const egress = createEgress({ allow: [], resolve: async () => ['93.184.216.34', '10.0.0.7'] })
    await expect(egress('http://both.example/')).rejects.toThrow(/private host/)
  })

  test('a name without an address is refused', async () => {
    const egress = createEgress({ allow: [], resolve: async () => [] })
    await expect(egress('http://none.example/')).rejects.toThrow(/no address/)
  })
})

test.each(['93.184.216.34', '8.8.8.8', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) => {
  expect(isPrivateAddress(address)).toBe(false)
})

test('a host that the operator allows is reached, on its port and nothing else', async () => {
  expect(await (await allowing()(`http://127.0.0.1:${port}/`)).text()).toBe('hello')
  await expect(allowing()(`http://127.0.0.1:${port + 1}/`)).rejects.toThrow(/private host/)
  await expect(allowing()(`http://localhost:${port}/`)).rejects.toThrow(/private host/)
  expect(hits).toBe(1)
})

describe('a redirect', () => {
  test.each([
    ['to a private host', 'http://10.0.0.1/'],
    ['to this machine by another name', () => `http://localhost:${port}/`],
    ['to a file', 'file:///etc/passwd'],
    ['to another protocol', 'gopher://127.0.0.1/'],
    ['to nowhere', 'http://'],
  ])('%s is not followed', async (_name, location) => {
    answer = (_req, res) => res.writeHead(302, { location: typeof location === 'string' ? location : location() }).end()
    await expect(allowing()(`http://127.0.0.1:${port}/`)).rejects.toThrow(TypeError)
    expect(hits).toBe(1)
  })

  test('is followed where it may lead, three times and no more', async () => {
    answer = (req, res) => {
      const step = Number(req.url?.slice(1) ?? 0)
      if (step < 3) res.writeHead(302, { location: `/${step + 1}` }).end()
      else res.end('there')
    }
    expect(await (await allowing()(`http://127.0.0.1:${port}/0`)).text()).toBe('there')
    answer = (_req, res) => res.writeHead(302, { location: '/again' }).end()
    await expect(allowing()(`http://127.0.0.1:${port}/`)).rejects.toThrow(/redirected too often/)
  })

  test('of a request that changes something is not followed', async () => {
    answer = (_req, res) => res.writeHead(307, { location: '/elsewhere' }).end()
    await expect(allowing()(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' })).rejects.toThrow(TypeError)
    expect(hits).toBe(1)
  })

  test('to another host brings no credentials along', async () => {
    const seen: (string | undefined)[] = []
    answer = (req, res) => {
      seen.push(req.headers.authorization)
      if (seen.length === 1) res.writeHead(302, { location: `http://localhost:${port}/` }).end()
      else res.end('x')
    }
    const egress = createEgress({ allow: [`127.0.0.1:${port}`, `localhost:${port}`] })
    await egress(`http://127.0.0.1:${port}/`, { headers: { authorization: 'Bearer secret' } })
    expect(seen).toEqual(['Bearer secret', undefined])
  })
})

describe('limits', () => {
  test('an answer that never ends is cut at the size', async () => {
    answer = (_req, res) => {
      const more = setInterval(() => res.write(Buffer.alloc(10_000)), 1)
      res.on('close', () => clearInterval(more))
    }
    const response = await allowing()(`http://127.0.0.1:${port}/`, { maxBytes: 50_000 })
    await expect(response.arrayBuffer()).rejects.toThrow(/too large/)
  })

  test.each([
    ['that never comes', (() => undefined) as RequestListener],
    [
      'that comes a byte at a time',
      ((_req, res) => {
        const more = setInterval(() => res.write('x'), 20)
        res.on('close', () => clearInterval(more))
      }) as RequestListener,
    ],
  ])('an answer %s is cut at the deadline', async (_name, slow) => {
    answer = slow
    const since = Date.now()
    await expect(
      allowing()(`http://127.0.0.1:${port}/`, { timeoutMs: 200 }).then((response) => response.text()),
    ).rejects.toThrow()
    expect(Date.now() - since).toBeLessThan(2_000)
  })

  test('the caller’s own signal ends it', async () => {
    answer = () => undefined
    const abort = new AbortController()
    const call = allowing()(`http://127.0.0.1:${port}/`, { signal: abort.signal })
    abort.abort()
    await expect(call).rejects.toThrow()
  })
})

test('an error says nothing of the address: it may hold a secret', async () => {
  const error: unknown = await strict(`http://10.0.0.1/bot123:secret`).catch((thrown: unknown) => thrown)
  expect(String(error)).not.toContain('secret')
  expect(error).toMatchObject({ code: 'EGRESS_REFUSED' })
})
