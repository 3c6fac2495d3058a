import { HubError } from '../../core/errors.ts'
import { newId, newToken } from '../../core/ids.ts'
import { type Actor, rightsOfRole } from '../../core/permissions.ts'
import { findAccountByName } from '../../db/queries/accounts.ts'
import { findUserByEmail } from '../../db/queries/users.ts'
import { addPerson, createAccount } from '../services/access/create-account.ts'
import type { AccessDeps } from '../services/access/deps.ts'
import { setStatus } from '../services/access/set-status.ts'
import { connectChannel } from '../services/channels/connect-channel.ts'
import { createProperty } from '../services/channels/properties.ts'
import { assignDialogue } from '../services/dialogues/assign-dialogue.ts'
import { closeDialogue } from '../services/dialogues/close-dialogue.ts'
import { readDialogues } from '../services/dialogues/list.ts'
import { sendReply } from '../services/dialogues/send-reply.ts'
import type { CliDeps } from './context.ts'
import { type DemoDialogue, type DemoPerson, demoDialogues, people } from './demo-dialogues.ts'
import { type InProcess, inProcess } from './in-process.ts'

const accountName = 'Fernhill Bakery (demo)'
const hourMs = 3_600_000
const minuteMs = 60_000

/**
 * A business to look around in: its people, and dialogues of the last days in every state. All of it comes in by the hub's own ways, at the times
 * of a clock that is set back.
 */
export async function seedDemo(cli: CliDeps) {
  if ((await findAccountByName(cli.sql, accountName)).length > 0)
    throw new HubError('conflict', `There is an account ${accountName} already.`)
  const time = { ms: cli.clock.now().getTime() - 72 * hourMs }
  const end = cli.clock.now().getTime()
  const clock = { now: () => new Date(time.ms) }
  return await inProcess(cli, { clock }, async (hub) => {
    const { deps } = hub
    const account = await createAccount(deps, { name: accountName, timeZone: 'Europe/Berlin' })
    const password = newToken()
    const actors = await hirePeople(deps, { accountId: account.id, password })
    const property = await createProperty(deps, actors.mia, { kind: 'site', name: 'Fernhill Bakery', siteUrl: null })
    const config = { title: 'Fernhill Bakery', greeting: 'Good morning! How can we help?' }
    const channel = await connectChannel(deps, actors.mia, {
      kind: 'widget',
      propertyId: property.id,
      name: 'Website chat',
      config,
      secrets: {},
    })
    for (const dialogue of demoDialogues) {
      time.ms = end - dialogue.hoursAgo * hourMs
      await play(hub, {
        dialogue,
        actors,
        place: { accountId: account.id, propertyId: property.id, channelId: channel.id },
        time,
      })
    }
    time.ms = end
    for (const [key, { status }] of entries(people)) await setStatus(deps, { actor: actors[key], status })
    return { accountId: account.id, account: accountName, email: emailOf('mia'), password, dialogues: demoDialogues.length }
  })
}

const emailOf = (person: DemoPerson): string => `${person}@demo.hubbub.example`

/** `Object.entries` forgets the names of the keys. */
function entries<K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(record) as [K, V][]
}

type Actors = Readonly<Record<DemoPerson, Actor>>

async function hirePeople(deps: AccessDeps, args: { readonly accountId: string; readonly password: string }): Promise<Actors> {
  const hire = async (person: DemoPerson): Promise<Actor> => {
    const { name, role } = people[person]
    const email = emailOf(person)
    if ((await findUserByEmail(deps.sql, email)) !== null) throw new HubError('conflict', `${email} is in use already.`)
    const { managerId, userId } = await addPerson(deps, { ...args, email, name, role })
    return {
      accountId: args.accountId,
      managerId,
      userId,
      sessionId: null,
      name,
      role,
      rights: rightsOfRole[role],
      departmentIds: [],
    }
  }
  return { mia: await hire('mia'), jonas: await hire('jonas'), aylin: await hire('aylin'), tom: await hire('tom') }
}

type Play = Readonly<{
  dialogue: DemoDialogue
  actors: Actors
  place: Readonly<{ accountId: string; propertyId: string; channelId: string }>
  time: { ms: number }
}>

async function play({ deps, queue, settle }: InProcess, { dialogue, actors, place, time }: Play): Promise<void> {
  const visitorId = newId()
  const author = { id: visitorId, name: dialogue.contact, username: null, locale: dialogue.locale ?? 'en' }
  let dialogueId = ''
  for (const { from, text } of dialogue.lines) {
    time.ms += minuteMs * (1 + (text.length % 4))
    if (from === 'contact') {
      const id = newId()
      const content = { text, files: [] }
      const entry = dialogue.page === undefined ? null : ({ source: 'page', value: dialogue.page } as const)
      const message = {
        type: 'message',
        eventId: id,
        messageId: id,
        chatId: visitorId,
        at: deps.clock.now(),
        order: null,
      } as const
      await deps.ingest.receive({
        ...place,
        raw: JSON.stringify({ text }),
        events: [{ ...message, author, content, replyTo: null, entry }],
      })
      queue.nudge('distribute', { accountId: place.accountId })
      await settle()
      if (dialogueId === '') dialogueId = await newestDialogue(deps, actors.mia)
      continue
    }
    const body = { clientId: newId(), text, note: from.startsWith('note:'), fileIds: [], buttons: [], replyTo: null }
    await sendReply(deps, actors[writer(from)], { dialogueId, body })
    await settle()
  }
  if (dialogue.assignee !== undefined) {
    await assignDialogue(deps, actors.mia, { dialogueId, managerId: actors[dialogue.assignee].managerId })
  }
  if (dialogue.closed) await closeDialogue(deps, actors.mia, dialogueId)
}

function writer(from: string): DemoPerson {
  const name = from.replace('note:', '')
  const found = entries(people).find(([key]) => key === name)
  if (!found) throw new Error(`Nobody in the demo is called ${name}.`)
  return found[0]
}

async function newestDialogue(deps: AccessDeps, actor: Actor): Promise<string> {
  const { items } = await readDialogues(deps, actor, { limit: 1, status: 'open' })
  return items[0]?.id ?? ''
}
