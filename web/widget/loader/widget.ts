import type { LoaderConfig } from '../../../core/api/widget.ts'
import type { Envelope, ToFrame, ToPage } from '../shared/envelope.ts'
import type { Events } from './events.ts'
import { createFrame, type Frame, pageUrl, type Source } from './frame.ts'
import { createLauncher, localeOf, type WidgetState } from './launcher.ts'
import { hasTalked } from './memory.ts'
import type { Options } from './options.ts'
import { fullScreen } from './style.ts'

/** Gives the page's own loading the way. */
const preloadDelayMs = 500

export type Widget = ReturnType<typeof createWidget>

/** The launcher and its frame. The frame is made when it is wanted: pointer or focus on the launcher, opening, or a dialogue to come back to. */
export function createWidget(config: LoaderConfig, source: Source, options: Options, { emit }: Events) {
  const state: WidgetState = { ready: true, open: false, visible: !options.hideLauncher, unread: 0, online: null }
  let frame: Frame | null = null
  let overflow: string | null = null

  const root = document.documentElement
  const { host, button, panel, draw: drawView } = createLauncher(config)
  const draw = (): void => drawView(state, options)
  const look = () => ({ locale: localeOf(options), theme: options.theme })

  const receive = ({ type, data }: Envelope<ToPage>): void => {
    if (type === 'close') setOpen(false)
    if (type === 'talked') hasTalked(source.publicId, data.on)
    if (type === 'event') emit(data.name, data.detail)
    if (type === 'state') {
      const { unread, online } = state
      Object.assign(state, data)
      draw()
      if (unread !== state.unread) emit('unread', state.unread)
      if (online !== state.online) emit('online', state.online)
    }
  }

  const load = (): Frame => {
    if (frame) return frame
    frame = createFrame(source, {
      init: () => ({ mode: 'launcher', open: state.open, pageUrl: pageUrl(), draft: options.prefill, ...look() }),
      message: receive,
      fail: () => {
        frame?.remove()
        frame = null
        emit('error', { code: 'frame_not_loaded' })
      },
    })
    panel.append(frame.element)
    return frame
  }
  const tell = <K extends keyof ToFrame>(type: K, data: ToFrame[K]): void => load().post(type, data)

  /**
   * Where the panel fills a small screen, the page behind does not scroll, and the panel keeps to the visible part when the keyboard is up:
   * the frame sees only itself, so the page must do it.
   */
  const fit = (): void => {
    const view = state.open && matchMedia(fullScreen).matches ? visualViewport : null
    panel.style.cssText = view ? `height:${view.height}px;top:${view.offsetTop}px` : ''
    if (view) {
      overflow ??= root.style.overflow
      root.style.overflow = 'hidden'
    } else if (overflow !== null) {
      root.style.overflow = overflow
      overflow = null
    }
  }

  const setOpen = (open: boolean): void => {
    if (open === state.open) return
    // Where the focus is ours it goes along; the page's own focus stays where it is when a script closes the chat.
    const hadFocus = document.activeElement === host
    state.open = open
    draw()
    tell('visible', { open, pageUrl: pageUrl() })
    fit()
    if (open) frame?.element.focus()
    // The button itself: seen from outside a shadow root, what had the focus before was only the host.
    else if (hadFocus) button.focus()
    emit(open ? 'open' : 'close')
  }
  const toggle = (): void => setOpen(!state.open)
  const setVisible = (visible: boolean): void => {
    if (visible === state.visible) return
    state.visible = visible
    draw()
    emit(visible ? 'show' : 'hide')
  }

  // On the root and not in the body, which Turbo, Astro and their like exchange at each visit. A framework that takes away what it does
  // not know gets it back.
  const keep = (): void => {
    if (!host.isConnected) root.append(host)
  }
  const keeper = new MutationObserver(keep)
  const stop = new AbortController()
  const listen = (target: EventTarget | null, type: string, listener: (event: Event) => void): void =>
    target?.addEventListener(type, listener, stop)

  button.onclick = toggle
  button.onpointerenter = button.onfocus = load
  host.onkeydown = ({ key }) => {
    if (key === 'Escape') setOpen(false)
  }
  listen(document, 'click', ({ target }) => {
    if (options.customLauncher && target instanceof Element && target.closest(options.customLauncher)) toggle()
  })
  for (const type of ['resize', 'scroll']) listen(visualViewport, type, fit)
  draw()
  keep()
  keeper.observe(root, { childList: true })
  if (hasTalked(source.publicId)) setTimeout(load, preloadDelayMs)

  return {
    /** By the names that pages call. */
    verbs: {
      open: () => setOpen(true),
      close: () => setOpen(false),
      toggle,
      show: () => setVisible(true),
      hide: () => setVisible(false),
      newMessage: (text: unknown) => {
        setOpen(true)
        if (text) tell('draft', { text: `${text}` })
      },
      reset: () => tell('reset', {}),
      mute: (on: unknown) => tell('mute', { on: on !== false }),
      getState: () => ({ ...state }),
    },
    /** The options were changed. */
    update: (): void => {
      draw()
      frame?.post('options', look())
    },
    setVisible,
    remove: (): void => {
      setOpen(false)
      stop.abort()
      keeper.disconnect()
      frame?.remove()
      host.remove()
    },
  }
}
