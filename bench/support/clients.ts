import { connect, type Socket } from 'node:net'

export type Answer = Readonly<{ status: number }>
export type Client = Readonly<{ post: (request: string) => Promise<Answer>; close: () => void }>

/** A whole request as it goes over the wire, made beforehand so that sending costs nothing. */
export function renderPost(args: {
  readonly path: string
  readonly host: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}): string {
  const headers = {
    Host: args.host,
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(args.body)),
    ...args.headers,
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${args.path} HTTP/1.1\r\n${lines.join('')}\r\n${args.body}`
}

/** One keep-alive connection, one request at a time, as little work as can be. A cut connection rejects what is under way; the next post connects anew. */
export function createClient(port: number): Client {
  let socket: Socket | null = null
  let waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void } | null = null
  let received = ''

  function open(): Socket {
    const one = connect(port, '127.0.0.1')
    one.setNoDelay(true)
    received = ''
    one.on('data', (chunk) => {
      received = received === '' ? chunk.toString('latin1') : received + chunk.toString('latin1')
      if (!isComplete(received)) return
      const status = Number(received.slice(9, 12))
      received = ''
      const done = waiting
      waiting = null
      done?.resolve({ status })
    })
    one.on('error', () => {})
    one.on('close', () => {
      if (socket === one) socket = null
      const lost = waiting
      waiting = null
      lost?.reject(new Error('the connection was cut'))
    })
    return one
  }

  return {
    post: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket ??= open()
        socket.write(request)
      }),
    close: () => socket?.destroy(),
  }
}

function isComplete(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const head = text.slice(0, end)
  if (/\r\ntransfer-encoding: chunked/i.test(head)) return text.endsWith('\r\n0\r\n\r\n')
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
  return text.length - end - 4 >= length
}
