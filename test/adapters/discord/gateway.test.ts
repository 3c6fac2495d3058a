import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Connection } from '../../../core/channel.ts'
import { type DiscordServer, startDiscordServer } from '../../support/discord-server.ts'
import { connect, type Hub, newHub, outbound, soon, textsOf, type Worker, work } from './connect.ts'

// The real discord.js against a gateway of our own. Its pauses are real too: half a second before it connects again.
const patience = { timeout: 12_000, interval: 20 }

let server: DiscordServer
let workers: Worker[]
const escaped: unknown[] = []
const note = (error: unknown) => escaped.push(error)

beforeEach(async () => {
  server = await startDiscordServer()
  workers = []
  escaped.length = 0
  process.on('uncaughtException', note)
  process.on('unhandledRejection', note)
})
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop().catch(() => undefined)))
  await server.close()
  process.off('uncaughtException', note)
  process.off('unhandledRejection', note)
  expect(escaped).toEqual([])
})

const identifies = () => server.gateway.log.filter((entry) => entry === 'identify').length
const resumes = () => server.gateway.log.filter((entry) => entry === 'resume').length

function start(connection: Connection, hub: Hub, options: Parameters<typeof work>[2] = {}): Worker {
  const worker = work(connection, hub, options)
  workers.push(worker)
  return worker
}

/** A worker that has begun its session, so that what is sent now reaches it. */
async function ready(connection: Connection, hub: Hub, options: Parameters<typeof work>[2] = {}): Promise<Worker> {
  const before = identifies() + resumes()
  const worker = start(connection, hub, options)
  await expect.poll(() => identifies() + resumes(), patience).toBeGreaterThan(before)
  await expect.poll(() => server.gateway.sessions(), patience).toBeGreaterThan(0)
  return worker
}

const arrives = (hub: Hub, texts: readonly unknown[]) => expect.poll(() => textsOf(hub), patience).toEqual(texts)

