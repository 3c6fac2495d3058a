import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { MessageEntity, Update, User } from 'grammy/types'

/**
 * A stand-in for the Bot API over real HTTP on loopback: the methods that the hub calls, with the refusals of the real service
 * (https://core.telegram.org/bots/api). It differs on purpose: a webhook may be plain http, and nothing is limited until `fail` says so.
 */
export type TelegramServer = Readonly<{
  url: string
  /** The first bot's token. */
  token: string
  /** Calls that were accepted, oldest first. Append-only. */
  sent: readonly SentCall[]
  /** All requests with a known token, refused and failed ones too. Append-only. */
  requests: readonly Request[]
  /** One more bot. */
  addBot: (token: string, profile?: Readonly<{ firstName?: string; username?: string }>) => void
  /** From now on this token is answered with 401. */
  revoke: (token: string) => void
  /**
   * Gives an update its number and tells the bot: by its webhook, whose answer is returned, or by getUpdates (null). What a webhook did
   * not answer with 2xx stays pending until `retryPending`.
   */
  sendUpdate: (update: UpdateBody, options?: Readonly<{ token?: string }>) => Promise<Delivery>
  /** Posts what is pending again, as the real service does by and by. */
  retryPending: (token?: string) => Promise<readonly Delivery[]>
  /** Each failure waits for a call that it fits and is used up by it. Without a method it fits those that send or change something. */
  fail: (...failures: readonly Failure[]) => void
  /** A person who writes to a bot, made up anew or as given. */
  user: (options?: UserOptions) => TelegramUser
  /** Makes a file known, to be fetched by its id. */
  addFile: (bytes: Uint8Array, path?: string) => string
  /** The webhook as it is set, secret included; null: none. */
  webhook: (token?: string) => Readonly<{ url: string; secret: string | null; allowedUpdates: readonly string[] }> | null
  /** Resolves when something in `sent` fits. */
  waitForCall: (fits: (call: SentCall) => boolean, timeoutMs?: number) => Promise<SentCall>
  close: () => Promise<void>
}>

export type SentCall = Readonly<{
  botId: number
  method: string
  params: Readonly<Record<string, unknown>>
  result: unknown
  at: number
}>
export type Request = Readonly<{
  botId: number
  method: string
  chatId: string | null
  at: number
  outcome: number | Failure['type']
}>
export type UploadedFile = Readonly<{ name: string; type: string; bytes: Uint8Array }>
type MessageUpdate = UpdateBody & Readonly<{ message: NonNullable<Update['message']> }>
export type UpdateBody = Omit<Update, 'update_id'> & Readonly<{ update_id?: number }>
export type Delivery = Readonly<{ update: Update; status: number | null; body: string }>

export type Failure = Readonly<{ method?: string; chatId?: number; times?: number }> &
  (
    | Readonly<{ type: 'status'; status: number; description: string; retryAfter?: number }>
    /** Never answers. */
    | Readonly<{ type: 'hang' }>
    /** Cuts the connection before anything is done. */
    | Readonly<{ type: 'reset' }>
    /** Does what was asked, then cuts the connection. */
    | Readonly<{ type: 'drop' }>
    /** Does what was asked and answers 200 with a page that is not JSON. */
    | Readonly<{ type: 'garbage' }>
  )

export type UserOptions = Readonly<{
  id?: number
  firstName?: string
  lastName?: string
  username?: string
  languageCode?: string
  /** The bot that this person writes to. */
  token?: string
}>

type MessageOptions = Readonly<{ replyTo?: number; entities?: readonly MessageEntity[] }>

