import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A stand-in for Twilio over real HTTP on loopback: Messages, their media, accounts, content templates, senders and services, with the
 * refusals of the real service (https://www.twilio.com/docs/api/errors), and the requests that Twilio makes: messages and statuses, signed
 * with the account's token. It differs on purpose: a webhook may be plain http, one base stands for all of Twilio's hosts, and nothing is
 * limited until `fail` says so.
 */
export type TwilioServer = Readonly<{
  url: string
  /** The first account and its WhatsApp number. */
  accountSid: string
  authToken: string
  sender: string
  serviceSid: string
  /** Messages that were accepted, oldest first. Append-only. */
  sent: readonly SentMessage[]
  /** All requests to the API, refused and failed ones too. Append-only. */
  requests: readonly ApiRequest[]
  /** Another account with a token and a number of its own. */
  addAccount: (account: Readonly<{ accountSid: string; authToken: string; sender: string }>) => void
  /** From now on this token is answered with 401, and another one is right. */
  changeToken: (authToken: string, accountSid?: string) => void
  /** Where messages to this sender (a number or a service) are told, as if pasted in the console. */
  setWebhook: (url: string | null, sender?: string) => void
  setSender: (state: Readonly<{ status?: string; listed?: boolean; accountStatus?: string }>) => void
  /** A person with WhatsApp, made up anew or as given. */
  customer: (options?: CustomerOptions) => TwilioCustomer
  /** Signs a form and posts it, as Twilio does with a message. @throws when no webhook is set */
  post: (form: FormFields, options?: PostOptions) => Promise<Delivery>
  /** A status of a sent message, told to its `StatusCallback`. null: it named none. */
  status: (
    sid: string,
    status: string,
    details?: Readonly<{ errorCode?: number; errorMessage?: string }>,
  ) => Promise<Delivery | null>
  /** Each failure waits for a request that it fits and is used up by it. Without a path it fits those that create a message. */
  fail: (...failures: readonly Failure[]) => void
  /** Makes a file known as a message's media. Returns its address. */
  addMedia: (bytes: Uint8Array, options?: Readonly<{ type?: string; redirectTo?: string }>) => string
  addTemplate: (template: Readonly<Record<string, unknown>>) => string
  /** Resolves when a sent message fits. */
  waitForMessage: (fits: (message: SentMessage) => boolean, timeoutMs?: number) => Promise<SentMessage>
  close: () => Promise<void>
}>

export type FormFields = Readonly<Record<string, string | readonly string[]>>
export type SentMessage = Readonly<{
  sid: string
  accountSid: string
  params: FormFields
  resource: Readonly<Record<string, unknown>>
  at: number
}>
export type ApiRequest = Readonly<{
  method: string
  path: string
  params: FormFields
  authorization: string | null
  outcome: number | Failure['type']
  answer: unknown
}>
export type Delivery = Readonly<{ status: number; body: string; form: FormFields }>
export type PostOptions = Readonly<{ url?: string; accountSid?: string; signWith?: string }>
export type CustomerOptions = Readonly<{ address?: string; name?: string; accountSid?: string; sender?: string }>

export type Failure = Readonly<{ path?: RegExp; to?: string; times?: number }> &
  (
    | Readonly<{ type: 'status'; status: number; code?: number; retryAfter?: number }>
    /** Never answers. */
    | Readonly<{ type: 'hang' }>
    /** Cuts the connection before anything is done. */
    | Readonly<{ type: 'reset' }>
    /** Does what was asked, then cuts the connection. */
    | Readonly<{ type: 'drop' }>
    /** Does what was asked and answers 200 with a page that is not JSON. */
    | Readonly<{ type: 'garbage' }>
  )

/** Each method builds the form of one webhook request, as Twilio would write it, without posting it. */
export type TwilioCustomer = Readonly<{
  address: string
  text: (body: string, extra?: FormFields) => FormFields
  media: (items: readonly Readonly<{ type: string; bytes: Uint8Array }>[], body?: string) => FormFields
  location: (at: Readonly<{ latitude: number; longitude: number; label?: string; address?: string }>) => FormFields
  press: (button: Readonly<{ text: string; payload: string; of?: string }>) => FormFields
  /** From now on messages to this person are refused with 21610, until `start`. */
  stop: () => FormFields
  start: () => FormFields
  /** The 24 hours are over: free text is accepted and then fails with 63016. */
  closeWindow: () => void
}>

type Account = { accountSid: string; authToken: string; sender: string; status: string }
type Params = Record<string, string | string[]>

class Refused extends Error {
  readonly status: number
  readonly code: number
  constructor(status: number, code: number, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const maxBody = 1600
const api = /^\/2010-04-01\/Accounts\/(AC[0-9a-fA-F]{32})(\/.*|\.json)$/

export async function startTwilioServer(
  options: Readonly<{ accountSid?: string; authToken?: string; sender?: string; port?: number }> = {},
): Promise<TwilioServer> {
  const first: Account = {
    accountSid: options.accountSid ?? 'AC00000000000000000000000000000001',
    authToken: options.authToken ?? 'standinauthtoken0000000000000001',
    sender: options.sender ?? 'whatsapp:+15005550006',
    status: 'active',
  }
  const serviceSid = 'MG00000000000000000000000000000001'
  const accounts = new Map([[first.accountSid, first]])
  const webhooks = new Map<string, string>()
  const media = new Map<string, { bytes: Uint8Array; type: string; redirectTo: string | null }>()
  const templates: Readonly<Record<string, unknown>>[] = []
  const messages: { resource: Record<string, unknown>; callback: string | null }[] = []
  const failures: { failure: Failure; left: number }[] = []
  const sent: SentMessage[] = []
  const requests: ApiRequest[] = []
  const watchers = new Set<() => void>()
  const optedOut = new Set<string>()
  const closed = new Set<string>()
  const sender = { status: 'ONLINE', listed: true }
  let last = 0

  const hex = () => (++last).toString(16).padStart(32, '0')
  const server = createServer((req, res) => {
    handle(req, res).catch((error: unknown) => {
      if (!res.headersSent) reply(res, 500, { code: 20500, message: `Internal Server Error: ${String(error)}`, status: 500 })
    })
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const asked = new URL(req.url ?? '/', url)
    const body = await readBody(req)
    const params = { ...paramsOf(asked.searchParams), ...paramsOf(new URLSearchParams(body)) }
    const method = req.method ?? 'GET'
    const authorization = req.headers.authorization ?? null
    const note = (outcome: ApiRequest['outcome'], answer: unknown = null) => {
      requests.push({ method, path: asked.pathname, params, authorization, outcome, answer })
    }
    const failure = takeFailure(method, asked.pathname, params)
    if (failure?.type === 'hang') return note('hang')
    if (failure?.type === 'reset') {
      note('reset')
      req.socket.resetAndDestroy()
      return
    }
    if (failure?.type === 'status') {
      note(failure.status)
      const { status, code, retryAfter } = failure
      if (retryAfter !== undefined) res.setHeader('retry-after', String(retryAfter))
      if (code === undefined) return void res.writeHead(status, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>')
      return reply(res, status, refusalBody(status, code, 'scripted'))
    }
    try {
      const found = /\/Media\/(ME[0-9a-f]{32})$/.exec(asked.pathname)
      const account = authenticate(authorization, api.exec(asked.pathname)?.[1] ?? null)
      if (found !== null) {
        note(200)
        return sendMedia(res, found[1] ?? '')
      }
      const answer = perform(account, method, asked.pathname, params)
      note(failure?.type ?? answer.status, answer.body)
      if (failure?.type === 'drop') return void req.socket.resetAndDestroy()
      if (failure?.type === 'garbage')
        return void res.writeHead(200, { 'content-type': 'text/html' }).end('<html>It works!</html>')
      reply(res, answer.status, answer.body)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      note(error.status)
      reply(res, error.status, refusalBody(error.status, error.code, error.message))
    }
  }

  function authenticate(authorization: string | null, accountSid: string | null): Account {
    const [sid = '', token = ''] = Buffer.from(authorization?.replace(/^Basic /, '') ?? '', 'base64')
      .toString()
      .split(':')
    const account = accounts.get(sid)
    if (account === undefined || account.authToken !== token || (accountSid !== null && accountSid !== sid))
      throw new Refused(401, 20003, 'Authenticate')
    return account
  }

  function takeFailure(method: string, path: string, params: Params): Failure | null {
    const found = failures.find(({ failure }) => {
      if (failure.to !== undefined && failure.to !== params['To']) return false
      return failure.path === undefined ? method === 'POST' && path.endsWith('/Messages.json') : failure.path.test(path)
    })
    if (found === undefined) return null
    found.left -= 1
    if (found.left === 0) failures.splice(failures.indexOf(found), 1)
    return found.failure
  }

  function perform(account: Account, method: string, path: string, params: Params): Readonly<{ status: number; body: unknown }> {
    const rest = api.exec(path)?.[2] ?? null
    if (rest === '/Messages.json') {
      return method === 'POST' ? { status: 201, body: create(account, params) } : { status: 200, body: list(account, params) }
    }
    const one = /^\/Messages\/((?:SM|MM)[0-9a-f]{32})\.json$/.exec(rest ?? '')?.[1]
    if (one !== undefined && method === 'GET') {
      const found = messages.find(({ resource }) => resource['sid'] === one && resource['account_sid'] === account.accountSid)
      if (found !== undefined) return { status: 200, body: found.resource }
    }
    if (rest === '.json')
      return {
        status: 200,
        body: { sid: account.accountSid, friendly_name: 'Stand-in Account', status: account.status, type: 'Full' },
      }
    if (path === '/v1/ContentAndApprovals') return { status: 200, body: templatePage(params) }
    if (path === `/v1/Services/${serviceSid}`) {
      const inbound = webhooks.get(serviceSid) ?? null
      return {
        status: 200,
        body: {
          sid: serviceSid,
          account_sid: account.accountSid,
          friendly_name: 'Stand-in Service',
          inbound_request_url: inbound,
          use_inbound_webhook_on_number: false,
        },
      }
    }
    if (path === '/v2/Channels/Senders') return { status: 200, body: senderPage(account) }
    throw new Refused(404, 20404, `The requested resource ${path} was not found`)
  }

  function create(account: Account, params: Params): Record<string, unknown> {
    const [to, from, service] = [text(params['To']), text(params['From']), text(params['MessagingServiceSid'])]
    const [body, contentSid] = [text(params['Body']), text(params['ContentSid'])]
    const mediaUrls = [params['MediaUrl'] ?? []].flat()
    if (!/^whatsapp:\+[1-9]\d{6,14}$/.test(to)) throw new Refused(400, 21211, `Invalid 'To' Phone Number: ${to}`)
    if (service !== '' && service !== serviceSid) throw new Refused(400, 21701, 'The Messaging Service does not exist')
    if (service === '' && from !== account.sender)
      throw new Refused(400, 63007, 'Could not find a Channel with that From address')
    if (body === '' && mediaUrls.length === 0 && contentSid === '')
      throw new Refused(400, 21619, 'A text message body is required')
    if (body.length > maxBody) throw new Refused(400, 21617, 'The concatenated message body exceeds the 1600 character limit')
    if (mediaUrls.length > 1) throw new Refused(400, 21623, 'Number of media files exceeds the limit')
    if (mediaUrls.some((one) => !/^https?:\/\//.test(one))) throw new Refused(400, 21620, 'Invalid media URL(s)')
    const template = templates.find((one) => one['sid'] === contentSid)
    if (contentSid !== '' && template === undefined) throw new Refused(400, 21655, 'The ContentSid is invalid')
    if (optedOut.has(to)) throw new Refused(400, 21610, 'Attempt to send to unsubscribed recipient')
    const sid = `${mediaUrls.length > 0 ? 'MM' : 'SM'}${hex()}`
    const now = new Date().toUTCString().replace('GMT', '+0000')
    const uri = `/2010-04-01/Accounts/${account.accountSid}/Messages/${sid}`
    const resource = {
      sid,
      account_sid: account.accountSid,
      messaging_service_sid: service === '' ? null : service,
      to,
      from: service === '' ? from : null,
      body: contentSid === '' ? body : 'what the template became',
      status: service === '' ? 'queued' : 'accepted',
      direction: 'outbound-api',
      num_media: String(mediaUrls.length),
      num_segments: '1',
      price: null,
      price_unit: null,
      error_code: null,
      error_message: null,
      api_version: '2010-04-01',
      date_created: now,
      date_updated: now,
      date_sent: null,
      uri: `${uri}.json`,
      subresource_uris: { media: `${uri}/Media.json` },
    }
    messages.push({ resource, callback: text(params['StatusCallback']) || null })
    sent.push({ sid, accountSid: account.accountSid, params, resource: { ...resource }, at: Date.now() })
    for (const watcher of watchers) watcher()
    if (closed.has(to) && contentSid === '') void tell(sid, 'undelivered', { errorCode: 63016 }).catch(() => undefined)
    return resource
  }

  /** Newest first. */
  function list(account: Account, params: Params): Record<string, unknown> {
    const size = Number(text(params['PageSize']) || 50)
    const page = Number(text(params['Page']) || 0)
    const found = messages
      .map(({ resource }) => resource)
      .filter((one) => one['account_sid'] === account.accountSid)
      .filter((one) => params['To'] === undefined || one['to'] === params['To'])
      .filter((one) => params['From'] === undefined || one['from'] === params['From'])
      .toReversed()
    const path = `/2010-04-01/Accounts/${account.accountSid}/Messages.json`
    const query = (at: number) =>
      `${path}?${new URLSearchParams({ ...strings(params), PageSize: String(size), Page: String(at) })}`
    const more = found.length > (page + 1) * size
    return {
      messages: found.slice(page * size, (page + 1) * size),
      page,
      page_size: size,
      start: page * size,
      end: Math.min(found.length, (page + 1) * size) - 1,
      uri: `${url}${query(page)}`,
      first_page_uri: `${url}${query(0)}`,
      next_page_uri: more ? query(page + 1) : null,
      previous_page_uri: null,
    }
  }

  function templatePage(params: Params): Record<string, unknown> {
    const size = Number(text(params['PageSize']) || 50)
    const page = Number(text(params['Page']) || 0)
    const address = (at: number) => `https://content.twilio.com/v1/ContentAndApprovals?PageSize=${size}&Page=${at}`
    return {
      contents: templates.slice(page * size, (page + 1) * size),
      meta: {
        key: 'contents',
        page,
        page_size: size,
        url: address(page),
        first_page_url: address(0),
        previous_page_url: null,
        next_page_url: templates.length > (page + 1) * size ? address(page + 1) : null,
      },
    }
  }

  function senderPage(account: Account): Record<string, unknown> {
    const one = {
      sid: 'XE00000000000000000000000000000001',
      sender_id: account.sender,
      status: sender.status,
      profile: { name: 'Stand-in Support' },
      webhook: { callback_url: webhooks.get(account.sender) ?? null, callback_method: 'POST' },
    }
    return { senders: sender.listed ? [one] : [], meta: { key: 'senders', page: 0, page_size: 50, next_page_url: null } }
  }

  function sendMedia(res: ServerResponse, id: string): void {
    const file = media.get(id)
    if (file === undefined) reply(res, 404, refusalBody(404, 20404, 'not found'))
    else if (file.redirectTo !== null) res.writeHead(307, { location: file.redirectTo }).end()
    else res.writeHead(200, { 'content-type': file.type, 'content-length': String(file.bytes.byteLength) }).end(file.bytes)
  }

  const addMedia: TwilioServer['addMedia'] = (bytes, given = {}) => {
    const id = `ME${hex()}`
    media.set(id, { bytes, type: given.type ?? 'application/octet-stream', redirectTo: given.redirectTo ?? null })
    return `${url}/2010-04-01/Accounts/${first.accountSid}/Messages/MM${hex()}/Media/${id}`
  }

  async function post(form: FormFields, given: PostOptions = {}): Promise<Delivery> {
    const account = accounts.get(given.accountSid ?? first.accountSid)
    const address = given.url ?? webhooks.get(text(form['To'])) ?? webhooks.get(serviceSid)
    if (account === undefined || address === undefined) throw new Error('No webhook is set for this sender')
    const response = await fetch(address, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        'x-twilio-signature': signTwilio(given.signWith ?? account.authToken, address, form),
      },
      body: encodeForm(form),
    })
    return { status: response.status, body: await response.text(), form }
  }

  async function tell(
    sid: string,
    status: string,
    details: Readonly<{ errorCode?: number; errorMessage?: string }> = {},
  ): Promise<Delivery | null> {
    const found = messages.find(({ resource }) => resource['sid'] === sid)
    if (found === undefined) throw new Error(`No message ${sid} was sent`)
    const { resource, callback } = found
    resource['status'] = status
    resource['error_code'] = details.errorCode ?? null
    if (callback === null) return null
    const form = {
      ChannelPrefix: 'whatsapp',
      ApiVersion: '2010-04-01',
      MessageStatus: status,
      SmsSid: sid,
      SmsStatus: status,
      ChannelInstallSid: `XE${''.padStart(32, '0')}`,
      To: String(resource['to']),
      From: resource['from'] === null ? first.sender : String(resource['from']),
      MessageSid: sid,
      StructuredMessage: 'false',
      AccountSid: String(resource['account_sid']),
      ...(details.errorCode === undefined ? {} : { ErrorCode: String(details.errorCode) }),
      ...(details.errorMessage === undefined ? {} : { ChannelStatusMessage: details.errorMessage }),
    }
    return await post(form, { url: callback, accountSid: String(resource['account_sid']) })
  }

  return {
    url,
    accountSid: first.accountSid,
    authToken: first.authToken,
    sender: first.sender,
    serviceSid,
    sent,
    requests,
    addAccount: (account) => accounts.set(account.accountSid, { ...account, status: 'active' }),
    changeToken: (authToken, accountSid = first.accountSid) => {
      const account = accounts.get(accountSid)
      if (account !== undefined) account.authToken = authToken
    },
    setWebhook: (address, given = first.sender) => {
      if (address === null) webhooks.delete(given)
      else webhooks.set(given, address)
    },
    setSender: (state) => {
      sender.status = state.status ?? sender.status
      sender.listed = state.listed ?? sender.listed
      first.status = state.accountStatus ?? first.status
    },
    customer: (given = {}) => {
      const account = accounts.get(given.accountSid ?? first.accountSid) ?? first
      const address = given.address ?? `whatsapp:+4915550${String(++last).padStart(6, '0')}`
      const base = (): Record<string, string> => {
        const sid = `SM${hex()}`
        return {
          SmsMessageSid: sid,
          NumMedia: '0',
          ProfileName: given.name ?? 'Mila Example',
          MessageType: 'text',
          SmsSid: sid,
          WaId: address.replace(/\D/g, ''),
          SmsStatus: 'received',
          Body: '',
          To: given.sender ?? account.sender,
          NumSegments: '1',
          ReferralNumMedia: '0',
          MessageSid: sid,
          AccountSid: account.accountSid,
          From: address,
          ApiVersion: '2010-04-01',
        }
      }
      return {
        address,
        text: (body, extra = {}) => ({ ...base(), Body: body, ...extra }),
        media: (items, body = '') => ({
          ...base(),
          Body: body,
          NumMedia: String(items.length),
          MessageType: items[0]?.type.split('/')[0] ?? 'image',
          ...Object.fromEntries(
            items.flatMap(({ type, bytes }, index) => [
              [`MediaUrl${index}`, addMedia(bytes, { type })],
              [`MediaContentType${index}`, type],
            ]),
          ),
        }),
        location: (at) => ({
          ...base(),
          MessageType: 'location',
          Latitude: String(at.latitude),
          Longitude: String(at.longitude),
          ...(at.label === undefined ? {} : { Label: at.label }),
          ...(at.address === undefined ? {} : { Address: at.address }),
        }),
        press: (button) => ({
          ...base(),
          MessageType: 'interactive',
          Body: button.text,
          ButtonText: button.text,
          ButtonPayload: button.payload,
          ...(button.of === undefined
            ? {}
            : { OriginalRepliedMessageSid: button.of, OriginalRepliedMessageSender: account.sender }),
        }),
        stop: () => {
          optedOut.add(address)
          return { ...base(), Body: 'STOP', OptOutType: 'STOP' }
        },
        start: () => {
          optedOut.delete(address)
          return { ...base(), Body: 'START', OptOutType: 'START' }
        },
        closeWindow: () => closed.add(address),
      }
    },
    post,
    status: tell,
    fail: (...next) => {
      failures.push(...next.map((failure) => ({ failure, left: failure.times ?? 1 })))
    },
    addMedia,
    addTemplate: (template) => {
      const sid = `HX${hex()}`
      const now = '2026-05-04T08:00:00Z'
      templates.push({
        sid,
        account_sid: first.accountSid,
        date_created: now,
        date_updated: now,
        language: 'en',
        variables: {},
        types: {},
        approval_requests: { status: 'unsubmitted' },
        ...template,
      })
      return sid
    },
    waitForMessage: (fits, timeoutMs = 10_000) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = sent.find(fits)
          if (found === undefined) return
          end()
          resolve(found)
        }
        const end = () => {
          clearTimeout(timer)
          watchers.delete(look)
        }
        const timer = setTimeout(() => {
          end()
          reject(new Error(`No such message within ${timeoutMs} ms; there were ${sent.length}`))
        }, timeoutMs)
        watchers.add(look)
        look()
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Written from the description, not with Twilio's library, so that one checks the other: https://www.twilio.com/docs/usage/security */
export function signTwilio(authToken: string, address: string, form: FormFields): string {
  const pairs = Object.keys(form)
    .toSorted((one, other) => (one < other ? -1 : 1))
    .flatMap((name) => [...new Set([form[name] ?? []].flat())].toSorted().map((value) => `${name}${value}`))
  return createHmac('sha1', authToken)
    .update(`${address}${pairs.join('')}`)
    .digest('base64')
}

export function encodeForm(form: FormFields): string {
  return new URLSearchParams(
    Object.entries(form).flatMap(([name, value]) => [value].flat().map((one) => [name, one] satisfies [string, string])),
  ).toString()
}

function paramsOf(search: URLSearchParams): Params {
  return Object.fromEntries(
    [...new Set(search.keys())].map((name) => {
      const all = search.getAll(name)
      return [name, all.length === 1 ? (all[0] ?? '') : all]
    }),
  )
}

function strings(params: Params): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, text(value)]))
}

function text(value: string | readonly string[] | undefined): string {
  return [value ?? ''].flat()[0] ?? ''
}

function refusalBody(status: number, code: number, message: string): object {
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }
}

function reply(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}
