import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { APIMessage, APIUser } from 'discord.js'
import { attachGateway, type GatewayStandIn } from './discord-gateway.ts'
import { readMultipart, type UploadedFile } from './discord-multipart.ts'

/**
 * A stand-in for Discord's REST API and gateway over real HTTP and WebSocket on loopback: what the hub calls, with the refusals of the real
 * service (https://discord.com/developers/docs/reference). It differs on purpose: nothing is limited until `fail` says so.
 */
export type DiscordServer = Readonly<{
  /** discord.js' `rest.api`. */
  url: string
  token: string
  applicationId: string
  botId: string
  guildId: string
  /** A text channel, and a forum, of that server. */
  supportChannelId: string
  forumId: string
  gateway: GatewayStandIn
  /** Calls that were accepted, oldest first, those that only read left out. Append-only. */
  sent: readonly SentCall[]
  /** All requests with the token, refused and failed ones too. Append-only. */
  requests: readonly Readonly<{ method: string; path: string; at: number; outcome: number | Failure['type'] }>[]
  fail: (...failures: readonly Failure[]) => void
  /** From now on the token is refused. */
  revoke: () => void
  person: (options?: Readonly<{ id?: string; name?: string }>) => DiscordPerson
  /** A thread of the server: a forum post, or a thread of the support channel. */
  openThread: (parent: string, options?: Readonly<{ name?: string }>) => string
  /** Messages of a channel, oldest first. */
  messagesIn: (channelId: string) => readonly StoredMessage[]
  /** The flags of `GET /applications/@me`, and whether text is left out in servers. */
  setMessageContent: (allowed: boolean) => void
  addSticker: (id: string, bytes: Uint8Array) => void
  close: () => Promise<void>
}>

/** `template`: the path with its parameters' names, as the specification writes it. */
export type SentCall = Readonly<{
  method: string
  template: string
  path: string
  body: unknown
  files: readonly UploadedFile[]
  status: number
  answer: unknown
  at: number
}>
export type StoredMessage = Readonly<Record<string, unknown>> & Readonly<{ id: string; channel_id: string; content: string }>

export type Failure = Readonly<{ method?: string; path?: RegExp; times?: number }> &
  (
    | Readonly<{ type: 'status'; status: number; code?: number; retryAfter?: number; page?: boolean }>
    | Readonly<{ type: 'hang' }>
    /** Cuts the connection before anything is done. */
    | Readonly<{ type: 'reset' }>
    /** Does what was asked, then cuts the connection. */
    | Readonly<{ type: 'drop' }>
    /** Does what was asked and answers 200 with a page that is not JSON. */
    | Readonly<{ type: 'garbage' }>
  )

type SayOptions = Readonly<{
  replyTo?: StoredMessage
  attachments?: readonly Readonly<{ name: string; type: string; bytes: Uint8Array }>[]
  mention?: boolean
}>

/** Each method does it at the platform, which tells the gateway. */
export type DiscordPerson = Readonly<{
  user: APIUser
  /** The channel of their direct messages with the bot. */
  direct: string
  say: (text: string, options?: SayOptions) => StoredMessage
  sayIn: (channelId: string, text: string, options?: SayOptions) => StoredMessage
  edit: (message: StoredMessage, text: string) => void
  remove: (message: StoredMessage) => void
  react: (message: StoredMessage, emoji: string) => void
  /** Presses a button. Returns the interaction's id. @throws when there is no such button */
  press: (message: StoredMessage, customId: string) => string
  command: (text: string, where?: Readonly<{ channelId: string }>) => string
  /** From now on the bot's direct messages to this person are refused with 50007. */
  closeDirect: () => void
}>

type Channel = {
  id: string
  type: number
  name: string | null
  parent: string | null
  guild: string | null
  user: APIUser | null
  owner: string | null
  closed: boolean
  messages: Map<string, Record<string, unknown>>
  nonces: Map<string, string>
  members: Set<string>
}

