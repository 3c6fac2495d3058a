import type { HandlerBody } from '../../core/api/index.ts'
import type { ManagerStatus } from '../../core/distribution.ts'
import { newId } from '../../core/ids.ts'
import { type Actor, type Role, rightsOfRole } from '../../core/permissions.ts'
import type { ConsentSettings, DistributionSettings } from '../../core/settings.ts'
import { defaultSettings } from '../../core/settings.ts'
import { transaction } from '../../db/client.ts'
import { createAccount, writeManager } from '../../src/services/access/create-account.ts'
import { connectChannel } from '../../src/services/channels/connect-channel.ts'
import { createProperty } from '../../src/services/channels/properties.ts'
import { saveAutoClose } from '../../src/services/settings/save-auto-close.ts'
import { saveConsent } from '../../src/services/settings/save-consent.ts'
import { saveDistribution } from '../../src/services/settings/save-distribution.ts'
import type { TestHub } from './hub.ts'
import type { TelegramUser } from './telegram-server.ts'

export type Business = Readonly<{
  accountId: string
  admin: Actor
  propertyId: string
  channelId: string
  token: string
  /** A person who writes to this business's bot. */
  customer: (id?: number) => TelegramUser
}>

let nextBot = 700_200_001

/** An account with an administrator, a property and a Telegram bot that reaches the hub by its webhook. */
export async function openBusiness(
  hub: TestHub,
  options: Readonly<{ timeZone?: string; intake?: 'webhook' | 'polling' }> = {},
): Promise<Business> {
  const { deps, telegram } = hub
  const { id: accountId } = await createAccount(deps, { name: 'Fernhill Bakery', timeZone: options.timeZone ?? 'Europe/Berlin' })
  const admin = await hire(hub, { accountId, role: 'administrator', name: 'Ann' })
  const property = await createProperty(deps, admin, { kind: 'site', name: 'Fernhill', siteUrl: null })
  const token = `${nextBot++}:AAStandInTokenForTests_${newId().replaceAll('-', '')}`
  telegram.addBot(token)
  const channel = await connectChannel(deps, admin, {
    kind: 'telegram',
    propertyId: property.id,
    name: 'Bot',
    config: { intake: options.intake ?? 'webhook' },
    secrets: { botToken: token },
  })
  return {
    accountId,
    admin,
    propertyId: property.id,
    channelId: channel.id,
    token,
    customer: (id) => telegram.user(id === undefined ? { token } : { token, id }),
  }
}

/** One more bot of the same business. */
export async function addBot(hub: TestHub, business: Business): Promise<Pick<Business, 'channelId' | 'token' | 'customer'>> {
  const token = `${nextBot++}:AAStandInTokenForTests_${newId().replaceAll('-', '')}`
  hub.telegram.addBot(token)
  const channel = await connectChannel(hub.deps, business.admin, {
    kind: 'telegram',
    propertyId: business.propertyId,
    name: 'Second bot',
    config: { intake: 'webhook' },
    secrets: { botToken: token },
  })
  return { channelId: channel.id, token, customer: (id) => hub.telegram.user(id === undefined ? { token } : { token, id }) }
}

type Hired = Readonly<{
  accountId: string
  role?: Role
  name?: string
  status?: ManagerStatus
  online?: boolean
  capacity?: number | null
  departmentIds?: readonly string[]
}>

/** A person of the account, without a password. Free and present unless said otherwise. */
export async function hire({ deps, clock }: Pick<TestHub, 'deps' | 'clock'>, given: Hired): Promise<Actor> {
  const { accountId, role = 'manager', name = 'Max', status = 'free', online = true, capacity = null, departmentIds = [] } = given
  const now = clock.now()
  const userId = newId()
  const managerId = await transaction(deps.sql, (tx) =>
    writeManager(tx, { accountId, userId, email: `${userId}@hub.example`, name, role, now }),
  )
  await deps.sql`
    update managers set status = ${status}, capacity = ${capacity}, online_until = ${online ? new Date(now.getTime() + 3_650 * 86_400_000) : null}
    where account_id = ${accountId} and id = ${managerId}`
  for (const departmentId of departmentIds) {
    await deps.sql`insert into manager_departments (account_id, manager_id, department_id) values (${accountId}, ${managerId}, ${departmentId})`
  }
  return { accountId, managerId, userId, sessionId: null, name, role, rights: rightsOfRole[role], departmentIds }
}

