import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { compose } from '../../src/compose.ts'
import { parseConfig } from '../../src/config.ts'
import { closeDialogue } from '../../src/services/dialogues/close-dialogue.ts'
import { chatOn, pageWith, strictPolicy, stub } from '../support/chat-page.ts'
import { quietLog } from '../support/quiet-log.ts'
import { startSite, startWire } from '../support/site.ts'
import { makeTempDir } from '../support/temp-dir.ts'
import { findChromium, isCi } from '../support/tools.ts'
import {
  answer,
  askForConsent,
  comeOnline,
  openDialogue,
  openShop,
  type Shop,
  serveWidgetHub,
  type WidgetHub,
  widgetDir,
} from '../support/widget-hub.ts'

const executablePath = findChromium()
if (executablePath === null && isCi()) throw new Error('The browser tests need Chromium.')

const axeSource = readFileSync(path.resolve(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8')

describe.skipIf(executablePath === null)('the widget in a browser (needs Chromium)', () => {
  let browser: Browser
  let hub: WidgetHub
  let site: Awaited<ReturnType<typeof startSite>>
  let temp: ReturnType<typeof makeTempDir>
  let context: BrowserContext
  let page: Page
  let problems: string[]
  let shop: Shop

  beforeAll(async () => {
    temp = makeTempDir()
    hub = await serveWidgetHub(await compose(parseConfig({ DATA_DIR: temp.dir, PORT: '0' }), quietLog))
    site = await startSite()
    browser = await launch(['--disable-features=Translate'])
  })
  afterAll(async () => {
    await browser.close()
    await site.stop()
    await hub.stop()
    temp.remove()
  })
  beforeEach(async () => {
    shop = await openShop(hub)
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
    page = await context.newPage()
    problems = watch(page)
  })
  afterEach(async () => {
    await context.close()
  })

  /**
   * The driver switches off that frames of other sites have a storage of their own, which real browsers give them; any other list of features
   * puts that back.
   */
  const launch = (features: readonly string[]): Promise<Browser> =>
    chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox', ...features] })

  function watch(on: Page): string[] {
    const found: string[] = []
    on.on('pageerror', (error) => found.push(error.message))
    on.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') found.push(message.text())
    })
    return found
  }

  async function visit(on: Page = page, more: Partial<Parameters<typeof pageWith>[0]> = {}): Promise<ReturnType<typeof chatOn>> {
    const html = pageWith({ hubUrl: hub.url, publicId: shop.publicId, ...more })
    await on.goto(site.put('/', html))
    await chatOn(on).launcher.waitFor()
    return chatOn(on)
  }

  test('a page with the strictest policy shows the chat and reports no error', async () => {
    const html = pageWith({ hubUrl: hub.url, publicId: shop.publicId, nonce: 'abc' })
    await page.goto(site.put('/strict', html, { 'content-security-policy': strictPolicy(hub.url, 'abc') }))
    const chat = chatOn(page)
    await chat.open()
    await chat.say('Does it work under a strict policy?')
    await chat.frame.getByText('Sent').waitFor()
    expect(problems).toEqual([])
  })

  test('a page without inline scripts sets its options by the tag', async () => {
    const tag = `<script async src="${hub.url}/w/${shop.publicId}.js" data-locale="de" data-position="left" data-label="Hilfe"></script>`
    await page.goto(
      site.put('/tag', `<!doctype html><html lang="en"><title>Shop</title><body>${tag}`, {
        'content-security-policy': `default-src 'none'; script-src ${hub.url}; frame-src ${hub.url}`,
      }),
    )
    const launcher = page.getByRole('button', { name: 'Hilfe' })
    await launcher.waitFor()
    expect((await launcher.boundingBox())?.x).toBe(20)
    await launcher.click()
    await chatOn(page).frame.getByRole('textbox', { name: 'Ihre Nachricht' }).waitFor()
    expect(problems).toEqual([])
  })

  test('a closed chat costs one request, no cookie and no shift of the page', async () => {
    const requests: string[] = []
    page.on('request', (request) => {
      if (request.url().startsWith(hub.url)) requests.push(request.url())
    })
    await visit()
    await page.waitForTimeout(700)
    expect(requests).toEqual([`${hub.url}/w/${shop.publicId}.js`])
    expect(await context.cookies()).toEqual([])
    expect(await page.evaluate(() => Object.keys(localStorage).length)).toBe(0)
    const shift = await page.evaluate(() => performance.getEntriesByType('layout-shift').length)
    expect(shift).toBe(0)
  })

  test('visitor and manager talk, both see the other type, and the count of unread stands in the launcher’s name', async () => {
    const leave = await comeOnline(hub, shop)
    const chat = await visit()
    await chat.open()
    await chat.frame.getByText('We are here').waitFor()
    await chat.say('Do you have rye bread?')
    await answer(hub, shop, 'Two loaves are left.')
    await chat.bubble('Two loaves are left.').waitFor()
    await chat.frame.getByText('Ann Baker is with you').waitFor()
    const dialogueId = await openDialogue(hub.hub, shop)
    const typing = {
      type: 'typing' as const,
      dialogueId,
      chatId: null,
      managerId: shop.actor.managerId,
      name: 'Ann',
      value: 'on',
    }
    hub.streams.tell(shop.actor.accountId, typing)
    await chat.frame.locator('.dots').waitFor()
    const heard = new Promise((resolve) => {
      const off = hub.hub.deps.bus.subscribe((message) => {
        if (message.type !== 'transient' || message.event.type !== 'typing' || message.event.managerId !== null) return
        off()
        resolve(message.event.dialogueId)
      })
    })
    await chat.field.pressSequentially('Please keep')
    expect(await heard).toBe(dialogueId)
    await chat.frame.getByRole('button', { name: 'Close chat' }).click()
    await answer(hub, shop, 'Shall I keep one?')
    await answer(hub, shop, 'Or both?')
    await page.getByRole('button', { name: 'Open chat, 2 unread' }).click()
    await page.getByRole('button', { name: 'Close chat' }).last().click()
    await page.getByRole('button', { name: 'Open chat', exact: true }).waitFor()
    leave()
    expect(problems).toEqual([])
  })

  test('nothing leaves the browser before the agreement; the draft stays and goes after it', async () => {
    const { version } = await askForConsent(hub, shop)
    const sent: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(`${new URL(request.url()).pathname} ${request.postData()}`)
    })
    const chat = await visit(page, { boot: "{prefill:'My secret cake'}" })
    await chat.open()
    await chat.frame.getByRole('button', { name: 'I agree' }).waitFor()
    expect(await chat.field.count()).toBe(0)
    await chat.frame.getByText('My secret cake').waitFor()
    expect(await chat.frame.getByRole('link').getAttribute('href')).toBe('https://fernhill.example/privacy')
    await chat.frame.getByRole('button', { name: 'No thanks' }).click()
    await chat.frame.getByText('That is fine. Nothing was sent.').waitFor()
    expect(sent.join()).not.toContain('secret')
    await page.reload()
    await chat.open()
    await chat.frame.getByRole('button', { name: 'Show the question again' }).click()
    await chat.frame.getByRole('button', { name: 'I agree' }).click()
    await chat.field.waitFor()
    expect(await chat.field.inputValue()).toBe('My secret cake')
    await chat.field.press('Enter')
    await chat.frame.getByText('Sent').waitFor()
    const answers = sent.filter((line) => line.startsWith('/api/v1/widget/consent'))
    expect(answers).toEqual([
      `/api/v1/widget/consent {"version":${version},"agreed":false}`,
      `/api/v1/widget/consent {"version":${version},"agreed":true}`,
    ])
  })

  test('where continuing means agreeing, the text stands beside the field and sending answers it', async () => {
    await askForConsent(hub, shop, undefined, 'implicit')
    const chat = await visit()
    await chat.open()
    await chat.frame.getByText('By sending a message you agree:').waitFor()
    await chat.say('Then I agree')
    await chat.frame.getByText('Sent').waitFor()
    expect(await chat.frame.getByText('By sending a message you agree:').count()).toBe(0)
  })

  test('a cut connection loses nothing and doubles nothing', async () => {
    const wire = await startWire(hub.url)
    const chat = await visit(page, { hubUrl: wire.url })
    await chat.open()
    await chat.say('one')
    await answer(hub, shop, 'first answer')
    await chat.bubble('first answer').waitFor()
    for (const round of [1, 2, 3]) {
      wire.cut()
      await chat.say(`sent in the dark ${round}`)
      await answer(hub, shop, `answered in the dark ${round}`)
      if (round === 1) await chat.frame.getByText('Connection lost').waitFor()
      wire.mend()
      await chat.bubble(`answered in the dark ${round}`).waitFor()
      await chat.frame.getByText('Sent', { exact: false }).last().waitFor()
    }
    // While a message is under way, and again while its answer is.
    for (const pause of [0, 5, 15, 40]) {
      await chat.say(`hasty ${pause}`)
      await page.waitForTimeout(pause)
      wire.cut()
      wire.mend()
    }
    await chat.bubble('hasty 40').waitFor()
    await expect.poll(() => chat.frame.locator('.outgoing').count(), { timeout: 20_000 }).toBe(0)
    const said = await chat.texts()
    const wanted = [
      'one',
      ...[1, 2, 3].flatMap((round) => [`sent in the dark ${round}`, `answered in the dark ${round}`]),
      ...[0, 5, 15, 40].map((pause) => `hasty ${pause}`),
      'first answer',
    ]
    for (const text of wanted) expect(said.filter((one) => one === text)).toEqual([text])
    expect(said).toHaveLength(wanted.length + 1)
    const rows = await hub.hub.deps.sql<{ text: string }[]>`
      select text from messages where account_id = ${shop.actor.accountId} and direction = 'in' order by seq`
    expect(rows.map((row) => row.text)).toEqual([
      'one',
      'sent in the dark 1',
      'sent in the dark 2',
      'sent in the dark 3',
      'hasty 0',
      'hasty 5',
      'hasty 15',
      'hasty 40',
    ])
    await wire.stop()
  })

  test('what was written without a connection is sent by the next page', async () => {
    const wire = await startWire(hub.url)
    const chat = await visit(page, { hubUrl: wire.url })
    await chat.open()
    await chat.say('one')
    await chat.frame.getByText('Sent').waitFor()
    wire.cut()
    await chat.say('two')
    await page.waitForTimeout(100)
    wire.mend()
    wire.cut()
    await page.close()
    wire.mend()
    page = await context.newPage()
    const again = await visit(page, { hubUrl: wire.url })
    await again.open()
    await again.bubble('two').waitFor()
    await expect.poll(() => again.frame.locator('.outgoing').count()).toBe(0)
    expect((await again.texts()).filter((text) => text === 'two')).toEqual(['two'])
    await wire.stop()
  })

  test('two tabs show the same, with one count and one draft', async () => {
    const first = await visit()
    await first.open()
    await first.say('from the first tab')
    await first.frame.getByText('Sent').waitFor()
    const other = await context.newPage()
    const second = await visit(other)
    await second.open()
    await second.bubble('from the first tab').waitFor()
    await second.say('from the second tab')
    await first.bubble('from the second tab').waitFor()
    await second.field.fill('half a thou')
    await expect.poll(() => first.field.inputValue()).toBe('half a thou')
    await first.frame.getByRole('button', { name: 'Close chat' }).click()
    await other.bringToFront()
    await answer(hub, shop, 'to both')
    await second.bubble('to both').waitFor()
    // Read in one is read in all.
    await page.getByRole('button', { name: 'Open chat', exact: true }).waitFor()
    const rows = await hub.hub.deps.sql`select distinct chat_id from messages where account_id = ${shop.actor.accountId}`
    expect(rows).toHaveLength(1)
  })

  test('without storage the chat works until the page goes', async () => {
    const strict = await launch([])
    page = await strict.newPage({ locale: 'en-GB' })
    problems = watch(page)
    const chat = await visit()
    await chat.open()
    const frame = page.frames().find((one) => one.url().startsWith(hub.url))
    const storage = await frame?.evaluate(() => {
      try {
        return String(localStorage)
      } catch (error) {
        return error instanceof DOMException ? error.name : ''
      }
    })
    expect(storage).toBe('SecurityError')
    await chat.say('Can you hear me?')
    await answer(hub, shop, 'Loud and clear')
    await chat.bubble('Loud and clear').waitFor()
    expect(problems).toEqual([])
    await strict.close()
  })

  test('the frame keeps its state when the page exchanges its body', async () => {
    const chat = await visit()
    await chat.open()
    await chat.field.fill('do not lose this')
    const element = await page.locator('hubbub-widget iframe').elementHandle()
    await page.evaluate(() => {
      const body = document.createElement('body')
      body.append('another page')
      document.body.replaceWith(body)
    })
    expect(await chat.field.inputValue()).toBe('do not lose this')
    expect(await element?.evaluate((frame) => frame.isConnected)).toBe(true)
    // A framework that takes away what it does not know: the launcher comes back.
    await page.evaluate(() => document.querySelector('hubbub-widget')?.remove())
    await chat.launcher.first().waitFor()
  })

  test('a page whose style hides everything unknown does not hide the launcher', async () => {
    await visit(page, {
      body: '<style>html > :not(head, body) { display: none; opacity: 0; visibility: hidden } button { all: unset }</style>',
    })
    await page.getByRole('button', { name: 'Open chat' }).click()
    await chatOn(page).field.waitFor()
  })

  test('all verbs work before, while and after the script loads', async () => {
    const verbs = `['on','open',function(){log.push('open')}],['once','close',function(){log.push('close')}],['open'],['close'],['toggle'],['close'],['hide'],['show'],['update',{label:'Help'}],['setLocale','de'],['setTheme','dark'],['setPosition',{side:'left',offset:40}],['newMessage','hello'],['mute',true],['getState'],['off','nothing'],['unknown'],['constructor']`
    const html = (script: string): string =>
      `<!doctype html><html lang="en"><title>Shop</title><body><script>${stub}var log=[];document.addEventListener('hubbub:ready',function(){log.push('dom ready')});Hubbub('on','ready',function(){log.push('ready')});[${verbs}].forEach(function(call){Hubbub.apply(null,call)})</script>${script}`
    const src = `${hub.url}/w/${shop.publicId}.js`
    // Before and while it loads.
    await page.goto(site.put('/before', html(`<script async src="${src}"></script>`)))
    await page.locator('hubbub-widget').waitFor({ state: 'attached' })
    await expect.poll(() => page.evaluate('log')).toEqual(['dom ready', 'open', 'close', 'open', 'open', 'ready'])
    // After it has loaded.
    await page.evaluate(`log.length=0;[${verbs}].forEach(function(call){Hubbub.apply(null,call)})`)
    await expect
      .poll(() => page.evaluate("Hubbub('getState')"))
      .toMatchObject({ ready: true, open: true, visible: true, unread: 0 })
    const chat = chatOn(page)
    await chat.frame.getByRole('textbox', { name: 'Ihre Nachricht' }).waitFor()
    expect(await chat.frame.getByRole('textbox').inputValue()).toBe('hello')
    expect(await chat.frame.locator('html').getAttribute('data-theme')).toBe('dark')
    expect(await chat.frame.getByRole('button', { name: 'Ton aus' }).getAttribute('aria-pressed')).toBe('true')
    // Twice is once.
    await page.addScriptTag({ url: src })
    expect(await page.locator('hubbub-widget').count()).toBe(1)
    await page.evaluate("Hubbub('shutdown')")
    expect(await page.locator('hubbub-widget').count()).toBe(0)
    expect(await page.evaluate("Hubbub('getState')")).toBeNull()
    await page.evaluate("Hubbub('boot');Hubbub('open')")
    await chat.frame.getByRole('textbox').waitFor()
  })

  test('reset begins as someone new, and the old session is over', async () => {
    const chat = await visit()
    await chat.open()
    await chat.say('I am on a shared computer')
    await chat.frame.getByText('Sent').waitFor()
    await page.evaluate("Hubbub('reset')")
    await expect.poll(() => chat.texts()).toEqual(['Hello! How can we help?'])
    const ended = await hub.hub.deps
      .sql`select 1 from visitor_sessions where account_id = ${shop.actor.accountId} and ended_at is not null`
    expect(ended).toHaveLength(1)
    await chat.say('Someone else')
    await chat.frame.getByText('Sent').waitFor()
  })

  test('the page is told what happens, and never a text', async () => {
    await visit()
    await page.evaluate(
      `window.log=[];['open','close','unread','online','message:sent','message:received','dialogue:start'].forEach(function(name){Hubbub('on',name,function(detail){log.push([name,detail])})})`,
    )
    const chat = chatOn(page)
    await chat.open()
    await chat.say('a private matter')
    await answer(hub, shop, 'a private answer')
    await chat.bubble('a private answer').waitFor()
    await chat.frame.getByRole('button', { name: 'Close chat' }).click()
    await answer(hub, shop, 'more')
    await expect
      .poll(async () => ((await page.evaluate('log')) as [string, unknown][]).map(([name]) => name))
      .toEqual(expect.arrayContaining(['open', 'message:sent', 'dialogue:start', 'message:received', 'close', 'unread']))
    expect(JSON.stringify(await page.evaluate('log'))).not.toContain('private')
  })

  test('a site that is not on the list is refused in words, and a hostile page learns and does nothing', async () => {
    shop = await openShop(hub, { allowedSites: ['fernhill.example'] })
    const chat = await visit()
    await chat.launcher.click()
    await chat.frame.getByText('This chat may not be shown on this website').waitFor()
    // It says that it is another site: the browser does not believe it.
    await page.evaluate(
      ([url]) => {
        const frame = document.createElement('iframe')
        frame.id = 'liar'
        frame.src = url ?? ''
        document.body.append(frame)
      },
      [`${hub.url}/w/${shop.publicId}/frame?parent=https://fernhill.example`],
    )
    await page.waitForTimeout(500)
    expect(await page.frameLocator('#liar').locator('[name=hubbub]').count()).toBe(0)
  })

  test('messages from other windows are not listened to', async () => {
    const chat = await visit()
    await chat.open()
    await chat.field.fill('mine')
    await page.evaluate((hubUrl) => {
      // From the page itself: to its own loader (not the frame's window) and to the frame (from a nested one of another origin).
      window.postMessage({ hubbub: 1, type: 'close', data: {} }, '*')
      window.dispatchEvent(
        new MessageEvent('message', { data: { hubbub: 1, type: 'close', data: {} }, origin: hubUrl, source: window }),
      )
      const nested = document.createElement('iframe')
      nested.srcdoc = `<script>parent.document.querySelector('hubbub-widget').shadowRoot.querySelector('iframe').contentWindow.postMessage({hubbub:1,type:'draft',data:{text:'theirs'}},'*')</script>`
      document.body.append(nested)
    }, hub.url)
    await page.waitForTimeout(300)
    expect(await chat.field.inputValue()).toBe('mine')
    expect(await page.evaluate("Hubbub('getState').open")).toBe(true)
  })

  test('keys: opening moves into the chat, Escape closes and comes back to the launcher', async () => {
    const chat = await visit()
    await page.getByRole('link', { name: 'Something to focus' }).focus()
    const launcher = page.getByRole('button', { name: 'Open chat' })
    await launcher.focus()
    expect(await launcher.getAttribute('aria-expanded')).toBe('false')
    await page.keyboard.press('Enter')
    await chat.field.waitFor()
    await expect.poll(() => chat.field.evaluate((field) => field === document.activeElement)).toBe(true)
    await page.keyboard.type('shift')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('enter')
    expect(await chat.field.inputValue()).toBe('shift\nenter')
    await page.keyboard.press('Escape')
    const back = () =>
      page.evaluate(() => document.querySelector('hubbub-widget')?.shadowRoot?.activeElement?.getAttribute('aria-label'))
    await expect.poll(back).toBe('Open chat')
    expect(
      await page
        .locator('hubbub-widget')
        .evaluate((host) => host.shadowRoot?.querySelector('button')?.getAttribute('aria-expanded')),
    ).toBe('false')
    // A script that closes the chat takes the focus from nobody.
    await page.evaluate("Hubbub('open')")
    await page.getByRole('link', { name: 'Something to focus' }).focus()
    await page.evaluate("Hubbub('close')")
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Something to focus')
  })

  test('text is text: nothing in a message runs', async () => {
    const chat = await visit()
    await chat.open()
    const nasty = [
      '<img src=x onerror=alert(1)>',
      '[x](javascript:alert(1))',
      'javascript:alert(1)',
      'https://ok.example/?a=1&b="><script>alert(1)</script>',
    ]
    page.on('dialog', () => problems.push('a script ran'))
    await chat.say(nasty.join('\n'))
    await answer(hub, shop, nasty.join('\n'))
    await expect.poll(() => chat.frame.locator('.bubble').count()).toBe(3)
    const links = await chat.frame
      .getByRole('log')
      .getByRole('link')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')))
    expect(new Set(links)).toEqual(new Set(['https://ok.example/?a=1&b=']))
    expect(problems).toEqual([])
  })

  test('a file goes with a message, and comes', async () => {
    const chat = await visit()
    await chat.open()
    const picture = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    await chat.frame.locator('input[type=file]').setInputFiles([
      { name: 'cake.png', mimeType: 'image/png', buffer: picture },
      {
        name: 'page.svg',
        mimeType: 'image/svg+xml',
        buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
      },
    ])
    await chat.frame.getByText('cake.png, ready to send').waitFor()
    await chat.frame.getByText('page.svg, ready to send').waitFor()
    await chat.say('Like this one')
    await chat.frame.getByRole('img', { name: 'cake.png' }).waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      chat.frame.getByRole('button', { name: 'Download page.svg' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('page.svg')
    expect(problems).toEqual([])
  })

  test('quick replies are pressed, and the end of a dialogue is told', async () => {
    const chat = await visit()
    await chat.open()
    await chat.say('A cake, please')
    await answer(hub, shop, 'Which one?', {
      buttons: [
        { label: 'Plum', value: 'p' },
        { label: 'Apple', value: 'a' },
      ],
    })
    await chat.frame.getByRole('button', { name: 'Plum' }).click()
    await expect.poll(() => chat.texts()).toEqual(['Hello! How can we help?', 'A cake, please', 'Which one?', 'Plum'])
    expect(await chat.frame.getByRole('button', { name: 'Apple' }).count()).toBe(0)
    await closeDialogue(hub.hub.deps, shop.actor, await openDialogue(hub.hub, shop))
    await chat.frame.getByText('This chat has ended').waitFor()
    await chat.say('One more thing')
    await expect.poll(() => chat.frame.getByText('This chat has ended').count()).toBe(0)
  })

  test('a message that the hub refuses can be tried again or discarded', async () => {
    const chat = await visit()
    await chat.open()
    await page.route('**/api/v1/widget/messages', (route) =>
      route.fulfill({ status: 400, json: { error: { code: 'invalid', message: 'no' } } }),
    )
    await chat.say('refused')
    await chat.say('refused, too')
    await chat.frame.getByRole('button', { name: 'Not sent. Try again' }).nth(1).waitFor()
    await page.unroute('**/api/v1/widget/messages')
    await chat.frame.getByRole('button', { name: 'Discard' }).nth(1).click()
    await chat.frame.getByRole('button', { name: 'Not sent. Try again' }).click()
    await chat.frame.getByText('Sent').waitFor()
    expect(await chat.texts()).toEqual(['Hello! How can we help?', 'refused'])
  })

  test('the chat stands inside a page, too', async () => {
    await page.goto(
      site.put(
        '/inline',
        `<!doctype html><html lang="en"><title>Shop</title><body><hubbub-chat widget="${shop.publicId}" style="height:500px"></hubbub-chat>
<script async src="${hub.url}/w/${shop.publicId}.js" data-hide-launcher></script>`,
      ),
    )
    const frame = page.frameLocator('hubbub-chat iframe')
    await frame.getByRole('textbox', { name: 'Your message' }).fill('inside')
    await frame.getByRole('textbox', { name: 'Your message' }).press('Enter')
    await frame.getByText('Sent').waitFor()
    expect(await frame.getByRole('button', { name: 'Close chat' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Open chat' }).count()).toBe(0)
  })

  test('on a phone the chat fills the screen and the page behind stays where it was', async () => {
    await page.setViewportSize({ width: 390, height: 780 })
    const chat = await visit(page, { body: '<p style="height:3000px">long</p>' })
    await page.evaluate(() => scrollTo(0, 600))
    await chat.open()
    expect(await page.locator('hubbub-widget iframe').boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 780 })
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).overflow)).toBe('hidden')
    await chat.frame.getByRole('button', { name: 'Close chat' }).click()
    expect(await page.evaluate(() => [document.documentElement.style.overflow, scrollY])).toEqual(['', 600])
  })

  test('the next page shows unread answers without opening the chat', async () => {
    const chat = await visit()
    await chat.open()
    await chat.say('I will look later')
    await chat.frame.getByText('Sent').waitFor()
    await page.goto('about:blank')
    await answer(hub, shop, 'See you later')
    await visit()
    await page.getByRole('button', { name: 'Open chat, 1 unread' }).waitFor()
  })

  test.each([
    ['light', 'ltr', 1280],
    ['dark', 'ltr', 1280],
    ['light', 'rtl', 390],
    ['dark', 'rtl', 390],
  ] as const)('axe finds nothing: %s, %s, %i px', async (colorScheme, dir, width) => {
    await context.close()
    context = await browser.newContext({
      viewport: { width, height: 800 },
      colorScheme,
      locale: 'en-GB',
      reducedMotion: 'reduce',
    })
    page = await context.newPage()
    await askForConsent(hub, shop)
    const chat = await visit()
    await chat.open()
    await chat.frame.getByRole('button', { name: 'I agree' }).waitFor()
    const check = async (): Promise<void> => {
      for (const frame of page.frames()) {
        if (frame.url().startsWith(hub.url)) await frame.evaluate((to) => document.documentElement.setAttribute('dir', to), dir)
        expect(await axe(frame)).toEqual([])
      }
    }
    await check()
    await chat.frame.getByRole('button', { name: 'I agree' }).click()
    await chat.say('Hello')
    await answer(hub, shop, 'Good morning! See https://fernhill.example', { buttons: [{ label: 'Plum', value: 'p' }] })
    await chat.frame.getByRole('button', { name: 'Plum' }).waitFor()
    await chat.frame
      .locator('input[type=file]')
      .setInputFiles({ name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from('x') })
    await chat.frame.getByText('ready to send').waitFor()
    await check()
  })

  test('the whole first open is within its budget, and quick', async () => {
    let bytes = 0
    page.on('response', async (response) => {
      if (!response.url().startsWith(hub.url) || response.url().includes('/api/')) return
      const { responseBodySize } = await response.request().sizes()
      bytes += responseBodySize
    })
    const chat = await visit()
    const loader = bytes
    const startedAt = Date.now()
    await page.evaluate("Hubbub('open')")
    await chat.field.waitFor()
    const openMs = Date.now() - startedAt
    await page.waitForTimeout(200)
    expect(loader).toBeGreaterThan(1000)
    expect(loader).toBeLessThanOrEqual(4096)
    expect(bytes).toBeLessThanOrEqual(28_000)
    expect(openMs).toBeLessThan(3000)
  })
})

test('the built files are within their budgets', () => {
  const size = (file: string): number => gzipSync(readFileSync(file), { level: 9 }).length
  const assets = readdirSync(path.join(widgetDir, 'assets')).filter((name) => name.startsWith('frame-'))
  const sizes = [path.join(widgetDir, 'loader.js'), ...assets.map((name) => path.join(widgetDir, 'assets', name))].map(size)
  expect(sizes[0]).toBeLessThanOrEqual(4000)
  expect(sizes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(27_000)
})

async function axe(frame: ReturnType<Page['mainFrame']>): Promise<string[]> {
  await frame.evaluate(axeSource)
  return await frame.evaluate(async () => {
    type Found = { violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }
    type Axe = { run: (root: Document, options: object) => Promise<Found> }
    const { axe } = window as unknown as { axe: Axe }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    // Frames are looked at one by one.
    const found = await axe.run(document, { runOnly: tags, iframes: false })
    return found.violations.map(
      (one) => `${one.id}: ${one.nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
    )
  })
}
