import type { FrameLocator, Page } from 'playwright-core'

/** The strictest policy that a page can have and still show the chat: what our documentation asks customers to allow, and nothing else. */
export const strictPolicy = (hubUrl: string, nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${hubUrl}`,
    "style-src 'self'",
    `frame-src ${hubUrl}`,
    "connect-src 'none'",
    "img-src 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')

export const stub = 'window.Hubbub=window.Hubbub||function(){(Hubbub.q=Hubbub.q||[]).push([].slice.call(arguments))};'

/** A customer's page with the standard snippet. */
export function pageWith(args: {
  readonly hubUrl: string
  readonly publicId: string
  readonly nonce?: string
  readonly boot?: string
  readonly body?: string
}): string {
  const { hubUrl, publicId, nonce = '', boot = '{}', body = '<h1>A shop</h1><a href="#x">Something to focus</a>' } = args
  return `<!doctype html><html lang="en"><head><title>A shop</title></head><body><main>${body}</main>
<script nonce="${nonce}">${stub}Hubbub('boot',Object.assign({widget:'${publicId}'},${boot}))</script>
<script async src="${hubUrl}/w/${publicId}.js"></script></body></html>`
}

/** The chat of a page, as its visitor sees it. */
export function chatOn(page: Page) {
  const frame: FrameLocator = page.frameLocator('hubbub-widget iframe')
  return {
    frame,
    launcher: page.getByRole('button', { name: /chat/i }),
    field: frame.getByRole('textbox', { name: 'Your message' }),
    log: frame.getByRole('log'),
    open: async () => {
      await page.getByRole('button', { name: /^Open chat/ }).click()
      await frame.getByRole('log').waitFor()
    },
    say: async (text: string) => {
      await frame.getByRole('textbox', { name: 'Your message' }).fill(text)
      await frame.getByRole('textbox', { name: 'Your message' }).press('Enter')
    },
    /** A bubble with this text. The words of others are also read out, outside the log. */
    bubble: (text: string) => frame.getByRole('log').getByText(text, { exact: true }),
    /** What stands in the bubbles, in order. */
    texts: () => frame.locator('.bubble').allTextContents(),
  }
}