export async function addDepartment({ deps, clock }: TestHub, accountId: string, name = newId()): Promise<string> {
  const id = newId()
  await deps.sql`insert into departments (account_id, id, name, created_at) values (${accountId}, ${id}, ${name}, ${clock.now()})`
  return id
}

export const policy = {
  text: 'We keep what you write in order to answer you. How: {policy_link}. May we?',
  url: 'https://fernhill.example/privacy',
  agree: 'I agree',
  decline: 'No thanks',
}

export async function askForConsent({ deps }: TestHub, { admin }: Business, given: Partial<ConsentSettings> = {}) {
  return await saveConsent(deps, admin, { ...defaultSettings.consent, enabled: true, texts: { en: policy }, ...given })
}

export async function distribute({ deps }: TestHub, { admin }: Business, given: Partial<DistributionSettings>) {
  return await saveDistribution(deps, admin, { ...defaultSettings.distribution, presence: 'status', ...given })
}

export async function autoClose({ deps }: TestHub, { admin }: Business, given: Partial<(typeof defaultSettings)['auto-close']>) {
  return await saveAutoClose(deps, admin, { ...defaultSettings['auto-close'], ...given })
}

type Reply = HandlerBody<'POST /dialogues/{id}/messages'>

export const reply = (text: string, more: Partial<Reply> = {}): Reply => ({
  clientId: newId(),
  text,
  note: false,
  fileIds: [],
  buttons: [],
  replyTo: null,
  ...more,
})

/** The customer says these things, one after another; the hub answers each with 200. */
export async function say(
  { telegram }: TestHub,
  business: Pick<Business, 'token'>,
  user: TelegramUser,
  ...texts: readonly string[]
) {
  for (const text of texts) {
    const { status, body } = await telegram.sendUpdate(user.text(text), { token: business.token })
    if (status !== 200) throw new Error(`the webhook answered ${status}: ${body}`)
  }
}

export type StoredDialogue = {
  id: string
  chat_id: string
  status: string
  assignee_id: string | null
  close_reason: string | null
  last_seq: number
  opened_at: Date
  auto_close_at: Date | null
  became_unassigned_at: Date | null
  waiting_since: Date | null
  released_at: Date | null
  snippet: unknown
  consent_requested_at: Date | null
}

/** The account's dialogues, oldest first. */
export async function dialoguesOf(
  { deps }: Pick<TestHub, 'deps'>,
  { accountId }: { readonly accountId: string },
): Promise<StoredDialogue[]> {
  return await deps.sql<StoredDialogue[]>`
    select id, chat_id, status, assignee_id, close_reason, last_seq, opened_at, auto_close_at, became_unassigned_at, waiting_since, released_at, snippet,
      consent_requested_at
    from dialogues where account_id = ${accountId} order by id`
}

export async function onlyDialogue(
  hub: Pick<TestHub, 'deps'>,
  business: { readonly accountId: string },
): Promise<StoredDialogue> {
  const rows = await dialoguesOf(hub, business)
  const [row] = rows
  if (rows.length !== 1 || row === undefined) throw new Error(`there are ${rows.length} dialogues`)
  return row
}

export type StoredMessage = {
  id: string
  chat_id: string
  dialogue_id: string
  seq: number
  direction: string
  text: string
  late: boolean
  status: string | null
  attempt: number
  automatic: boolean
  failure_reason: string | null
  failure_detail: string | null
  next_attempt_at: Date | null
  external_id: string | null
}

export async function messagesOf(
  { deps }: Pick<TestHub, 'deps'>,
  { accountId }: { readonly accountId: string },
): Promise<StoredMessage[]> {
  return await deps.sql<StoredMessage[]>`
    select id, chat_id, dialogue_id, seq, direction, text, late, status, attempt, automatic, failure_reason, failure_detail, next_attempt_at, external_id
    from messages where account_id = ${accountId} order by chat_id, seq`
}

/** The one message with this text. */
export async function messageWith(
  hub: Pick<TestHub, 'deps'>,
  business: { readonly accountId: string },
  text: string,
): Promise<StoredMessage> {
  const found = (await messagesOf(hub, business)).filter((row) => row.text === text)
  const [row] = found
  if (found.length !== 1 || row === undefined) throw new Error(`there are ${found.length} messages "${text}"`)
  return row
}
