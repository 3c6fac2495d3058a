import type { Me } from '../../../core/api/shapes.ts'
import { HubError } from '../../../core/errors.ts'
import { saveActiveAccountByToken } from '../../../db/queries/sessions.ts'
import type { AccessDeps, Caller } from './deps.ts'
import { limit } from './limit.ts'
import { actorOfToken } from './resolve-actor.ts'
import { showMe } from './show-me.ts'

export type SignedIn = Readonly<{ me: Me; cookies: readonly string[] }>

type Given = Readonly<{ email: string; password: string; caller: Caller }>

/** @throws HubError unauthenticated (the same for an unknown address and a wrong password), rate_limited, forbidden */
export async function signIn(deps: AccessDeps, given: Given): Promise<SignedIn> {
  const { cookies, token } = await beginSession(deps, given)
  return await welcome(deps, { token, cookies })
}

/** Checks the password within the limits of guessing, and begins a session; in `accountId` where it is given. */
export async function signInTo(deps: AccessDeps, given: Given & Readonly<{ accountId: string }>): Promise<SignedIn> {
  const { cookies, token } = await beginSession(deps, given)
  await saveActiveAccountByToken(deps.sql, { token, accountId: given.accountId })
  return await welcome(deps, { token, cookies })
}

/** Proves that somebody is who they say they are; the session that the library begins with it ends at once. */
export async function provePassword(deps: AccessDeps, given: Given): Promise<{ readonly userId: string }> {
  const begun = await beginSession(deps, given)
  await deps.signIn.end(begun.cookies.map((line) => line.split(';')[0] ?? '').join('; '))
  return { userId: begun.userId }
}

async function beginSession(deps: AccessDeps, { email, password, caller }: Given) {
  const giveBack = await limit(deps, { what: 'sign-in', ip: caller.ip, email })
  const begun = await deps.signIn.begin({ email, password, ip: caller.ip, userAgent: caller.userAgent })
  if (begun === null) throw new HubError('unauthenticated', 'E-mail address and password don’t belong together.')
  await giveBack()
  return begun
}

async function welcome(
  deps: AccessDeps,
  { token, cookies }: { readonly token: string; readonly cookies: readonly string[] },
): Promise<SignedIn> {
  const actor = await actorOfToken(deps, token)
  if (actor === null) throw new HubError('forbidden', 'You are in no account any more: ask an administrator.')
  return { me: await showMe(deps, actor), cookies }
}
