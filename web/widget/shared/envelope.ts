/** The language between the loader in the page and the frame: `{ hubbub: 1, type, data }`, both ways to exact origins only. */

export type FrameMode = 'launcher' | 'inline'

/** What the loader tells the frame. */
export type ToFrame = {
  /** The answer to `hello`. */
  init: { mode: FrameMode; open: boolean; locale: string; theme: string; pageUrl: string; draft: string }
  /** The panel was opened or closed. */
  visible: { open: boolean; pageUrl: string }
  options: { locale: string; theme: string }
  /** A text for the composer; never sent by itself. */
  draft: { text: string }
  mute: { on: boolean }
  /** Forget this visitor and begin as someone new. */
  reset: Record<string, never>
}

/** What the frame tells the loader. */
export type ToPage = {
  /** The frame's program runs and waits for `init`. */
  hello: Record<string, never>
  /** The person asked to close the panel. */
  close: Record<string, never>
  /** What changed. */
  state: { unread?: number; online?: boolean }
  /** Something to tell the page's own listeners; never a message's text. */
  event: { name: string; detail: Record<string, unknown> }
  /** There is a dialogue to come back to: worth loading the frame on the next page for the unread count. */
  talked: { on: boolean }
}

export type Envelope<T> = { [K in keyof T]: { type: K; data: T[K] } }[keyof T]

/** Posts to one window at one origin; `origin` is never `*`. */
export function postEnvelope<T, K extends keyof T & string>(target: Window, origin: string, type: K, data: T[K]): void {
  target.postMessage({ hubbub: 1, type, data }, origin)
}

/** The envelope of a message event, or null where it comes from another window, another origin, or is not ours. */
export function readEnvelope<T>(event: MessageEvent, from: Readonly<{ window: unknown; origin: string }>): Envelope<T> | null {
  if (event.origin !== from.origin || event.source !== from.window) return null
  return isEnvelope<T>(event.data) ? event.data : null
}

// The sender is proven by origin and window, so it is this version's other half: its data has the type's shape.
function isEnvelope<T>(value: unknown): value is Envelope<T> {
  return typeof value === 'object' && value !== null && 'hubbub' in value && value.hubbub === 1
}
