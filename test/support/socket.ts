import { WebSocket } from 'ws'
import { z } from 'zod'
import { until } from './until.ts'

const frameShape = z.object({
  type: z.string(),
  position: z.number().nullish(),
  dialogueId: z.string().nullish(),
  seq: z.number().nullish(),
  data: z.looseObject({}).optional(),
})
export type Frame = z.infer<typeof frameShape>

export type TestSocket = Readonly<{
  frames: Frame[]
  /** As they came, to be searched for what must not be there. */
  raw: string[]
  closed: () => Readonly<{ code: number; at: number }> | null
  waitFor: (what: string, fits: (frame: Frame) => boolean) => Promise<Frame>
  send: (frame: unknown) => void
  sendRaw: (text: string) => void
  close: () => void
}>

type Credentials = Readonly<{ key: string }> | Readonly<{ cookie: string }> | Readonly<{ header: string }>

/** A client of the stream, by an API key in its first frame or by a browser's cookie; resolves once it is told where it stands. */
export async function openSocket(url: string, who: Credentials, options: { readonly after?: number } = {}): Promise<TestSocket> {
  const after = options.after === undefined ? '' : `?after=${options.after}`
  const headers = 'cookie' in who ? { cookie: who.cookie, origin: url } : 'header' in who ? { authorization: who.header } : {}
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/stream${after}`, { headers })
  const frames: Frame[] = []
  const raw: string[] = []
  let closed: { code: number; at: number } | null = null
  socket.on('message', (data: Buffer) => {
    raw.push(data.toString())
    frames.push(frameShape.parse(JSON.parse(data.toString())))
  })
  socket.on('close', (code) => {
    closed = { code, at: Date.now() }
  })
  socket.on('error', () => undefined)
  socket.on('open', () => {
    if ('key' in who) socket.send(JSON.stringify({ token: who.key }))
  })
  const waitFor: TestSocket['waitFor'] = async (what, fits) => {
    await until(`a frame: ${what}`, () => closed !== null || frames.some(fits))
    const found = frames.find(fits)
    if (found === undefined) throw new Error(`closed before a frame: ${what}`)
    return found
  }
  await waitFor('hello', (frame) => frame.type === 'hello')
  return {
    frames,
    raw,
    closed: () => closed,
    waitFor,
    send: (frame) => socket.send(JSON.stringify(frame)),
    sendRaw: (text) => socket.send(text),
    close: () => socket.terminate(),
  }
}
