import { newId } from '../../core/ids.ts'
import type { Role } from '../../core/permissions.ts'
import { addPerson } from '../../src/services/access/create-account.ts'
import { api, cookieOf } from './access-hub.ts'
import type { TestHub } from './hub.ts'

const password = 'correct horse battery'

/** A further person of the account with a password, signed in by the API. */
export async function signIn(
  { app, deps }: TestHub,
  { accountId, role = 'manager' }: Readonly<{ accountId: string; role?: Role }>,
) {
  const email = `person-${newId()}@hub.example`
  const { managerId } = await addPerson(deps, { accountId, email, name: 'Max', password, role })
  const answer = await api(app, 'POST /sessions', { body: { email, password } })
  if (answer.status !== 201) throw new Error(`signing in gave ${answer.status}: ${await answer.text()}`)
  return { managerId, cookie: cookieOf(answer) }
}