/** Each method builds an update without sending it, as the real service would write it. */
export type TelegramUser = Readonly<{
  id: number
  text: (text: string, options?: MessageOptions) => MessageUpdate
  photo: (options?: Readonly<{ caption?: string; bytes?: Uint8Array }>) => MessageUpdate
  document: (options: Readonly<{ name: string; mimeType: string; bytes: Uint8Array; caption?: string }>) => MessageUpdate
  voice: (options?: Readonly<{ bytes?: Uint8Array }>) => MessageUpdate
  /** The person's own message with another text. */
  edit: (messageId: number, text: string) => UpdateBody
  /** Presses a button of a message that the bot sent. @throws when there is no such button */
  press: (messageId: number, data: string) => UpdateBody
  /** From now on the bot's messages to this person are refused. */
  block: () => UpdateBody
  unblock: () => UpdateBody
}>

type Stored = { message: Record<string, unknown> }
type Bot = {
  token: string
  me: User
  revoked: boolean
  webhook: {
    url: string
    secret: string | null
    allowedUpdates: readonly string[]
    lastError: { at: number; message: string } | null
  } | null
  pending: Update[]
  nextUpdateId: number
  poll: { end: (error: ApiError | null) => void } | null
  /** By chat id: the highest message number and what is there. */
  chats: Map<number, { last: number; messages: Map<number, Stored>; blocked: boolean; chat: Record<string, unknown> }>
  callbacks: Set<string>
}

type ApiError = Readonly<{ code: number; description: string; parameters?: Readonly<Record<string, number>> }>
type Params = Record<string, unknown>

const maxText = 4096
const maxCaption = 1024
const maxDownload = 20 * 1024 * 1024
const reactionEmoji = ['👍', '👎', '❤', '🔥', '🎉', '😁', '🤔', '😢', '🙏', '👌']
const fileFields: Readonly<Record<string, string>> = {
  sendPhoto: 'photo',
  sendDocument: 'document',
  sendVoice: 'voice',
  sendAudio: 'audio',
  sendVideo: 'video',
}

class Refused extends Error {
  readonly answer: ApiError
  constructor(code: number, description: string, parameters?: Readonly<Record<string, number>>) {
    super(description)
    this.answer = parameters === undefined ? { code, description } : { code, description, parameters }
  }
}

