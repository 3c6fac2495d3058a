import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../core/ids.ts'
import { compose } from '../../src/compose.ts'
import { createApiKey } from '../../src/services/access/create-api-key.ts'
import { changeChannel } from '../../src/services/channels/change-channel.ts'
import { checkChannel, installChannel } from '../../src/services/channels/check-channel.ts'
import { connectChannel } from '../../src/services/channels/connect-channel.ts'
import { removeChannel } from '../../src/services/channels/remove-channel.ts'
import { sendReply } from '../../src/services/dialogues/send-reply.ts'
import { addBot, dialoguesOf, messageWith, onlyDialogue, openBusiness, reply, say } from '../support/business.ts'
import { findInRedis } from '../support/find-in-redis.ts'
import { findText } from '../support/find-text.ts'
import { startHub, startWorld, type TestHub, type TestWorld } from '../support/hub.ts'
import { keptLog } from '../support/kept-log.ts'
import { quietLog } from '../support/quiet-log.ts'
import { until } from '../support/until.ts'

let world: TestWorld
let hub: TestHub
beforeAll(async () => {
  world = await startWorld()
  hub = await startHub(world)
})
afterAll(async () => {
  await hub.stop()
  await world.stop()
})

const bodyOf = (propertyId: string, botToken: string) => ({
  kind: 'telegram',
  propertyId,
  name: 'Bot',
  config: { intake: 'webhook' },
  secrets: { botToken },
})

describe('a token', () => {
  test('is nowhere as text: no column of any table, no job, no log line at the lowest level, no answer of the API, through success and failure', async () => {
    const kept = keptLog()
    const working = await startHub(world, { log: kept.log, queue: 'bullmq' })
    await working.hub.queues.start(working.handlers)
    const business = await openBusiness(working)
    const secret = business.token.split(':')[1] ?? ''
    const customer = business.customer()
    await say(working, business, customer, 'Hello')
    await until('it is open', async () => (await dialoguesOf(working, business))[0]?.status === 'open')
    for (const type of ['status', 'reset', 'drop', 'garbage'] as const) {
      working.telegram.fail(
        type === 'status'
          ? { type, status: 500, description: `Internal ${business.token}`, chatId: customer.id }
          : { type, chatId: customer.id },
      )
      await sendReply(working.deps, business.admin, { dialogueId: (await onlyDialogue(working, business)).id, body: reply(type) })
      await until(`${type} is tried`, async () => (await messageWith(working, business, type)).attempt > 0)
      await working.deps
        .sql`update messages set status = 'cancelled', next_attempt_at = null where text = ${type} and status in ('queued', 'sending')`
    }
    const { apiKey } = await createApiKey(working.deps, { accountId: business.accountId, name: 'k', role: 'administrator' })
    const get = async (path: string) =>
      await (await fetch(`${working.url}/api/v1${path}`, { headers: { authorization: `Bearer ${apiKey}` } })).text()
    const answers = await Promise.all(
      ['/channels', `/channels/${business.channelId}`, '/channel-kinds', '/dialogues', '/dead-letters'].map(get),
    )
    working.telegram.revoke(business.token)
    await checkChannel(working.deps, business.admin, business.channelId)
    await working.stop()

    expect(answers[0]).toContain(`"last4":"${business.token.slice(-4)}"`)
    expect(answers.join()).not.toContain(secret)
    expect(await findText(hub.deps.sql, secret)).toEqual([])
    if (world.redis) expect(await findInRedis(world.redis.url, secret)).toEqual([])
    expect(kept.lines.length).toBeGreaterThan(5)
    expect(kept.lines.join()).not.toContain(secret)
    const webhookSecret = working.telegram.webhook(business.token)?.secret ?? 'none'
    expect(await findText(hub.deps.sql, webhookSecret)).toEqual([])
    expect(kept.lines.join() + answers.join()).not.toContain(webhookSecret)
  })

  test('that was sealed does not open in another row', async () => {
    const [one, two] = [await openBusiness(hub), await openBusiness(hub)]
    await hub.deps
      .sql`update channels set secrets = (select secrets from channels where id = ${one.channelId}) where id = ${two.channelId}`
    hub.deps.channels.drop(two.channelId)
    await expect(hub.deps.channels.byId(two.channelId)).rejects.toThrow()
    hub.deps.channels.drop(one.channelId)
    expect(await hub.deps.channels.byId(one.channelId)).toMatchObject({ channelId: one.channelId })
  })

  test('of another HUBBUB_SECRET gives an error that says so, at the start already', async () => {
    const business = await openBusiness(hub)
    const foreign = await startHub(world, { env: { HUBBUB_SECRET: 'another secret for tests, long enough too' } })
    await expect(foreign.deps.channels.byId(business.channelId)).rejects.toThrow(/another HUBBUB_SECRET/)
    await expect(compose(foreign.deps.config, quietLog)).rejects.toThrow(/another HUBBUB_SECRET/)
    await foreign.stop()
  })
})

