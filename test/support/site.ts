import { createServer } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'

/** A customer's website on an origin of its own, and on another site than the hub: pages by path, each with the headers that it is given. */
export async function startSite(): Promise<{
  readonly origin: string
  readonly put: (path: string, html: string, headers?: Readonly<Record<string, string>>) => string
  readonly stop: () => Promise<void>
}> {
  const pages = new Map<string, { html: string; headers: Readonly<Record<string, string>> }>()
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site')
    // Browsers ask for it by themselves and complain when it is missing.
    if (pathname === '/favicon.ico') {
      response.writeHead(204).end()
      return
    }
    const page = pages.get(pathname)
    response.writeHead(page ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', ...page?.headers })
    response.end(page?.html ?? '<!doctype html><title>none</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  // The hub is on 127.0.0.1: so its frame is a third party here, as in life.
  const origin = `http://localhost:${port}`
  return {
    origin,
    put: (path, html, headers = {}) => {
      pages.set(path, { html, headers })
      return origin + path
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A wire to a server, which can be cut and mended. While it is cut nothing comes through and nobody is told. */
export async function startWire(
  target: string,
): Promise<{ readonly url: string; readonly cut: () => void; readonly mend: () => void; readonly stop: () => Promise<void> }> {
  const { port } = new URL(target)
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createTcpServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(Number(port), '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  const drop = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      isCut = true
      drop()
    },
    mend: () => {
      isCut = false
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        drop()
      }),
  }
}