describe('a session', () => {
  test('direct messages arrive in order, and own and other bots’ messages do not', async () => {
    const hub = newHub()
    const person = server.person({ name: 'Mila' })
    await ready(connect(server), hub)
    person.say('one')
    await connect(server).deliver(outbound({ chatId: person.direct }), soon())
    server.gateway.dispatch('MESSAGE_CREATE', { ...person.say('two'), id: '9', author: { ...person.user, bot: true } })
    person.say('three')
    await arrives(hub, ['one', 'two', 'three'])
    expect(hub.events[0]).toMatchObject({ chatId: person.direct, author: { id: person.user.id, name: 'Mila' } })
  })

  test('what was typed, edited, removed and reacted to arrives', async () => {
    const hub = newHub()
    const person = server.person()
    await ready(connect(server), hub)
    const message = person.say('one')
    person.edit(message, 'changed')
    person.react(message, '👍')
    person.remove(message)
    await arrives(hub, ['one', 'message_edited', 'reaction', 'message_removed'])
    const messageId = `${person.direct}/${message.id}`
    expect(hub.events.map((event) => ('messageId' in event ? event.messageId : null))).toEqual(Array(4).fill(messageId))
  })

  test('the next packet waits until the one before is committed', async () => {
    const hub = newHub()
    const person = server.person()
    const order: string[] = []
    const { intake } = connect(server)
    if (intake.mode !== 'gateway') throw new Error('not a gateway')
    const abort = new AbortController()
    const running = intake.run(async (events) => {
      const text = events[0]?.type === 'message' ? events[0].content.text : ''
      order.push(`begin ${text}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
      order.push(`end ${text}`)
      if (text === 'two') abort.abort()
    }, abort.signal)
    await expect.poll(() => server.gateway.sessions(), patience).toBe(1)
    person.say('one')
    person.say('two')
    await running
    expect(order).toEqual(['begin one', 'end one', 'begin two', 'end two'])
    expect(hub.events).toEqual([])
  })

  test('a packet that is not as expected is counted or passed over, and ends nothing', async () => {
    const hub = newHub()
    const person = server.person()
    await ready(connect(server), hub)
    server.gateway.dispatch('MESSAGE_CREATE', { id: 7, channel_id: person.direct })
    server.gateway.dispatch('GUILD_CREATE', { channels: 'none' })
    server.gateway.dispatch('INTERACTION_CREATE', {})
    server.gateway.dispatch('CHANNEL_UPDATE', { id: {} })
    person.say('still here')
    await arrives(hub, ['unsupported', 'unsupported', 'still here'])
  })

  test('NUL is left out of the journal', async () => {
    const hub = newHub()
    const person = server.person()
    await ready(connect(server), hub)
    person.say('a\0b')
    await arrives(hub, ['ab'])
    expect(JSON.stringify(hub.raws)).not.toContain('\\u0000')
    expect(connect(server).parse?.(JSON.stringify(hub.raws[0]))).toEqual(hub.events)
  })
})

describe('when the connection is lost', () => {
  test.each([
    ['a cut', (gateway: DiscordServer['gateway']) => gateway.cut()],
    ['op 7', (gateway: DiscordServer['gateway']) => gateway.askToReconnect()],
    ['a close with 4000', (gateway: DiscordServer['gateway']) => gateway.close(4000)],
    ['op 9, resumable', (gateway: DiscordServer['gateway']) => gateway.invalidate(true)],
  ])('%s: the session is resumed, nothing is lost or doubled', async (_name, lose) => {
    const hub = newHub()
    const person = server.person()
    await ready(connect(server), hub)
    person.say('one')
    await arrives(hub, ['one'])
    lose(server.gateway)
    person.say('two')
    person.say('three')
    await arrives(hub, ['one', 'two', 'three'])
    person.say('four')
    await arrives(hub, ['one', 'two', 'three', 'four'])
    expect([identifies(), resumes()]).toEqual([1, 1])
  })

  test('a gateway that refuses connections for a while: the session is resumed afterwards', async () => {
    const hub = newHub()
    const person = server.person()
    await ready(connect(server), hub)
    server.gateway.refuse(true)
    server.gateway.cut()
    person.say('one')
    await new Promise((resolve) => setTimeout(resolve, 1500))
    server.gateway.refuse(false)
    await arrives(hub, ['one'])
    expect(identifies()).toBe(1)
  })

  test('op 9, not resumable: a new session begins and the gap is fetched, in order', async () => {
    const hub = newHub()
    const person = server.person()
    const other = server.person()
    await ready(connect(server), hub)
    person.say('one')
    other.say('other one')
    await arrives(hub, ['one', 'other one'])
    server.gateway.invalidate(false)
    person.say('two')
    person.say('three')
    other.say('other two')
    await expect.poll(identifies, patience).toBe(2)
    await expect.poll(() => server.gateway.sessions(), patience).toBe(1)
    person.say('four')
    await expect.poll(() => textsOf(hub).length, patience).toBe(6)
    expect(textsOf(hub).filter((text) => !String(text).startsWith('other'))).toEqual(['one', 'two', 'three', 'four'])
    expect(textsOf(hub)).toContain('other two')
  })

  test('heartbeats that nobody answers: the zombie is left and the session resumed', async () => {
    await server.close()
    server = await startDiscordServer({ heartbeatMs: 300 })
    const hub = newHub()
    const person = server.person()
    await ready(connect(server), hub)
    server.gateway.ignoreHeartbeats(true)
    await expect.poll(resumes, patience).toBeGreaterThan(0)
    server.gateway.ignoreHeartbeats(false)
    person.say('after')
    await arrives(hub, ['after'])
    expect(identifies()).toBe(1)
  })
})

describe('a successor', () => {
  test('resumes where the one before stopped', async () => {
    const hub = newHub()
    const person = server.person()
    const first = await ready(connect(server), hub)
    person.say('one')
    await arrives(hub, ['one'])
    await first.stop()
    await expect.poll(() => server.gateway.connections(), patience).toBe(0)
    person.say('two')
    await ready(connect(server), hub)
    await arrives(hub, ['one', 'two'])
    expect([identifies(), resumes()]).toEqual([1, 1])
  })

  test('resumes where the last commit was, although more had come in: what was not committed comes again', async () => {
    const hub = newHub()
    const person = server.person()
    const failing = await ready(connect(server), hub, {
      refuse: (events) => {
        if (events.some((event) => event.type === 'message' && event.content.text === 'two'))
          throw new Error('the database is away')
      },
    })
    person.say('one')
    person.say('two')
    person.say('three')
    await expect(failing.done).rejects.toThrow('the database is away')
    expect(textsOf(hub)).toEqual(['one'])
    await ready(connect(server), hub)
    await arrives(hub, ['one', 'two', 'three'])
    expect([identifies(), resumes()]).toEqual([1, 1])
  })

  test('of a session that is over begins a new one and fetches what it missed, over pages', async () => {
    const hub = newHub()
    const person = server.person()
    const first = await ready(connect(server), hub)
    person.say('one')
    await arrives(hub, ['one'])
    await first.stop()
    server.gateway.forgetSessions()
    const missed = Array.from({ length: 230 }, (_, index) => `missed ${index}`)
    for (const text of missed) person.say(text)
    await ready(connect(server), hub)
    await arrives(hub, ['one', ...missed])
    expect(identifies()).toBe(2)
  })

  test('of one who failed while fetching fetches again', async () => {
    const hub = newHub()
    const person = server.person()
    const first = await ready(connect(server), hub)
    person.say('one')
    await arrives(hub, ['one'])
    await first.stop()
    server.gateway.forgetSessions()
    person.say('two')
    server.fail({ type: 'status', status: 500, path: /\/messages$/, method: 'GET' })
    await expect(start(connect(server), hub).done).rejects.toMatchObject({ name: 'ChannelError', kind: 'retryable' })
    expect(textsOf(hub)).toEqual(['one'])
    server.fail({ type: 'status', status: 429, retryAfter: 0.05, path: /\/messages$/, method: 'GET' })
    await ready(connect(server), hub)
    await arrives(hub, ['one', 'two'])
  })

  test('takes over from a zombie, which can neither write nor save any more', async () => {
    const hub = newHub()
    const person = server.person()
    let over = false
    const zombie = await ready(connect(server), hub, { fencedOff: () => over })
    person.say('one')
    await arrives(hub, ['one'])
    over = true
    const saved = JSON.stringify(hub.state)
    const ending = expect(zombie.done).rejects.toThrow('fenced off')
    person.say('two')
    await ending
    expect(JSON.stringify(hub.state)).toBe(saved)
    await ready(connect(server), hub)
    await arrives(hub, ['one', 'two'])
  })

  test('of another bot, or of nothing that can be read, begins anew', async () => {
    for (const state of [null, 'x', { session: 7 }, { botId: '1', session: null, since: null, chats: [] }]) {
      const hub = { ...newHub(), state }
      await ready(connect(server), hub)
    }
    expect(resumes()).toBe(0)
  })
})

describe('what it can’t go on with', () => {
  test('a token that is refused ends it for good', async () => {
    const hub = newHub()
    const worker = await ready(connect(server), hub)
    const ending = expect(worker.done).rejects.toMatchObject({ kind: 'permanent', reason: 'bad_credentials' })
    server.revoke()
    await ending
    await expect(start(connect(server), hub).done).rejects.toMatchObject({ kind: 'permanent', reason: 'bad_credentials' })
  })

  test('an API that does not answer is worth another attempt, and no secret is told', async () => {
    server.fail({ type: 'reset', path: /gateway/ })
    const error = await start(connect(server), newHub()).done.catch((caught: unknown) => caught)
    expect(error).toMatchObject({ name: 'ChannelError', kind: 'retryable', reason: 'unreachable' })
    expect(String(error)).not.toContain('127.0.0.1')
  })

  test('an end that comes while it connects leaves no connection behind', async () => {
    const connection = connect(server)
    for (let waitMs = 0; waitMs < 200; waitMs += 20) {
      const worker = work(connection, newHub())
      await new Promise((resolve) => setTimeout(resolve, waitMs))
      await worker.stop()
    }
    await expect.poll(() => server.gateway.connections(), patience).toBe(0)
  })
})

describe('buttons and commands', () => {
  test('a press arrives and can be acknowledged in time', async () => {
    const hub = newHub()
    const person = server.person()
    const connection = connect(server)
    await ready(connection, hub)
    await connection.deliver(outbound({ chatId: person.direct, buttons: [{ label: 'Yes', value: 'consent:yes' }] }), soon())
    const asked = server.messagesIn(person.direct).at(-1)
    if (asked === undefined) throw new Error('nothing was sent')
    const interaction = person.press(asked, 'consent:yes')
    await arrives(hub, ['button_pressed'])
    const [event] = hub.events
    if (event?.type !== 'button_pressed' || event.acknowledge === null) throw new Error('no token')
    expect(event).toMatchObject({ value: 'consent:yes', chatId: person.direct, messageId: `${person.direct}/${asked.id}` })
    await connection.acknowledge?.(event.acknowledge, soon())
    expect(server.sent.at(-1)).toMatchObject({
      path: expect.stringContaining(`/interactions/${interaction}/`),
      body: { type: 6 },
    })
    await expect(connection.acknowledge?.(event.acknowledge, soon())).rejects.toMatchObject({ kind: 'permanent' })
  })

  test('/support in a direct message is a message, and is answered where only the customer sees it', async () => {
    const hub = newHub()
    const person = server.person()
    await ready(connect(server), hub)
    person.command('my order')
    await arrives(hub, ['my order'])
    expect(hub.events[0]).toMatchObject({ type: 'message', chatId: person.direct, author: { locale: 'de' } })
    await expect.poll(() => server.sent.at(-1)?.body, patience).toEqual({ type: 4, data: { content: '✅', flags: 64 } })
  })

  test('/support in a server goes on in a private thread, the same one each time', async () => {
    const hub = newHub()
    const person = server.person({ name: 'Mila' })
    await ready(connect(server, { place: 'support' }), hub)
    person.command('one', { channelId: server.supportChannelId })
    person.command('two', { channelId: server.supportChannelId })
    await arrives(hub, ['one', 'two'])
    const threads = server.sent.filter((call) => call.template === '/channels/{channel_id}/threads')
    expect(threads.map((call) => call.body)).toMatchObject([{ type: 12, name: `Mila · ${person.user.id}` }])
    const [place] = new Set(hub.events.map((event) => event.chatId))
    expect(place).toMatch(new RegExp(`^\\d+:${person.user.id}$`))
    expect(connect(server).parse?.(JSON.stringify(hub.raws[1]))).toEqual([hub.events[1]])
  })
})

describe('in a server', () => {
  test('each author of a thread has a chat; other channels and servers are none of its business', async () => {
    const hub = newHub()
    const [mila, jonas] = [server.person({ name: 'Mila' }), server.person({ name: 'Jonas' })]
    const post = server.openThread(server.forumId)
    const elsewhere = server.openThread(server.supportChannelId)
    await ready(connect(server, { place: 'forum' }), hub)
    mila.sayIn(elsewhere, 'not for us')
    mila.sayIn(post, 'a question')
    jonas.sayIn(post, 'me too')
    await arrives(hub, ['a question', 'me too'])
    expect(hub.events.map((event) => event.chatId)).toEqual([`${post}:${mila.user.id}`, `${post}:${jonas.user.id}`])
  })

  test('what is written in the support channel goes on in a private thread of the customer', async () => {
    const hub = newHub()
    const person = server.person({ name: 'Mila' })
    await ready(connect(server, { place: 'support' }), hub)
    const asked = person.sayIn(server.supportChannelId, 'hello?')
    await arrives(hub, ['hello?'])
    const [event] = hub.events
    const thread = event?.chatId.split(':')[0] ?? ''
    expect(event).toMatchObject({ messageId: `${server.supportChannelId}/${asked.id}` })
    expect(thread).not.toBe(server.supportChannelId)
    person.sayIn(thread, 'in here')
    await arrives(hub, ['hello?', 'in here'])
    expect(hub.events[1]?.chatId).toBe(event?.chatId)
  })

  test('without threads, or where none may be made, the chat stays in the channel', async () => {
    const person = server.person()
    const one = newHub()
    const worker = await ready(connect(server, { place: 'support', config: { threadPerCustomer: false } }), one)
    person.sayIn(server.supportChannelId, 'hello?')
    await arrives(one, ['hello?'])
    await worker.stop()
    const two = newHub()
    await ready(connect(server, { place: 'support' }), two)
    server.fail({ type: 'status', status: 403, code: 50013, path: /threads$/, method: 'POST' })
    person.sayIn(server.supportChannelId, 'hello again?')
    await arrives(two, ['hello again?'])
    const chatId = `${server.supportChannelId}:${person.user.id}`
    expect([...one.events, ...two.events].map((event) => event.chatId)).toEqual([chatId, chatId])
  })

  test('without a support channel threads count, and where the bot is mentioned', async () => {
    const hub = newHub()
    const person = server.person()
    const thread = server.openThread(server.supportChannelId)
    await ready(connect(server), hub)
    person.sayIn(server.supportChannelId, 'chatter')
    person.sayIn(server.supportChannelId, `<@${server.botId}> help`, { mention: true })
    person.sayIn(thread, 'in a thread')
    await arrives(hub, ['@Support help', 'in a thread'])
  })

  test('threads that began in the gap are found', async () => {
    const hub = newHub()
    const person = server.person()
    const first = await ready(connect(server, { place: 'forum' }), hub)
    await first.stop()
    server.gateway.forgetSessions()
    const post = server.openThread(server.forumId)
    person.sayIn(post, 'missed')
    await ready(connect(server, { place: 'forum' }), hub)
    await arrives(hub, ['missed'])
    expect(hub.events[0]?.chatId).toBe(`${post}:${person.user.id}`)
  })

  test('a message without its text is reported, not stored', async () => {
    const hub = newHub()
    const person = server.person()
    const thread = server.openThread(server.supportChannelId)
    const connection = connect(server, { place: 'support' })
    await connection.install?.(soon())
    await ready(connection, hub)
    expect(await connection.check(soon())).toMatchObject({ status: 'ok' })
    server.setMessageContent(false)
    expect(await connection.check(soon())).toMatchObject({ status: 'degraded', code: 'message_content_missing' })
    person.sayIn(thread, 'secret')
    person.say('in a direct message')
    await arrives(hub, ['in a direct message'])
    expect(await connection.check(soon())).toMatchObject({ status: 'action_needed', code: 'message_content_missing' })
    server.setMessageContent(true)
    person.sayIn(thread, 'again')
    await arrives(hub, ['in a direct message', 'again'])
    expect(await connection.check(soon())).toMatchObject({ status: 'ok' })
  })

  test('an intent that is turned off: direct messages come all the same, and Repair tries again', async () => {
    const hub = newHub()
    const person = server.person()
    const connection = connect(server)
    server.gateway.disallow(1 << 15)
    const worker = start(connection, hub)
    await expect.poll(() => server.gateway.sessions(), patience).toBe(1)
    person.say('hello')
    await arrives(hub, ['hello'])
    expect(await connection.check(soon())).toMatchObject({ status: 'action_needed', code: 'message_content_missing' })
    const ending = expect(worker.done).rejects.toMatchObject({ kind: 'retryable' })
    await connection.install?.(soon())
    await ending
  })
})
