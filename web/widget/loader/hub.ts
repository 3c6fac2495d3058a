import type { LoaderConfig } from '../../../core/api/widget.ts'
import { createEvents } from './events.ts'
import type { Source } from './frame.ts'
import { defineInlineChat } from './inline.ts'
import { localeOf } from './launcher.ts'
import { applyOptions, type Given, type Options } from './options.ts'
import { createWidget, type Widget } from './widget.ts'

/** Pages are written in JavaScript: what they hand over has no type, and each verb looks at what it takes. */
type Verb = (...args: never[]) => unknown
type Hub = { (verb: string, ...args: never[]): unknown; q?: ArrayLike<never>[]; v?: string }
declare global {
  interface Window {
    Hubbub?: Hub
  }
}

/** Puts the real `Hubbub` in the place of the snippet's queue and does what waits there. */
export function startHub(config: LoaderConfig, script: HTMLOrSVGElement | null): void {
  const { publicId, title, side, label } = config
  const before = window.Hubbub
  // The script came a second time (a tag manager, a page that was swapped): the first one goes on.
  if (before?.v) return

  const origin = new URL(script instanceof HTMLScriptElement ? script.src : '', location.href).origin
  const source: Source = { origin, publicId, title }
  const events = createEvents()
  const options: Options = {
    locale: '',
    theme: 'auto',
    side,
    offset: [20, 20],
    zIndex: 2147483000,
    label,
    hideLauncher: false,
    customLauncher: '',
    prefill: '',
  }
  let widget: Widget | null = null
  applyOptions(options, script?.dataset)

  const update = (given: Given): void => {
    const { hideLauncher } = options
    applyOptions(options, given)
    widget?.update()
    if (hideLauncher !== options.hideLauncher) widget?.setVisible(hideLauncher)
  }
  const listen = (name: string, listener: (detail: unknown) => void, once?: boolean): (() => void) => {
    // Whoever listens for `ready` after it happened is told at once.
    if (name === 'ready' && widget) setTimeout(listener)
    return events.on(name, listener, once)
  }
  const own: Record<string, Verb> = {
    boot: (given: Given) => {
      if ((given?.['widget'] ?? publicId) !== publicId) {
        events.emit('error', { code: 'wrong_widget' })
        return
      }
      update(given)
      if (widget) return
      widget = createWidget(config, source, options, events)
      verbs = { ...own, ...widget.verbs }
      events.emit('ready')
    },
    update,
    shutdown: () => {
      widget?.remove()
      widget = null
      verbs = own
    },
    setLocale: (locale: string) => update({ locale }),
    setTheme: (theme: string) => update({ theme }),
    setPosition: update,
    on: listen,
    once: (name: string, listener: () => void) => listen(name, listener, true),
    off: events.off,
  }
  /** Those of the launcher are there only between boot and shutdown. */
  let verbs = own

  const hub: Hub = (verb, ...args) => {
    if (Object.hasOwn(verbs, verb)) return verbs[verb]?.(...args)
    if (widget) console.warn('Hubbub has no verb', verb)
    return null
  }
  hub.v = '1'
  window.Hubbub = hub
  defineInlineChat(source, () => localeOf(options), events)

  const waiting = Array.from(before?.q ?? [], (call) => Array.from(call))
  // Without an inline snippet (strict policies, tag managers) nobody calls boot: the tag's attributes are all there is to say.
  if (!waiting.some(([verb]) => verb === 'boot')) hub('boot')
  for (const [verb = '', ...args] of waiting) hub(verb, ...args)
}
