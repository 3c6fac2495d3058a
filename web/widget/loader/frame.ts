import { type Envelope, postEnvelope, readEnvelope, type ToFrame, type ToPage } from '../shared/envelope.ts'
import { setAttributes } from './element.ts'

/** Long enough for a slow phone; after it the page is told, and the next opening tries again. */
const helloTimeoutMs = 20_000

export type Frame = Readonly<{
  element: HTMLIFrameElement
  /** Delivered once the frame has said hello. */
  post: <K extends keyof ToFrame>(type: K, data: ToFrame[K]) => void
  remove: () => void
}>

/** Where a frame comes from. */
export type Source = Readonly<{ origin: string; publicId: string; title: string }>

/** The frame document of a widget. It is told where it stands, and its own policy decides whether it may be there. */
export function createFrame(
  { origin, publicId, title }: Source,
  on: Readonly<{ init: () => ToFrame['init']; message: (message: Envelope<ToPage>) => void; fail: () => void }>,
): Frame {
  const element = document.createElement('iframe')
  setAttributes(element, {
    title,
    sandbox: 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads',
    src: `${origin}/w/${publicId}/frame?parent=${location.origin}`,
  })

  let hello = (): void => {}
  const ready = new Promise<void>((resolve) => {
    hello = resolve
  })
  const send: Frame['post'] = (type, data) => {
    if (element.contentWindow) postEnvelope<ToFrame, typeof type>(element.contentWindow, origin, type, data)
  }
  const timer = setTimeout(on.fail, helloTimeoutMs)
  const receive = (event: MessageEvent): void => {
    const message = readEnvelope<ToPage>(event, { window: element.contentWindow, origin })
    if (!message) return
    // It says hello again when it was loaded again.
    if (message.type === 'hello') {
      clearTimeout(timer)
      // Before what waits: that runs once this is over.
      send('init', on.init())
      hello()
    }
    on.message(message)
  }
  addEventListener('message', receive)
  return {
    element,
    post: (type, data) => void ready.then(() => send(type, data)),
    remove: () => {
      clearTimeout(timer)
      removeEventListener('message', receive)
      element.remove()
    },
  }
}

/** The page's address without query and fragment, which may hold what is nobody's business. */
export const pageUrl = (): string => location.origin + location.pathname
