import type { Events } from './events.ts'
import { createFrame, type Frame, pageUrl, type Source } from './frame.ts'

/** `<hubbub-chat widget="wgt_…">`: the chat as a part of the page. */
export function defineInlineChat(source: Source, locale: () => string, events: Events): void {
  if (customElements.get('hubbub-chat')) return
  const frames = new WeakMap<HTMLElement, Frame>()

  customElements.define(
    'hubbub-chat',
    class extends HTMLElement {
      connectedCallback(): void {
        const frame = createFrame(
          { ...source, publicId: this.getAttribute('widget') || source.publicId },
          {
            init: () => ({
              mode: 'inline',
              open: true,
              locale: this.getAttribute('locale') || locale(),
              theme: this.getAttribute('theme') || 'auto',
              pageUrl: pageUrl(),
              draft: '',
            }),
            message: ({ type, data }) => {
              if (type === 'event') events.emit(data.name, data.detail)
            },
            fail: () => {},
          },
        )
        // Set through the object model, which no policy of the page forbids.
        frame.element.style.cssText = 'display:block;width:100%;height:100%;border:0'
        if (getComputedStyle(this).display === 'inline') this.style.display = 'block'
        this.append(frame.element)
        frames.set(this, frame)
      }

      disconnectedCallback(): void {
        frames.get(this)?.remove()
      }
    },
  )
}