describe('connecting', () => {
  test('the same bot twice is a conflict, also at once and in another account; removed, it is free again', async () => {
    const [one, two] = [await openBusiness(hub), await openBusiness(hub)]
    await expect(connectChannel(hub.deps, two.admin, bodyOf(two.propertyId, one.token))).rejects.toMatchObject({
      code: 'conflict',
    })
    await removeChannel(hub.deps, one.admin, one.channelId)
    const both = await Promise.allSettled(
      [one, two].map(({ admin, propertyId }) => connectChannel(hub.deps, admin, bodyOf(propertyId, one.token))),
    )
    expect(both.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find((outcome) => outcome.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' })
  })

  test.each([
    ['an unknown kind', { kind: 'fax' }],
    ['a property of another account', { propertyId: newId() }],
    ['no token', { secrets: {} }],
    ['a token that is none', { secrets: { botToken: 'hello' } }],
    ['a token that the platform does not know', { secrets: { botToken: '123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' } }],
    ['an unknown setting', { config: { intake: 'webhook', admin: true } }],
    ['a secret that it has not', { secrets: { botToken: '123456:AAA', password: 'x' } }],
  ])('with %s is refused, and nothing is left behind', async (_name, given) => {
    const business = await openBusiness(hub)
    const before = await hub.deps.sql`select id from channels`
    await expect(
      connectChannel(hub.deps, business.admin, { ...bodyOf(business.propertyId, business.token), ...given }),
    ).rejects.toMatchObject({ code: 'invalid' })
    expect(await hub.deps.sql`select id from channels`).toEqual(before)
  })

  test('what the platform does not install is taken back, and can be tried again', async () => {
    const business = await openBusiness(hub)
    const token = `7001${Date.now() % 100_000}:AAStandInTokenForTests_${newId().replaceAll('-', '')}`
    hub.telegram.addBot(token)
    hub.telegram.fail({ type: 'status', status: 400, description: 'Bad Request: bad webhook', method: 'setWebhook' })
    await expect(connectChannel(hub.deps, business.admin, bodyOf(business.propertyId, token))).rejects.toMatchObject({
      code: 'invalid',
    })
    await expect(connectChannel(hub.deps, business.admin, bodyOf(business.propertyId, token))).resolves.toMatchObject({
      health: { code: 'ok' },
    })
  })

  test('an adapter without its secret refuses to open: nothing comes in, nothing goes out', async () => {
    const business = await openBusiness(hub)
    await hub.deps.sql`update channels set secrets = secrets - 'webhookSecret' where id = ${business.channelId}`
    hub.deps.channels.drop(business.channelId)
    await expect(hub.deps.channels.byId(business.channelId)).rejects.toMatchObject({ code: 'invalid' })
    const response = await fetch(`${hub.url}/webhooks/${business.channelId}`, { method: 'POST', body: '{"update_id":1}' })
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(await hub.deps.sql`select 1 from inbound_events where channel_id = ${business.channelId}`).toHaveLength(0)
  })
})

describe('a check says', () => {
  test('ok when all is well', async () => {
    const business = await openBusiness(hub)
    expect(await checkChannel(hub.deps, business.admin, business.channelId)).toMatchObject({ status: 'ok', code: 'ok' })
  })

  test('token_refused when the token was revoked; and the API takes no such token', async () => {
    const business = await openBusiness(hub)
    hub.telegram.revoke(business.token)
    expect(await checkChannel(hub.deps, business.admin, business.channelId)).toMatchObject({
      status: 'action_needed',
      code: 'token_refused',
    })
  })

  test('webhook_missing when somebody took the webhook away, until it is repaired', async () => {
    const business = await openBusiness(hub)
    await fetch(`${hub.telegram.url}/bot${business.token}/deleteWebhook`, { method: 'POST' })
    expect(await checkChannel(hub.deps, business.admin, business.channelId)).toMatchObject({ code: 'webhook_missing' })
    expect(await installChannel(hub.deps, business.admin, business.channelId)).toMatchObject({ code: 'ok' })
  })
})

describe('changing', () => {
  test('another token of the same bot is taken, one of another bot is not', async () => {
    const business = await openBusiness(hub)
    const [id] = business.token.split(':')
    const fresh = `${id}:AAFreshTokenForTests_${newId().replaceAll('-', '')}`
    hub.telegram.addBot(fresh)
    const foreign = await addBot(hub, business)
    const change = (botToken: string) =>
      changeChannel(hub.deps, business.admin, { channelId: business.channelId, body: { secrets: { botToken } } })
    await expect(change(foreign.token)).rejects.toMatchObject({ code: 'invalid' })
    await expect(change('123:AAA')).rejects.toMatchObject({ code: 'invalid' })
    expect(await change(fresh)).toMatchObject({ secrets: { botToken: { hasSecret: true, last4: fresh.slice(-4) } } })
  })

  test('what the platform did not take stands in the channel’s health', async () => {
    const business = await openBusiness(hub)
    await fetch(`${hub.telegram.url}/bot${business.token}/deleteWebhook`, { method: 'POST' })
    hub.telegram.fail({ type: 'status', status: 500, description: 'Internal Server Error', method: 'setWebhook' })
    const changed = await changeChannel(hub.deps, business.admin, {
      channelId: business.channelId,
      body: { config: { intake: 'webhook' } },
    })
    expect(changed.health).toMatchObject({ status: 'action_needed', code: 'webhook_missing' })
  })

  test.each([
    [
      'change',
      (id: string, admin: Parameters<typeof changeChannel>[1]) =>
        changeChannel(hub.deps, admin, { channelId: id, body: { name: 'Mine' } }),
    ],
    ['check', (id: string, admin: Parameters<typeof changeChannel>[1]) => checkChannel(hub.deps, admin, id)],
    ['remove', (id: string, admin: Parameters<typeof changeChannel>[1]) => removeChannel(hub.deps, admin, id)],
  ])('a stranger’s channel is not there: %s', async (_name, attempt) => {
    const [business, stranger] = [await openBusiness(hub), await openBusiness(hub)]
    await expect(attempt(business.channelId, stranger.admin)).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('removing closes what is open, cancels what waits, forgets the secrets and refuses what still comes', async () => {
  const business = await openBusiness(hub)
  const customer = business.customer()
  await say(hub, business, customer, 'Hello')
  await hub.work()
  const { id } = await onlyDialogue(hub, business)
  await sendReply(hub.deps, business.admin, { dialogueId: id, body: reply('Never sent') })
  await removeChannel(hub.deps, business.admin, business.channelId)
  expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'closed', close_reason: 'channel_removed' })
  expect(await messageWith(hub, business, 'Never sent')).toMatchObject({ status: 'cancelled' })
  expect(await hub.deps.sql`select secrets, secret_hints from channels where id = ${business.channelId}`).toEqual([
    { secrets: {}, secret_hints: {} },
  ])
  expect(hub.telegram.webhook(business.token)).toBeNull()
  const response = await fetch(`${hub.url}/webhooks/${business.channelId}`, { method: 'POST', body: '{}' })
  expect(response.status).toBe(404)
  await expect(sendReply(hub.deps, business.admin, { dialogueId: id, body: reply('x') })).rejects.toMatchObject({
    code: 'not_supported',
  })
})
