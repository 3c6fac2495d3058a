import { type Envelope, postEnvelope, readEnvelope, type ToFrame, type ToPage } from '../shared/envelope.ts'

export type Bridge = Readonly<{ tell: <K extends keyof ToPage>(type: K, data: ToPage[K]) => void }>

/** The way to the page: its window is our parent, its origin the one that the server bound the ticket to. */
export function createBridge(parentOrigin: string, onMessage: (message: Envelope<ToFrame>) => void): Bridge {
  addEventListener('message', (event) => {
    const message = readEnvelope<ToFrame>(event, { window: window.parent, origin: parentOrigin })
    if (message) onMessage(message)
  })
  return { tell: (type, data) => postEnvelope<ToPage, typeof type>(window.parent, parentOrigin, type, data) }
}
