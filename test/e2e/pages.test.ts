import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type HubProcess, startHubProcess } from '../support/hub-process.ts'
import { startTelegramServer, type TelegramServer } from '../support/telegram-server.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const password = 'correct horse battery'

const open = ['/sign-in', '/sign-up', '/forgot', '/invite/unknown', '/reset/unknown', '/setup', '/demo', '/api/docs']
const signedIn = [
  '/inbox/mine',
  '/inbox/unassigned',
  '/inbox/all',
  '/inbox/closed',
  '/inbox/all/{dialogue}',
  '/admin/start',
  '/admin/properties',
  '/admin/channels',
  '/admin/channels/connect',
  '/admin/people',
  '/admin/distribution',
  '/admin/auto-close',
  '/admin/privacy',
  '/admin/api-keys',
  '/admin/dead-letters',
]

let telegram: TelegramServer
let hub: HubProcess
let browser: Browser
let cookie: string
let dialogueId: string

beforeAll(async () => {
  telegram = await startTelegramServer({})
  hub = await startHubProcess({ TELEGRAM_API_ROOT: telegram.url, ADMIN_EMAIL: 'ann@example.com', ADMIN_PASSWORD: password })
  browser = await launchBrowser()
  cookie = await signIn()
  const property = await call('/properties', { kind: 'site', name: 'Shop' })
  await call('/channels', { kind: 'telegram', propertyId: property.id, name: 'Bot', secrets: { botToken: telegram.token } })
  await call('/channels', { kind: 'widget', propertyId: property.id, name: 'Site chat' })
  const customer = telegram.user({ firstName: 'Grace' })
  await telegram.sendUpdate(customer.text('Do you have seeded rye today?'))
  await telegram.sendUpdate(customer.photo({ caption: 'Like this one' }))
  dialogueId = await vi.waitUntil(async () => (await list()).items[0]?.id, { timeout: 10_000 })
  await call(`/dialogues/${dialogueId}/messages`, { clientId: 'one', text: 'Yes, fresh at nine.' })
  await call(`/dialogues/${dialogueId}/messages`, { clientId: 'two', text: 'Tell Bo.', note: true })
})

afterAll(async () => {
  await browser?.close()
  await hub?.stop()
  await telegram?.close()
})

async function signIn(): Promise<string> {
  const response = await fetch(`${hub.url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: 'ann@example.com', password }),
  })
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

async function call(path: string, body: object): Promise<{ readonly id: string }> {
  const response = await fetch(`${hub.url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', cookie },
    body: JSON.stringify(body),
  })
  expect(response.ok, `${path}: ${response.status}`).toBe(true)
  return (await response.json()) as { id: string }
}

async function list(): Promise<{ readonly items: readonly { readonly id: string }[] }> {
  const response = await fetch(`${hub.url}/api/v1/dialogues`, { headers: { cookie } })
  return (await response.json()) as { items: { id: string }[] }
}

const looks = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'light', width: 390 },
  { colorScheme: 'dark', width: 390 },
] as const

describe.each(looks)('$colorScheme, $width px wide', ({ colorScheme, width }) => {
  test.each([...open.map((path) => [path, false] as const), ...signedIn.map((path) => [path, true] as const)])(
    '%s is accessible, fits the window and throws nothing',
    async (path, needsSession) => {
      const context = await browser.newContext({ viewport: { width, height: width < 500 ? 844 : 800 }, colorScheme })
      if (needsSession) {
        const [name = '', value = ''] = cookie.split(/=(.*)/s)
        await context.addCookies([{ name, value, url: hub.url }])
      }
      const page = await context.newPage()
      const thrown: string[] = []
      page.on('pageerror', (error) => thrown.push(error.message))
      await page.goto(`${hub.url}${path.replace('{dialogue}', dialogueId)}`)
      await page.locator('h1:visible, h2:visible, main:visible').first().waitFor()
      // Nothing is judged while it still loads.
      await expect.poll(async () => await page.locator('[aria-busy=true]').count(), { timeout: 10_000 }).toBe(0)
      expect(await violations(page)).toEqual([])
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      ).toBeLessThanOrEqual(0)
      expect(thrown).toEqual([])
      await context.close()
    },
  )
})

type Axe = {
  run: (context: Document, options: object) => Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }>
}

async function violations(page: Page): Promise<readonly string[]> {
  // The page's policy allows no script but its own; the debugger's way in is not the page's.
  await page.evaluate(axeSource)
  return await page.evaluate(async (only) => {
    const { axe } = window as unknown as { axe: Axe }
    const result = await axe.run(document, { runOnly: only, iframes: false })
    return result.violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}`))
  }, tags)
}
