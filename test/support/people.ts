import { newId } from '../../core/ids.ts'
import type { Role } from '../../core/permissions.ts'
import { createAccount, createAdmin } from '../../src/services/access/create-account.ts'
import { type AccessHub, api, cookieOf } from './access-hub.ts'

export const password = 'correct horse battery'

export type Person = Readonly<{ accountId: string; managerId: string; email: string; cookie: string }>

/** A new account and its administrator, signed in. */
export async function newAccount({ app, deps }: AccessHub, name = 'Acme'): Promise<Person> {
  const account = await createAccount(deps, { name, timeZone: 'Europe/Berlin' })
  const email = `admin-${newId()}@hub.example`
  const { managerId } = await createAdmin(deps, { accountId: account.id, email, name: 'Ann', password })
  return { accountId: account.id, managerId, email, cookie: await signedIn(app, email) }
}

/** A further person of the account, by invitation. */
export async function newManager({ app }: AccessHub, admin: Person, role: Role = 'manager'): Promise<Person> {
  const email = `manager-${newId()}@hub.example`
  const invited = await api(app, 'POST /managers', { cookie: admin.cookie, body: { email, name: 'Max', role } })
  const { id, inviteUrl } = (await invited.json()) as { id: string; inviteUrl: string }
  const token = inviteUrl.split('/').at(-1) ?? ''
  const accepted = await api(app, 'POST /invites/{token}', { params: { token }, body: { name: 'Max', password } })
  return { accountId: admin.accountId, managerId: id, email, cookie: cookieOf(accepted) }
}

export async function signedIn(app: AccessHub['app'], email: string): Promise<string> {
  const answer = await api(app, 'POST /sessions', { body: { email, password } })
  if (answer.status !== 201) throw new Error(`signing in gave ${answer.status}: ${await answer.text()}`)
  return cookieOf(answer)
}