class Refused extends Error {
  readonly status: number
  readonly code: number
  readonly errors: object | null
  constructor(status: number, code: number, message: string, errors: object | null = null) {
    super(message)
    this.status = status
    this.code = code
    this.errors = errors
  }
}

const discordEpochMs = 1_420_070_400_000
const readOnly = /^GET$/

export async function startDiscordServer(
  options: Readonly<{ heartbeatMs?: number; port?: number; applicationId?: string }> = {},
): Promise<DiscordServer> {
  const applicationId = options.applicationId ?? '1100000000000000001'
  const botId = applicationId
  const token = `${Buffer.from(botId).toString('base64url')}.StdIn0.Stand-in-token-for-tests_0123456789`
  const guildId = '1100000000000000100'
  const supportChannelId = '1100000000000000101'
  const forumId = '1100000000000000102'
  const bot = userOf(botId, 'Support', true)
  const channels = new Map<string, Channel>()
  const files = new Map<string, Uint8Array>()
  const commands = new Map<string, Record<string, unknown>>()
  const interactions = new Map<string, { token: string; at: number; answered: boolean }>()
  const failures: { failure: Failure; left: number }[] = []
  const sent: SentCall[] = []
  const requests: { method: string; path: string; at: number; outcome: number | Failure['type'] }[] = []
  let revoked = false
  let contentAllowed = true
  let counter = 0
  let nextPerson = 0

  const snowflake = (): string => {
    counter += 1
    return String((BigInt(Date.now() - discordEpochMs) << 22n) + BigInt(counter))
  }
  const addChannel = (channel: Partial<Channel> & Pick<Channel, 'id' | 'type'>): Channel => {
    const whole: Channel = {
      name: null,
      parent: null,
      guild: null,
      user: null,
      owner: null,
      closed: false,
      messages: new Map(),
      nonces: new Map(),
      members: new Set(),
      ...channel,
    }
    channels.set(whole.id, whole)
    return whole
  }
  addChannel({ id: supportChannelId, type: 0, name: 'support', guild: guildId })
  addChannel({ id: forumId, type: 15, name: 'questions', guild: guildId })

  const server = createServer((req, res) => {
    handle(req, res).catch((error: unknown) => {
      if (!res.headersSent) answer(res, 500, { message: `Internal Server Error: ${String(error)}`, code: 0 })
    })
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const gateway = attachGateway(server, {
    token: () => (revoked ? '' : token),
    user: bot,
    applicationId,
    heartbeatMs: options.heartbeatMs ?? 41_250,
    url: () => `ws://127.0.0.1:${port}/gateway`,
  })

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', origin)
    const method = req.method ?? 'GET'
    const raw = await readBody(req)
    const file = /^\/(?:attachments|stickers)\//.test(url.pathname) ? files.get(url.pathname) : undefined
    if (file !== undefined) return void res.writeHead(200, { 'content-type': 'application/octet-stream' }).end(file)
    if (!url.pathname.startsWith('/api/v10/')) return answer(res, 404, { message: '404: Not Found', code: 0 })
    const path = url.pathname.slice('/api/v10'.length)
    if (revoked || req.headers.authorization !== `Bot ${token}`)
      return answer(res, 401, { message: '401: Unauthorized', code: 0 })

    const failure = takeFailure(method, path)
    const note = (outcome: number | Failure['type']) => requests.push({ method, path, at: Date.now(), outcome })
    if (failure?.type === 'hang') return void note('hang')
    if (failure?.type === 'reset') {
      note('reset')
      return void req.socket.resetAndDestroy()
    }
    if (failure?.type === 'status') {
      note(failure.status)
      if (failure.page === true) return void res.writeHead(failure.status, { 'content-type': 'text/html' }).end('<html></html>')
      const limited = failure.retryAfter === undefined ? {} : { retry_after: failure.retryAfter, global: false }
      return answer(res, failure.status, { message: 'scripted', code: failure.code ?? 0, ...limited })
    }
    try {
      const { body, uploads } = parseBody(req, raw)
      const { template, status, result } = perform(method, path, url.searchParams, body, uploads)
      if (!readOnly.test(method))
        sent.push({ method, template, path, body, files: uploads, status, answer: result, at: Date.now() })
      note(failure?.type ?? status)
      if (failure?.type === 'drop') return void req.socket.resetAndDestroy()
      if (failure?.type === 'garbage')
        return void res.writeHead(200, { 'content-type': 'text/html' }).end('<html>It works!</html>')
      if (status === 204) return void res.writeHead(204).end()
      answer(res, status, result)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      note(error.status)
      answer(res, error.status, {
        message: error.message,
        code: error.code,
        ...(error.errors === null ? {} : { errors: error.errors }),
      })
    }
  }

  function takeFailure(method: string, path: string): Failure | null {
    const found = failures.find(({ failure }) => {
      if (failure.path !== undefined && !failure.path.test(path)) return false
      return failure.method === undefined ? failure.path !== undefined || method !== 'GET' : failure.method === method
    })
    if (found === undefined) return null
    found.left -= 1
    if (found.left === 0) failures.splice(failures.indexOf(found), 1)
    return found.failure
  }

  type Done = { template: string; status: number; result: unknown }
  type Call = { ids: string[]; query: URLSearchParams; body: Record<string, unknown>; uploads: readonly UploadedFile[] }
  const routes: readonly (readonly [string, string, (call: Call) => Omit<Done, 'template'>])[] = [
    [
      'GET',
      '/gateway/bot',
      () =>
        ok({
          url: `ws://127.0.0.1:${port}/gateway`,
          shards: 1,
          session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
        }),
    ],
    ['GET', '/users/@me', () => ok(bot)],
    [
      'GET',
      '/users/{user_id}',
      ({ ids }) => {
        const found = [...channels.values()].find((one) => one.user?.id === ids[0])
        if (found === undefined) throw new Refused(404, 10013, 'Unknown User')
        return ok(found.user)
      },
    ],
    ['GET', '/applications/@me', () => ok({ id: applicationId, name: 'Support', flags: contentAllowed ? 1 << 19 : 0 })],
    [
      'GET',
      '/guilds/{guild_id}',
      ({ ids }) => {
        if (ids[0] !== guildId) throw new Refused(404, 10004, 'Unknown Guild')
        return ok({ id: guildId, name: 'Example' })
      },
    ],
    [
      'GET',
      '/guilds/{guild_id}/threads/active',
      ({ ids }) => {
        if (ids[0] !== guildId) throw new Refused(403, 50001, 'Missing Access')
        return ok({ threads: [...channels.values()].filter((one) => one.parent !== null).map(drawChannel), members: [] })
      },
    ],
    [
      'POST',
      '/users/@me/channels',
      ({ body }) => {
        const found = [...channels.values()].find((one) => one.user?.id === body['recipient_id'])
        if (found === undefined) throw new Refused(400, 50033, 'Invalid Recipient(s)')
        return ok(drawChannel(found))
      },
    ],
    ['GET', '/channels/{channel_id}', ({ ids }) => ok(drawChannel(channelOf(ids)))],
    [
      'GET',
      '/channels/{channel_id}/messages',
      ({ ids, query }) => {
        const after = BigInt(query.get('after') ?? '0')
        const limit = Number(query.get('limit') ?? '50')
        const all = [...channelOf(ids).messages.values()].filter((message) => BigInt(String(message['id'])) > after)
        const page = query.has('after') ? all.slice(0, limit) : all.slice(-limit)
        return ok(page.toReversed().map(overRest))
      },
    ],
    ['GET', '/channels/{channel_id}/messages/{message_id}', ({ ids }) => ok(overRest(messageOf(ids)))],
    ['POST', '/channels/{channel_id}/messages', ({ ids, body, uploads }) => ok(createMessage(channelOf(ids), body, uploads))],
    [
      'PATCH',
      '/channels/{channel_id}/messages/{message_id}',
      ({ ids, body }) => {
        const message = messageOf(ids)
        checkText(body)
        Object.assign(message, { content: body['content'], edited_timestamp: new Date().toISOString() })
        return ok(overRest(message))
      },
    ],
    [
      'DELETE',
      '/channels/{channel_id}/messages/{message_id}',
      ({ ids }) => {
        messageOf(ids)
        channelOf(ids).messages.delete(ids[1] ?? '')
        return { status: 204, result: null }
      },
    ],
    [
      'PUT',
      '/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me',
      ({ ids }) => {
        const message = messageOf(ids)
        if (!/\p{Extended_Pictographic}/u.test(ids[2] ?? '')) throw new Refused(400, 10014, 'Unknown Emoji')
        message['reactions'] = [
          ...list(message['reactions']),
          {
            emoji: { id: null, name: ids[2] },
            count: 1,
            count_details: { burst: 0, normal: 1 },
            burst_colors: [],
            me_burst: false,
            me: true,
          },
        ]
        return { status: 204, result: null }
      },
    ],
    [
      'DELETE',
      '/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me',
      ({ ids }) => {
        const message = messageOf(ids)
        message['reactions'] = list(message['reactions']).filter(
          (one) => JSON.stringify(one).includes(`"name":"${ids[2]}"`) === false,
        )
        return { status: 204, result: null }
      },
    ],
    [
      'POST',
      '/channels/{channel_id}/typing',
      ({ ids }) => {
        channelOf(ids)
        return { status: 204, result: null }
      },
    ],
    [
      'POST',
      '/channels/{channel_id}/threads',
      ({ ids, body }) => {
        const parent = channelOf(ids)
        if (parent.type !== 0)
          throw new Refused(400, 50035, 'Invalid Form Body', { message: { _errors: [{ code: 'BASE_TYPE_REQUIRED' }] } })
        const thread = addChannel({
          id: snowflake(),
          type: Number(body['type'] ?? 11),
          name: String(body['name']),
          parent: parent.id,
          guild: parent.guild,
          owner: botId,
        })
        return { status: 201, result: drawChannel(thread) }
      },
    ],
    [
      'PUT',
      '/channels/{channel_id}/thread-members/{user_id}',
      ({ ids }) => {
        channelOf(ids).members.add(ids[1] ?? '')
        return { status: 204, result: null }
      },
    ],
    [
      'POST',
      '/interactions/{interaction_id}/{interaction_token}/callback',
      ({ ids }) => {
        const interaction = interactions.get(ids[0] ?? '')
        // Three seconds: https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-callback
        if (interaction === undefined || interaction.token !== ids[1] || Date.now() - interaction.at > 3000)
          throw new Refused(404, 10062, 'Unknown interaction')
        if (interaction.answered) throw new Refused(400, 40060, 'Interaction has already been acknowledged.')
        interaction.answered = true
        return { status: 204, result: null }
      },
    ],
    ...(
      ['/applications/{application_id}/commands', '/applications/{application_id}/guilds/{guild_id}/commands'] as const
    ).flatMap(commandRoutes),
  ]

  function commandRoutes(template: string): readonly (readonly [string, string, (call: Call) => Omit<Done, 'template'>])[] {
    return [
      ['GET', template, () => ok([...commands.values()])],
      [
        'POST',
        template,
        ({ body }) => {
          const name = String(body['name'])
          const command = {
            id: snowflake(),
            application_id: applicationId,
            version: snowflake(),
            default_member_permissions: null,
            ...body,
          }
          commands.set(name, { ...command, id: commands.get(name)?.['id'] ?? command.id })
          return { status: 201, result: commands.get(name) }
        },
      ],
      [
        'DELETE',
        `${template}/{command_id}`,
        ({ ids }) => {
          const found = [...commands].find(([, command]) => command['id'] === ids.at(-1))
          if (found === undefined) throw new Refused(404, 10063, 'Unknown application command')
          commands.delete(found[0])
          return { status: 204, result: null }
        },
      ],
    ]
  }

  function perform(
    method: string,
    path: string,
    query: URLSearchParams,
    body: Record<string, unknown>,
    uploads: readonly UploadedFile[],
  ): Done {
    for (const [wanted, template, run] of routes) {
      if (wanted !== method) continue
      const match = new RegExp(`^${template.replace(/\{\w+\}/g, '([^/]+)')}$`).exec(path)
      if (match !== null) return { template, ...run({ ids: match.slice(1).map(decodeURIComponent), query, body, uploads }) }
    }
    throw new Refused(404, 0, '404: Not Found')
  }

  function channelOf(ids: readonly string[]): Channel {
    const channel = channels.get(ids[0] ?? '')
    if (channel === undefined) throw new Refused(404, 10003, 'Unknown Channel')
    return channel
  }

  function messageOf(ids: readonly string[]): Record<string, unknown> {
    const message = channelOf(ids).messages.get(ids[1] ?? '')
    if (message === undefined) throw new Refused(404, 10008, 'Unknown Message')
    return message
  }

  function drawChannel(channel: Channel): object {
    const last = [...channel.messages.keys()].at(-1) ?? null
    const common = { id: channel.id, type: channel.type, last_message_id: last, flags: 0 }
    if (channel.user !== null) return { ...common, recipients: [channel.user] }
    const inServer = { ...common, name: channel.name, guild_id: channel.guild, parent_id: channel.parent }
    return channel.parent === null
      ? inServer
      : {
          ...inServer,
          owner_id: channel.owner,
          thread_metadata: {
            archived: false,
            archive_timestamp: null,
            auto_archive_duration: 4320,
            locked: false,
            invitable: false,
          },
          message_count: channel.messages.size,
          member_count: channel.members.size,
          total_message_sent: channel.messages.size,
        }
  }

  function createMessage(channel: Channel, body: Record<string, unknown>, uploads: readonly UploadedFile[]): object {
    if (channel.closed) throw new Refused(403, 50007, 'Cannot send messages to this user')
    checkText(body)
    checkComponents(body['components'])
    if (!body['content'] && uploads.length === 0) throw new Refused(400, 50006, 'Cannot send an empty message')
    if (uploads.length > 10)
      throw new Refused(400, 50035, 'Invalid Form Body', { attachments: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] } })
    const nonce = body['nonce'] === undefined ? null : String(body['nonce'])
    const same =
      nonce === null || body['enforce_nonce'] !== true ? undefined : channel.messages.get(channel.nonces.get(nonce) ?? '')
    if (same !== undefined) return overRest(same)
    const reference = asRecord(body['message_reference'])
    const quoted = reference === null ? undefined : channel.messages.get(String(reference['message_id']))
    if (reference !== null && quoted === undefined && reference['fail_if_not_exists'] !== false)
      throw new Refused(400, 50035, 'Invalid Form Body', {
        message_reference: { _errors: [{ code: 'REPLIES_UNKNOWN_MESSAGE' }] },
      })
    const id = snowflake()
    const message = draw(channel, id, bot, String(body['content'] ?? ''), {
      components: drawRows(body['components']),
      attachments: uploads.map((upload) => attach(channel, upload)),
      ...(quoted === undefined
        ? {}
        : { type: 19, message_reference: { type: 0, channel_id: channel.id, message_id: quoted['id'] } }),
      ...(nonce === null ? {} : { nonce }),
    })
    channel.messages.set(id, message)
    if (nonce !== null) channel.nonces.set(nonce, id)
    tell(channel, message)
    return overRest(message)
  }

  function attach(channel: Channel, upload: Readonly<{ name: string; type: string; bytes: Uint8Array }>): object {
    const id = snowflake()
    const path = `/attachments/${channel.id}/${id}/${encodeURIComponent(upload.name)}`
    files.set(path, upload.bytes)
    const url = `${origin}${path}?ex=6a1f0000&is=6a1e0000&hm=00`
    return { id, filename: upload.name, content_type: upload.type, size: upload.bytes.byteLength, url, proxy_url: url }
  }

  /** The gateway adds where it was; the text is left out where the intent is missing. */
  function tell(channel: Channel, message: Record<string, unknown>, t = 'MESSAGE_CREATE'): void {
    const inServer =
      channel.guild === null
        ? {}
        : {
            guild_id: channel.guild,
            member: { nick: null, roles: [], joined_at: '2026-01-01T00:00:00.000Z', deaf: false, mute: false, flags: 0 },
          }
    const hidden = contentAllowed || channel.guild === null ? {} : { content: '', attachments: [], embeds: [], components: [] }
    gateway.dispatch(t, { ...message, ...inServer, ...hidden })
  }

  function person(given: Readonly<{ id?: string; name?: string }> = {}): DiscordPerson {
    nextPerson += 1
    const id = given.id ?? String(1_200_000_000_000_000_000n + BigInt(nextPerson))
    const user = userOf(id, given.name ?? `Person ${nextPerson}`, false)
    const channel = addChannel({ id: snowflake(), type: 1, user })
    const where = (channelId: string): Channel => channelOf([channelId])
    const sayIn: DiscordPerson['sayIn'] = (channelId, text, more = {}) => {
      const place = where(channelId)
      const message = draw(place, snowflake(), user, text, {
        attachments: (more.attachments ?? []).map((one) => attach(place, one)),
        ...(more.mention === true ? { mentions: [bot] } : {}),
        ...(more.replyTo === undefined
          ? {}
          : { type: 19, message_reference: { type: 0, channel_id: place.id, message_id: more.replyTo.id } }),
      })
      place.messages.set(message.id, message)
      tell(place, message)
      return message
    }
    const placed = (channelId: string) => {
      const place = where(channelId)
      return place.guild === null ? { channel_id: place.id } : { channel_id: place.id, guild_id: place.guild }
    }
    const interact = (channelId: string, body: object): string => {
      const interactionId = snowflake()
      const place = where(channelId)
      interactions.set(interactionId, { token: `aW50ZXJhY3Rpb246${interactionId}`, at: Date.now(), answered: false })
      const who =
        place.guild === null
          ? { user }
          : {
              member: {
                user,
                nick: null,
                roles: [],
                permissions: '0',
                joined_at: '2026-01-01T00:00:00.000Z',
                deaf: false,
                mute: false,
                flags: 0,
              },
              guild_id: place.guild,
            }
      gateway.dispatch('INTERACTION_CREATE', {
        id: interactionId,
        application_id: applicationId,
        token: `aW50ZXJhY3Rpb246${interactionId}`,
        version: 1,
        locale: 'de',
        channel_id: place.id,
        ...who,
        ...body,
      })
      return interactionId
    }
    return {
      user,
      direct: channel.id,
      say: (text, more) => sayIn(channel.id, text, more),
      sayIn,
      edit: (message, text) => {
        const stored = where(message.channel_id).messages.get(message.id)
        if (stored === undefined) throw new Error('There is no such message')
        Object.assign(stored, { content: text, edited_timestamp: new Date().toISOString() })
        tell(where(message.channel_id), stored, 'MESSAGE_UPDATE')
      },
      remove: (message) => {
        where(message.channel_id).messages.delete(message.id)
        gateway.dispatch('MESSAGE_DELETE', { id: message.id, ...placed(message.channel_id) })
      },
      react: (message, emoji) =>
        gateway.dispatch('MESSAGE_REACTION_ADD', {
          user_id: id,
          message_id: message.id,
          emoji: { id: null, name: emoji },
          burst: false,
          type: 0,
          ...placed(message.channel_id),
        }),
      press: (message, customId) => {
        if (!buttonsOf(message['components']).some((button) => button['custom_id'] === customId))
          throw new Error('The message has no such button')
        return interact(message.channel_id, { type: 3, message, data: { custom_id: customId, component_type: 2, id: 2 } })
      },
      command: (text, at = { channelId: channel.id }) =>
        interact(at.channelId, {
          type: 2,
          data: { id: '1', type: 1, name: 'support', options: [{ type: 3, name: 'message', value: text }] },
        }),
      closeDirect: () => {
        channel.closed = true
      },
    }
  }

  return {
    url: `${origin}/api`,
    token,
    applicationId,
    botId,
    guildId,
    supportChannelId,
    forumId,
    gateway,
    sent,
    requests,
    fail: (...given) => {
      for (const failure of given) failures.push({ failure, left: failure.times ?? 1 })
    },
    revoke: () => {
      revoked = true
      gateway.close(4004)
    },
    person,
    openThread: (parent, more = {}) =>
      addChannel({
        id: snowflake(),
        type: 11,
        name: more.name ?? 'A question',
        parent,
        guild: guildId,
        owner: '1200000000000000999',
      }).id,
    messagesIn: (channelId) => [...channelOf([channelId]).messages.values()].map(asMessage),
    setMessageContent: (allowed) => {
      contentAllowed = allowed
    },
    addSticker: (id, bytes) => files.set(`/stickers/${id}.png`, bytes),
    close: async () => {
      await gateway.shutdown()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const ok = (result: unknown) => ({ status: 200, result })

function userOf(id: string, name: string, isBot: boolean): APIUser {
  const username = name.toLowerCase().replace(/\W/g, '_')
  const user = {
    id,
    username,
    global_name: name,
    discriminator: '0',
    avatar: null,
    public_flags: 0,
    flags: 0,
    primary_guild: null,
  }
  return isBot ? { ...user, bot: true } : user
}

/** https://discord.com/developers/docs/resources/message#message-object; a test holds it against the specification. */
function draw(channel: Channel, id: string, author: APIUser, content: string, more: object): APIMessage & StoredMessage {
  return {
    id,
    channel_id: channel.id,
    author,
    content,
    type: 0,
    timestamp: new Date(Number(BigInt(id) >> 22n) + discordEpochMs).toISOString(),
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    pinned: false,
    flags: 0,
    components: [],
    ...more,
  } as unknown as APIMessage & StoredMessage
}

/** As REST gives it: without what only the gateway adds. */
function overRest(message: Record<string, unknown>): object {
  return { ...message }
}

function checkText(body: Record<string, unknown>): void {
  if (typeof body['content'] === 'string' && body['content'].length > 2000)
    throw new Refused(400, 50035, 'Invalid Form Body', {
      content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer in length.' }] },
    })
}

function checkComponents(components: unknown): void {
  const ids = buttonsOf(components).map((button) => String(button['custom_id']))
  const wrong = ids.some((id) => id.length < 1 || id.length > 100) || new Set(ids).size !== ids.length
  const tooWide = list(components).some((row) => list(asRecord(row)?.['components']).length > 5)
  if (wrong || tooWide || list(components).length > 5)
    throw new Refused(400, 50035, 'Invalid Form Body', { components: { _errors: [{ code: 'COMPONENT_CUSTOM_ID_DUPLICATED' }] } })
}

function buttonsOf(components: unknown): readonly Record<string, unknown>[] {
  return list(components)
    .flatMap((row) => list(asRecord(row)?.['components']))
    .map((button) => asRecord(button) ?? {})
}

/** Discord numbers the components. */
function drawRows(components: unknown): readonly object[] {
  let id = 0
  return list(components).map((row) => {
    id += 1
    const drawn = { ...asRecord(row), id }
    const buttons = list(asRecord(row)?.['components']).map((button) => {
      id += 1
      return { ...asRecord(button), id }
    })
    return { ...drawn, components: buttons }
  })
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
}

function asMessage(value: Record<string, unknown>): StoredMessage {
  return value as StoredMessage
}

function answer(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function readBody(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function parseBody(req: IncomingMessage, raw: Buffer): { body: Record<string, unknown>; uploads: readonly UploadedFile[] } {
  const type = req.headers['content-type'] ?? ''
  if (raw.length === 0) return { body: {}, uploads: [] }
  if (!type.startsWith('multipart/form-data')) return { body: asRecord(JSON.parse(raw.toString())) ?? {}, uploads: [] }
  const { payload, uploads } = readMultipart(type, raw)
  return { body: asRecord(payload) ?? {}, uploads }
}