export async function startTelegramServer(options: Readonly<{ token?: string; port?: number }> = {}): Promise<TelegramServer> {
  const firstToken = options.token ?? '700100200:AAStandInTokenForTests_0123456789abc'
  const bots = new Map<string, Bot>()
  const files = new Map<string, { bytes: Uint8Array; path: string }>()
  const failures: { failure: Failure; left: number }[] = []
  const sent: SentCall[] = []
  const requests: Request[] = []
  const watchers = new Set<() => void>()
  let nextPerson = 51_000_001
  let nextFile = 1

  const addBot: TelegramServer['addBot'] = (token, profile = {}) => {
    const id = Number(/^([1-9]\d*):.+$/.exec(token)?.[1])
    if (!Number.isSafeInteger(id)) throw new Error('A bot token is <digits>:<characters>')
    bots.set(token, {
      token,
      me: {
        id,
        is_bot: true,
        first_name: profile.firstName ?? 'Stand-in Support',
        username: profile.username ?? `standin_${id}_bot`,
      },
      revoked: false,
      webhook: null,
      pending: [],
      nextUpdateId: 400_000_000,
      poll: null,
      chats: new Map(),
      callbacks: new Set(),
    })
  }
  addBot(firstToken)

  const server = createServer((req, res) => {
    handle(req, res).catch((error: unknown) => {
      if (!res.headersSent)
        answer(res, 500, { ok: false, error_code: 500, description: `Internal Server Error: ${String(error)}` })
    })
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = decodeURIComponent((req.url ?? '/').split('?')[0] ?? '/')
    const download = /^\/file\/bot([^/]+)\/(.+)$/.exec(path)
    if (download !== null) return sendFile(res, download[1] ?? '', download[2] ?? '')
    const call = /^\/bot([^/]+)\/(\w+)$/.exec(path)
    const body = await readBody(req)
    const bot = bots.get(call?.[1] ?? '')
    const method = call?.[2] ?? ''
    if (bot === undefined || bot.revoked) return answer(res, 401, { ok: false, error_code: 401, description: 'Unauthorized' })

    const params = parseParams(req, body)
    const failure = takeFailure(method, params)
    const note = (outcome: Request['outcome']) => {
      requests.push({
        botId: bot.me.id,
        method,
        chatId: params['chat_id'] === undefined ? null : String(params['chat_id']),
        at: Date.now(),
        outcome,
      })
    }
    if (failure?.type === 'hang') return note('hang')
    if (failure?.type === 'reset') {
      note('reset')
      req.socket.resetAndDestroy()
      return
    }
    if (failure?.type === 'status') {
      note(failure.status)
      const parameters = failure.retryAfter === undefined ? {} : { parameters: { retry_after: failure.retryAfter } }
      return answer(res, failure.status, {
        ok: false,
        error_code: failure.status,
        description: failure.description,
        ...parameters,
      })
    }
    try {
      const result = await perform(bot, method, params, res)
      if (!method.startsWith('get')) record({ botId: bot.me.id, method, params, result, at: Date.now() })
      note(failure?.type ?? 200)
      if (failure?.type === 'drop') return void req.socket.resetAndDestroy()
      if (failure?.type === 'garbage')
        return void res.writeHead(200, { 'content-type': 'text/html' }).end('<html>It works!</html>')
      answer(res, 200, { ok: true, result })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const { code, description, parameters } = error.answer
      note(code)
      answer(res, code, { ok: false, error_code: code, description, ...(parameters === undefined ? {} : { parameters }) })
    }
  }

  function record(call: SentCall): void {
    sent.push(call)
    for (const watcher of watchers) watcher()
  }

  function takeFailure(method: string, params: Params): Failure | null {
    const found = failures.find(({ failure }) => {
      if (failure.chatId !== undefined && String(failure.chatId) !== String(params['chat_id'])) return false
      return failure.method === undefined ? !method.startsWith('get') && !method.endsWith('Webhook') : failure.method === method
    })
    if (found === undefined) return null
    found.left -= 1
    if (found.left === 0) failures.splice(failures.indexOf(found), 1)
    return found.failure
  }

  async function perform(bot: Bot, method: string, params: Params, res: ServerResponse): Promise<unknown> {
    switch (method) {
      case 'getMe':
        return {
          ...bot.me,
          can_join_groups: true,
          can_read_all_group_messages: false,
          supports_inline_queries: false,
          can_connect_to_business: false,
          has_main_web_app: false,
        }
      case 'setWebhook':
        return setWebhook(bot, params)
      case 'deleteWebhook':
        bot.webhook = null
        if (params['drop_pending_updates'] === true) bot.pending = []
        return true
      case 'getWebhookInfo':
        return webhookInfo(bot)
      case 'getUpdates':
        return getUpdates(bot, params, res)
      case 'sendMessage':
        return sendText(bot, params)
      case 'sendPhoto':
      case 'sendDocument':
      case 'sendVoice':
      case 'sendAudio':
      case 'sendVideo':
        return sendUpload(bot, method, params)
      case 'editMessageText':
        return edit(bot, params, 'text')
      case 'editMessageCaption':
        return edit(bot, params, 'caption')
      case 'deleteMessage':
        if (!chatOf(bot, params).messages.delete(Number(params['message_id']))) throw bad('message to delete not found')
        return true
      case 'sendChatAction':
        chatOf(bot, params)
        if (typeof params['action'] !== 'string') throw bad('parameter "action" is required')
        return true
      case 'answerCallbackQuery':
        if (!bot.callbacks.has(String(params['callback_query_id']))) {
          throw bad('query is too old and response timeout expired or query ID is invalid')
        }
        return true
      case 'getFile': {
        const file = files.get(String(params['file_id']))
        if (file === undefined) throw bad('wrong file_id or the file is temporarily unavailable')
        if (file.bytes.byteLength > maxDownload) throw bad('file is too big')
        return {
          file_id: params['file_id'],
          file_unique_id: `u${file.path}`,
          file_size: file.bytes.byteLength,
          file_path: file.path,
        }
      }
      case 'setMessageReaction':
        return react(bot, params)
      default:
        throw new Refused(404, 'Not Found: method not found')
    }
  }

  function setWebhook(bot: Bot, params: Params): true {
    const url = String(params['url'] ?? '')
    const secret = params['secret_token']
    if (secret !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(String(secret))) {
      throw bad('secret token contains unallowed characters')
    }
    if (url !== '' && !/^https?:\/\/[^/]/.test(url)) throw bad('bad webhook: An HTTPS URL must be provided for webhook')
    const listed = params['allowed_updates']
    const allowedUpdates = Array.isArray(listed) ? listed.map(String) : []
    bot.webhook =
      url === '' ? null : { url, secret: secret === undefined ? null : String(secret), allowedUpdates, lastError: null }
    // An earlier long poll ends when a webhook takes over.
    bot.poll?.end({ code: 409, description: 'Conflict: terminated by setWebhook request' })
    return true
  }

  function webhookInfo(bot: Bot): unknown {
    const { webhook } = bot
    const error = webhook?.lastError ?? null
    return {
      url: webhook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: bot.pending.length,
      ...(webhook === null ? {} : { max_connections: 40, allowed_updates: webhook.allowedUpdates }),
      ...(error === null ? {} : { last_error_date: Math.floor(error.at / 1000), last_error_message: error.message }),
    }
  }

  async function getUpdates(bot: Bot, params: Params, res: ServerResponse): Promise<readonly Update[]> {
    if (bot.webhook !== null) {
      throw new Refused(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      )
    }
    bot.poll?.end({
      code: 409,
      description: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    })
    const offset = Number(params['offset'] ?? 0)
    bot.pending = bot.pending.filter((update) => update.update_id >= offset)
    const limit = Number(params['limit'] ?? 100)
    const timeoutMs = Number(params['timeout'] ?? 0) * 1000
    if (bot.pending.length === 0 && timeoutMs > 0) await waitForUpdate(bot, timeoutMs, res)
    return bot.pending.slice(0, limit)
  }

  function waitForUpdate(bot: Bot, timeoutMs: number, res: ServerResponse): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (error: ApiError | null) => {
        clearTimeout(timer)
        if (bot.poll === poll) bot.poll = null
        if (error === null) resolve()
        else reject(new Refused(error.code, error.description))
      }
      const timer = setTimeout(() => end(null), timeoutMs)
      const poll = { end }
      bot.poll = poll
      res.on('close', () => end(null))
    })
  }

  function sendText(bot: Bot, params: Params): unknown {
    const text = params['text']
    if (typeof text !== 'string' || text.trim() === '') throw bad('message text is empty')
    if (text.length > maxText) throw bad('message is too long')
    return store(bot, params, { text: text.trim() })
  }

  function sendUpload(bot: Bot, method: string, params: Params): unknown {
    const field = fileFields[method] ?? 'document'
    const upload = params[field]
    const caption = params['caption']
    if (upload === undefined) throw bad(`there is no ${field} in the request`)
    if (typeof caption === 'string' && caption.length > maxCaption) throw bad('message caption is too long')
    const isNew = isUpload(upload)
    const fileId = isNew ? addFile(upload.bytes, `${field}/${nextFile}-${upload.name}`) : String(upload)
    const bytes = files.get(fileId)?.bytes.byteLength
    if (bytes === undefined) throw bad('wrong remote file identifier specified: Wrong string length')
    if (bytes > (method === 'sendPhoto' ? 10 : 50) * 1024 * 1024) throw new Refused(413, 'Request Entity Too Large')
    return store(bot, params, {
      [field]: describeFile(method, { fileId, bytes, name: isNew ? upload.name : 'file' }),
      ...(typeof caption === 'string' && caption !== '' ? { caption } : {}),
    })
  }

  function store(bot: Bot, params: Params, content: Record<string, unknown>): unknown {
    const place = chatOf(bot, params)
    if (place.blocked) throw new Refused(403, 'Forbidden: bot was blocked by the user')
    checkKeyboard(params['reply_markup'])
    const reply = asRecord(params['reply_parameters'])
    const quoted = reply === null ? undefined : place.messages.get(Number(reply['message_id']))
    if (reply !== null && quoted === undefined && reply['allow_sending_without_reply'] !== true) {
      throw bad('message to be replied not found')
    }
    place.last += 1
    const message: Record<string, unknown> = {
      message_id: place.last,
      from: bot.me,
      chat: place.chat,
      date: Math.floor(Date.now() / 1000),
      ...(quoted === undefined ? {} : { reply_to_message: withoutReply(quoted.message) }),
      ...content,
      ...(params['reply_markup'] === undefined ? {} : { reply_markup: params['reply_markup'] }),
    }
    place.messages.set(place.last, { message })
    return message
  }

  function edit(bot: Bot, params: Params, field: 'text' | 'caption'): unknown {
    const stored = chatOf(bot, params).messages.get(Number(params['message_id']))
    if (stored === undefined) throw bad('message to edit not found')
    if (asRecord(stored.message['from'])?.['id'] !== bot.me.id) throw bad("message can't be edited")
    const given = String(params[field] ?? '')
    if (given.length > (field === 'text' ? maxText : maxCaption)) throw bad('MESSAGE_TOO_LONG')
    if (field === 'text' && stored.message['text'] === undefined) throw bad('there is no text in the message to edit')
    if (stored.message[field] === given) {
      throw bad(
        'message is not modified: specified new message content and reply markup are exactly the same as a current content',
      )
    }
    checkKeyboard(params['reply_markup'])
    stored.message[field] = given
    stored.message['edit_date'] = Math.floor(Date.now() / 1000)
    return stored.message
  }

  function react(bot: Bot, params: Params): true {
    if (!chatOf(bot, params).messages.has(Number(params['message_id']))) throw bad('message to react not found')
    const list = Array.isArray(params['reaction']) ? params['reaction'] : []
    if (list.length > 1 || list.some((one) => !reactionEmoji.includes(String(asRecord(one)?.['emoji']))))
      throw bad('REACTION_INVALID')
    return true
  }

  function chatOf(bot: Bot, params: Params) {
    const chat = bot.chats.get(Number(params['chat_id']))
    if (chat === undefined) throw bad('chat not found')
    return chat
  }

  function sendFile(res: ServerResponse, token: string, path: string): void {
    const bot = bots.get(token)
    const file = [...files.values()].find((candidate) => candidate.path === path)
    if (bot === undefined || bot.revoked) answer(res, 401, { ok: false, error_code: 401, description: 'Unauthorized' })
    else if (file === undefined) answer(res, 404, { ok: false, error_code: 404, description: 'Not Found' })
    else
      res.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.bytes.byteLength }).end(file.bytes)
  }

  const addFile: TelegramServer['addFile'] = (bytes, path) => {
    const number = nextFile++
    const id = `AgACAgStandIn${String(number).padStart(8, '0')}`
    files.set(id, { bytes, path: path ?? `documents/file_${number}` })
    return id
  }

  const botOf = (token: string | undefined): Bot => {
    const bot = bots.get(token ?? firstToken)
    if (bot === undefined) throw new Error('There is no such bot here')
    return bot
  }

  /** The chat of an update is known from now on, as with the real service: a bot may write to those who wrote to it. */
  function remember(bot: Bot, update: UpdateBody): void {
    for (const message of [update.message, update.edited_message]) {
      if (message === undefined) continue
      const place = knowChat(bot, { ...message.chat })
      place.last = Math.max(place.last, message.message_id)
      place.messages.set(message.message_id, { message: { ...message } })
    }
    if (update.my_chat_member !== undefined) knowChat(bot, { ...update.my_chat_member.chat })
    if (update.callback_query !== undefined) bot.callbacks.add(update.callback_query.id)
  }

  function knowChat(bot: Bot, chat: Record<string, unknown>) {
    const id = Number(chat['id'])
    const known = bot.chats.get(id) ?? { last: 0, messages: new Map(), blocked: false, chat }
    bot.chats.set(id, known)
    return known
  }

  async function post(bot: Bot, update: Update): Promise<Delivery> {
    const { webhook } = bot
    if (webhook === null) return { update, status: null, body: '' }
    const headers = {
      'content-type': 'application/json',
      ...(webhook.secret === null ? {} : { 'x-telegram-bot-api-secret-token': webhook.secret }),
    }
    try {
      const response = await fetch(webhook.url, {
        method: 'POST',
        headers,
        body: JSON.stringify(update),
        signal: AbortSignal.timeout(60_000),
      })
      const body = await response.text()
      if (response.ok) bot.pending = bot.pending.filter((waiting) => waiting !== update)
      else
        webhook.lastError = {
          at: Date.now(),
          message: `Wrong response from the webhook: ${response.status} ${response.statusText}`,
        }
      return { update, status: response.status, body }
    } catch (error) {
      webhook.lastError = { at: Date.now(), message: 'Connection refused' }
      return { update, status: 0, body: String(error) }
    }
  }

  return {
    url: `http://127.0.0.1:${port}`,
    token: firstToken,
    sent,
    requests,
    addBot,
    revoke: (token) => {
      botOf(token).revoked = true
    },
    sendUpdate: async (body, { token } = {}) => {
      const bot = botOf(token)
      const update: Update = { ...body, update_id: body.update_id ?? bot.nextUpdateId }
      bot.nextUpdateId = Math.max(bot.nextUpdateId, update.update_id) + 1
      remember(bot, update)
      bot.pending.push(update)
      if (bot.webhook !== null) return post(bot, update)
      bot.poll?.end(null)
      return { update, status: null, body: '' }
    },
    retryPending: async (token) => {
      const bot = botOf(token)
      const deliveries: Delivery[] = []
      for (const update of [...bot.pending]) deliveries.push(await post(bot, update))
      return deliveries
    },
    fail: (...next) => {
      failures.push(...next.map((failure) => ({ failure, left: failure.times ?? 1 })))
    },
    user: (given = {}) => {
      const id = given.id ?? nextPerson++
      return person(botOf(given.token), { ...given, id }, { addFile, knowChat })
    },
    addFile,
    webhook: (token) => {
      const { webhook } = botOf(token)
      return webhook === null ? null : { url: webhook.url, secret: webhook.secret, allowedUpdates: webhook.allowedUpdates }
    },
    waitForCall: (fits, timeoutMs = 10_000) =>
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
          reject(
            new Error(
              `No such call within ${timeoutMs} ms; accepted were: ${sent.map((call) => call.method).join(', ') || 'none'}`,
            ),
          )
        }, timeoutMs)
        watchers.add(look)
        look()
      }),
    close: () =>
      new Promise((resolve) => {
        for (const bot of bots.values()) bot.poll?.end(null)
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Parts = Readonly<{
  addFile: TelegramServer['addFile']
  knowChat: (bot: Bot, chat: Record<string, unknown>) => { last: number; messages: Map<number, Stored>; blocked: boolean }
}>

function person(bot: Bot, given: UserOptions & Readonly<{ id: number }>, parts: Parts): TelegramUser {
  const { id } = given
  const firstName = given.firstName ?? `Customer ${id}`
  const names = {
    first_name: firstName,
    ...(given.lastName === undefined ? {} : { last_name: given.lastName }),
    ...(given.username === undefined ? {} : { username: given.username }),
  }
  const from = { id, is_bot: false, ...names, language_code: given.languageCode ?? 'en' }
  const chat = { id, type: 'private' as const, ...names }
  const seconds = () => Math.floor(Date.now() / 1000)
  // Before the first message nothing may be known: the chat becomes known when the update is sent. Numbers are counted all the same.
  let counted = 0
  const place = () => bot.chats.get(id)

  const message = (content: object): MessageUpdate => {
    counted = Math.max(counted, place()?.last ?? 0) + 1
    const known = place()
    if (known !== undefined) known.last = counted
    return asMessageUpdate({ message: { message_id: counted, from, chat, date: seconds(), ...content } })
  }
  const member = (before: string, after: string): UpdateBody => {
    const states = { old_chat_member: memberOf(bot.me, before), new_chat_member: memberOf(bot.me, after) }
    return asUpdate({ my_chat_member: { chat, from, date: seconds(), ...states } })
  }

  return {
    id,
    text: (text, options = {}) => {
      const quoted = options.replyTo === undefined ? undefined : place()?.messages.get(options.replyTo)
      const commands = /^\/\w+/.exec(text)
      const entities =
        options.entities ?? (commands === null ? undefined : [{ type: 'bot_command', offset: 0, length: commands[0].length }])
      return message({
        ...(quoted === undefined ? {} : { reply_to_message: withoutReply(quoted.message) }),
        text,
        ...(entities === undefined ? {} : { entities }),
      })
    },
    photo: ({ caption, bytes = onePixelPng } = {}) => {
      const fileId = parts.addFile(bytes, `photos/file_${counted}_${id}.jpg`)
      const size = { file_unique_id: `u${fileId}`, file_size: bytes.byteLength }
      return message({
        photo: [
          { file_id: `${fileId}s`, ...size, width: 90, height: 67 },
          { file_id: fileId, ...size, width: 1280, height: 960 },
        ],
        ...(caption === undefined ? {} : { caption }),
      })
    },
    document: ({ name, mimeType, bytes, caption }) => {
      const fileId = parts.addFile(bytes, `documents/file_${counted}_${id}`)
      const document = {
        file_id: fileId,
        file_unique_id: `u${fileId}`,
        file_name: name,
        mime_type: mimeType,
        file_size: bytes.byteLength,
      }
      return message({ document, ...(caption === undefined ? {} : { caption }) })
    },
    voice: ({ bytes = new TextEncoder().encode('OggS') } = {}) => {
      const fileId = parts.addFile(bytes, `voice/file_${counted}_${id}.oga`)
      return message({
        voice: {
          file_id: fileId,
          file_unique_id: `u${fileId}`,
          duration: 3,
          mime_type: 'audio/ogg',
          file_size: bytes.byteLength,
        },
      })
    },
    edit: (messageId, text) => {
      const original = place()?.messages.get(messageId)
      if (original === undefined) throw new Error(`There is no message ${messageId} in this chat`)
      const { entities: _, ...rest } = original.message
      return asUpdate({ edited_message: { ...rest, text, edit_date: seconds() } })
    },
    press: (messageId, data) => {
      const found = place()?.messages.get(messageId)
      if (found === undefined) throw new Error(`There is no message ${messageId} in this chat`)
      if (!buttonsOf(found.message['reply_markup']).some((button) => button['callback_data'] === data)) {
        throw new Error('The message has no button with this data')
      }
      const callback = {
        id: `${id}${Math.floor(Math.random() * 1e9)}`,
        from,
        message: found.message,
        chat_instance: `-${id}77`,
        data,
      }
      return asUpdate({ callback_query: callback })
    },
    block: () => {
      parts.knowChat(bot, chat).blocked = true
      return member('member', 'kicked')
    },
    unblock: () => {
      parts.knowChat(bot, chat).blocked = false
      return member('kicked', 'member')
    },
  }
}

/** What is built here is checked against the platform's specification by a test, which sees more than the compiler could. */
function asUpdate(body: object): UpdateBody {
  return body as UpdateBody
}

function asMessageUpdate(body: Readonly<{ message: object }>): MessageUpdate {
  return body as MessageUpdate
}

/** https://core.telegram.org/bots/api#chatmemberbanned: the one state with a field more. */
function memberOf(user: User, status: string): unknown {
  return status === 'kicked' ? { user, status, until_date: 0 } : { user, status }
}

function bad(description: string): Refused {
  return new Refused(400, `Bad Request: ${description}`)
}

function answer(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function withoutReply(message: Record<string, unknown>): Record<string, unknown> {
  const { reply_to_message: _, ...rest } = message
  return rest
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
}

function isUpload(value: unknown): value is UploadedFile {
  return asRecord(value)?.['bytes'] instanceof Uint8Array
}

function buttonsOf(markup: unknown): readonly Record<string, unknown>[] {
  const rows = asRecord(markup)?.['inline_keyboard']
  if (!Array.isArray(rows)) return []
  return rows.flat().map((button) => asRecord(button) ?? {})
}

function checkKeyboard(markup: unknown): void {
  for (const button of buttonsOf(markup)) {
    const data = button['callback_data']
    if (String(button['text'] ?? '') === '') throw bad('text buttons are unallowed in the inline keyboard')
    if (data === undefined) continue
    const bytes = Buffer.byteLength(String(data))
    if (bytes < 1 || bytes > 64) throw bad('BUTTON_DATA_INVALID')
  }
}

function describeFile(method: string, file: Readonly<{ fileId: string; bytes: number; name: string }>): unknown {
  const base = { file_id: file.fileId, file_unique_id: `u${file.fileId}`, file_size: file.bytes }
  switch (method) {
    case 'sendPhoto':
      return [{ ...base, width: 1280, height: 960 }]
    case 'sendVideo':
      return { ...base, width: 640, height: 360, duration: 1, file_name: file.name, mime_type: 'video/mp4' }
    case 'sendVoice':
      return { ...base, duration: 1, mime_type: 'audio/ogg' }
    case 'sendAudio':
      return { ...base, duration: 1, file_name: file.name, mime_type: 'audio/mpeg' }
    default:
      return { ...base, file_name: file.name }
  }
}

async function readBody(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** JSON, form or multipart: https://core.telegram.org/bots/api#making-requests */
function parseParams(req: IncomingMessage, body: Buffer): Params {
  const type = req.headers['content-type'] ?? ''
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/.exec(type)
  if (type.startsWith('multipart/form-data') && boundary !== null) return parseMultipart(body, boundary[1] ?? boundary[2] ?? '')
  if (body.length === 0) return {}
  if (type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(body.toString()))
  return asRecord(JSON.parse(body.toString())) ?? {}
}

function parseMultipart(body: Buffer, boundary: string): Params {
  const params: Params = {}
  const uploads = new Map<string, UploadedFile>()
  const text = body.toString('latin1')
  for (const part of text.split(`--${boundary}`).slice(1, -1)) {
    const end = part.indexOf('\r\n\r\n')
    const head = part.slice(2, end)
    const content = Buffer.from(part.slice(end + 4, -2), 'latin1')
    const name = /name="([^"]*)"/.exec(head)?.[1] ?? ''
    const fileName = /filename="?([^"\r\n]*)"?/.exec(head)?.[1]
    if (fileName === undefined) params[name] = readField(content.toString())
    else {
      const utf8 = Buffer.from(fileName, 'latin1').toString()
      uploads.set(name, { name: utf8, type: /content-type:\s*(\S+)/i.exec(head)?.[1] ?? '', bytes: content })
    }
  }
  for (const [key, value] of Object.entries(params)) {
    const upload = typeof value === 'string' && value.startsWith('attach://') ? uploads.get(value.slice(9)) : undefined
    if (upload !== undefined) params[key] = upload
  }
  return params
}

/** In a form every value is text; numbers and objects are written as JSON. */
function readField(text: string): unknown {
  if (!/^(-?\d+|true|false|\{.*\}|\[.*\])$/s.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const onePixelPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)
