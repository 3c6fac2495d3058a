import type { LoaderConfig } from '../../../core/api/widget.ts'
import { launcherDe } from '../../../core/locales/widget.de.ts'
import { launcherEn } from '../../../core/locales/widget.en.ts'
import { setAttributes } from './element.ts'
import type { Options } from './options.ts'
import { css } from './style.ts'

/** What `getState` tells. */
export type WidgetState = { ready: true; open: boolean; visible: boolean; unread: number; online: boolean | null }

/** The button and the panel in an open shadow root. Built with the DOM only: no markup is parsed, so no policy of the page is met. */
export function createLauncher(config: LoaderConfig) {
  // A name with a hyphen, because only such elements may have a shadow root.
  const host = document.createElement('hubbub-widget')
  const shadow = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  shadow.adoptedStyleSheets = [sheet]

  const add = <K extends keyof HTMLElementTagNameMap>(
    parent: Node,
    tag: K,
    attributes: Record<string, string>,
  ): HTMLElementTagNameMap[K] => {
    const made = document.createElement(tag)
    setAttributes(made, attributes)
    parent.appendChild(made)
    return made
  }
  const box = add(shadow, 'div', {})
  // The panel comes first, so that on a full screen its own close button is met before anything else.
  const panel = add(box, 'div', { id: 'panel' })
  const button = add(box, 'button', { class: 'b', 'aria-controls': 'panel' })
  add(button, 'i', {})
  const word = add(button, 'span', {})
  const badge = add(button, 'b', {})

  const draw = ({ open, unread, visible }: WidgetState, options: Options): void => {
    const texts = /^de\b/i.test(localeOf(options)) ? launcherDe : launcherEn
    const [x, y] = options.offset
    const variables = {
      c: config.color,
      f: config.ink,
      x: `${x}px`,
      y: `${y}px`,
      z: options.zIndex,
      s: options.theme === 'auto' ? 'light dark' : options.theme,
    }
    for (const [name, value] of Object.entries(variables)) host.style.setProperty(`--${name}`, `${value}`)
    box.className = `${options.side === 'left' ? 'l ' : ''}${visible ? '' : 'n'}`
    panel.className = open ? 'p o' : 'p'
    word.textContent = options.label
    badge.textContent = unread > 99 ? '99+' : `${unread || ''}`
    const name = open ? texts.close : options.label || texts.open
    setAttributes(button, {
      'aria-expanded': `${open}`,
      'aria-label': unread && !open ? `${name}, ${texts.unread.replace('{count}', `${unread}`)}` : name,
    })
  }
  return { host, button, panel, draw }
}

/** The tag that the page asked for, else the page's own language, else the browser's. */
export const localeOf = (options: Options): string => options.locale || document.documentElement.lang || navigator.language
