import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type CuttableProxy, startCuttableProxy } from '../support/cuttable-proxy.ts'
import { type HubProcess, startHubProcess } from '../support/hub-process.ts'
import { startTelegramServer, type TelegramServer } from '../support/telegram-server.ts'

let telegram: TelegramServer
let hub: HubProcess
let proxy: CuttableProxy
let browser: Browser
let staff: BrowserContext
let inbox: Page
let visitor: Page
let grace: ReturnType<TelegramServer['user']>

beforeAll(async () => {
  telegram = await startTelegramServer({})
  grace = telegram.user({ firstName: 'Grace' })
  hub = await startHubProcess({ TELEGRAM_API_ROOT: telegram.url })
  proxy = await startCuttableProxy(hub.port)
  browser = await launchBrowser()
  staff = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  inbox = await staff.newPage()
  inbox.setDefaultTimeout(15_000)
})

afterAll(async () => {
  await browser?.close()
  await proxy?.close()
  await hub?.stop()
  await telegram?.close()
})

/** Waits for a condition in the hub or the stand-in; the browser has waits of its own. */
async function until<T>(what: string, look: () => T | Promise<T>): Promise<NonNullable<T>> {
  return await expect
    .poll(look, { timeout: 15_000, interval: 50, message: what })
    .toBeTruthy()
    .then(async () => found(await look()))
}

function found<T>(value: T): NonNullable<T> {
  if (value === null || value === undefined) throw new Error('it was there a moment ago')
  return value
}

const row = (name: string) => inbox.getByRole('link', { name: new RegExp(name) }).first()
const composer = () => inbox.getByRole('textbox', { name: /answer|reply|message/i })

describe.sequential('from the set-up link to answered customers', () => {
  test('the set-up link makes the first administrator and works once', async () => {
    const link = found(hub.setupLink).replace(hub.url, proxy.url)
    await inbox.goto(link)
    await inbox.getByLabel('Your name').fill('Ann')
    await inbox.getByLabel('E-mail').fill('ann@example.com')
    await inbox.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await inbox.getByLabel('Organisation').fill('Acme')
    await inbox.getByRole('button', { name: 'Set up' }).click()
    await inbox.waitForURL('**/admin/start')

    const again = await browser.newPage()
    await again.goto(link)
    await again.getByText('The hub is set up').waitFor()
    await again.close()
  })

  test('a property and a Telegram bot are connected by the screens alone', async () => {
    await inbox.goto(`${proxy.url}/admin/properties`)
    await inbox.getByRole('button', { name: 'Add property' }).first().click()
    await inbox.getByLabel('Name').fill('Shop')
    await inbox.getByRole('button', { name: 'Save' }).click()
    await inbox.getByText('0 channels').waitFor()

    await inbox.goto(`${proxy.url}/admin/channels/connect`)
    await inbox.getByText('Telegram').first().click()
    await inbox.getByLabel('Bot token').fill(telegram.token)
    await inbox.getByLabel('How messages come in').selectOption('webhook')
    await inbox.getByRole('button', { name: 'Check and connect' }).click()
    await until('the webhook is installed', () => telegram.webhook()?.url)
    expect(await inbox.content()).not.toContain(telegram.token)
  })

  test('a message of Telegram appears in the open inbox without a reload, assigned', async () => {
    await inbox.goto(`${proxy.url}/admin/distribution`)
    await inbox.getByLabel(/fewest|least/i).check()
    await inbox.getByRole('button', { name: 'Save' }).click()
    await inbox.goto(`${proxy.url}/inbox/mine`)
    await becomeFree()
    await telegram.sendUpdate(grace.text('Do you have seeded rye today?'))
    await row('Grace').waitFor()
    await row('Grace').click()
    await inbox.getByText('Do you have seeded rye today?').last().waitFor()
    await inbox
      .getByRole('button', { name: /Assigned to.*You|You/ })
      .first()
      .waitFor()
  })

  test('the answer reaches Telegram and its tick turns to sent', async () => {
    await composer().fill('Yes, fresh at nine.')
    await composer().press('Enter')
    const sent = await until('the answer is at the stand-in', () => telegram.sent.find((call) => call.method === 'sendMessage'))
    expect(sent.params).toMatchObject({ text: 'Yes, fresh at nine.' })
    await inbox.getByLabel(/^Sent/).or(inbox.getByTitle(/^Sent/)).first().waitFor({ state: 'attached' })
  })

  test('the line is cut: what came meanwhile is there after it heals, once and in order', async () => {
    proxy.cut()
    await telegram.sendUpdate(grace.text('While you were away, one'))
    await telegram.sendUpdate(grace.text('While you were away, two'))
    await composer().fill('Written without a line')
    await composer().press('Enter')
    proxy.heal()
    await inbox.getByText('While you were away, two').last().waitFor()
    // The customer wrote meanwhile: the hub asks before it sends.
    await inbox.getByRole('button', { name: 'Send anyway' }).click()
    await until('the answer went out', () => telegram.sent.find((call) => call.params['text'] === 'Written without a line'))
    const texts = await inbox
      .getByLabel('Messages')
      .getByText(/^While you were away/)
      .allTextContents()
    expect(texts).toEqual(['While you were away, one', 'While you were away, two'])
    expect(telegram.sent.filter((call) => call.params['text'] === 'Written without a line')).toHaveLength(1)
  })

  test('a widget is made by the screens alone, and its code is shown', async () => {
    await inbox.goto(`${proxy.url}/admin/channels/connect`)
    await inbox.getByText('Web widget').first().click()
    await inbox.getByRole('button', { name: /connect|create|make/i }).click()
    await inbox
      .getByText(/\/w\/wgt_/)
      .first()
      .waitFor()
  })

  test('the widget on the test page and the inbox talk to each other, both ways', async () => {
    visitor = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
    visitor.setDefaultTimeout(15_000)
    await visitor.goto(`${proxy.url}/demo`)
    await visitor.getByRole('button', { name: /open chat|chat/i }).click()
    await chat().getByRole('textbox').fill('Is the shop open on Sunday?')
    await chat().getByRole('textbox').press('Enter')
    await inbox.goto(`${proxy.url}/inbox/mine`)
    await inbox.getByText('Is the shop open on Sunday?').first().click()
    await composer().fill('From nine to one.')
    await composer().press('Enter')
    await said('From nine to one.').waitFor()
  })

  test('the visitor’s line is cut: what both wrote meanwhile arrives once, in order', async () => {
    proxy.cut()
    await chat().getByRole('textbox').fill('Written in the tunnel')
    await chat().getByRole('textbox').press('Enter')
    proxy.heal()
    await inbox.getByLabel('Messages').getByText('Written in the tunnel').waitFor()
    proxy.cut()
    await composer().fill('And parking is free.')
    await composer().press('Enter')
    proxy.heal()
    await said('And parking is free.').waitFor()
    expect(await inbox.getByLabel('Messages').getByText('Written in the tunnel').count()).toBe(1)
    expect(await said('And parking is free.').count()).toBe(1)
    expect(await said('Written in the tunnel').count()).toBe(1)
  })
})

const chat = () => visitor.frameLocator('iframe').first()
/** The bubble; screen readers are told of it a second time. */
const said = (text: string) => chat().getByText(text, { exact: true })

async function becomeFree(): Promise<void> {
  await inbox
    .getByRole('button', { name: /offline/i })
    .first()
    .click()
  await inbox.getByRole('menuitemradio', { name: 'Free' }).click()
}
