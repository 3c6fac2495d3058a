import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** As much of the Bot API as a hub asks for that only receives. The conformance and fault suites have a whole one. */
export async function startPlatform(): Promise<{
  readonly url: string
  readonly token: string
  readonly secret: () => string
  readonly close: () => Promise<void>
}> {
  const me = {
    id: 700100200,
    is_bot: true,
    first_name: 'Bench',
    username: 'bench_bot',
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  }
  let secret = ''
  const server = createServer((req, res) => {
    const method = /^\/bot[^/]+\/(\w+)/.exec(req.url ?? '')?.[1]
    const result =
      method === 'getMe'
        ? me
        : method === 'getWebhookInfo'
          ? { url: '', has_custom_certificate: false, pending_update_count: 0 }
          : true
    let body = ''
    req.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    req.on('end', () => {
      if (method === 'setWebhook') secret = /"secret_token":"([^"]+)"/.exec(body)?.[1] ?? ''
      res.setHeader('content-type', 'application/json').end(JSON.stringify({ ok: true, result }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    token: `${me.id}:AABenchToken_0123456789abcdefghijklmno`,
    /** Of the webhook that the hub set. */
    secret: () => secret,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}
