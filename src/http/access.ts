import type { Context } from 'hono'
import { acceptInvite } from '../services/access/accept-invite.ts'
import { changeMe } from '../services/access/change-me.ts'
import { completeSetup } from '../services/access/complete-setup.ts'
import { endSession } from '../services/access/end-session.ts'
import { listSessions } from '../services/access/list-sessions.ts'
import { requestPasswordReset } from '../services/access/request-password-reset.ts'
import { resetPassword } from '../services/access/reset-password.ts'
import { showInvite } from '../services/access/show-invite.ts'
import { showMe } from '../services/access/show-me.ts'
import { showSetup } from '../services/access/show-setup.ts'
import { type SignedIn, signIn } from '../services/access/sign-in.ts'
import { signOut } from '../services/access/sign-out.ts'
import { signUp } from '../services/access/sign-up.ts'
import { switchAccount } from '../services/access/switch-account.ts'
import { callerOf } from './caller.ts'
import { nothing } from './nothing.ts'
import type { HttpDeps } from './parts.ts'
import { type Api, type Env, route } from './router.ts'

/** Set-up, sign-up, sign-in, sessions, invitations, passwords, and who is asking. */
export function accessRoutes(api: Api, deps: HttpDeps): void {
  route(api, 'GET /setup', () => showSetup(deps))
  route(api, 'POST /setup', async ({ body, c }) => welcome(c, await completeSetup(deps, { ...body, caller: callerOf(c) })))
  route(api, 'POST /sign-up', async ({ body, c }) => welcome(c, await signUp(deps, { ...body, caller: callerOf(c) })))

  route(api, 'POST /sessions', async ({ body, c }) => welcome(c, await signIn(deps, { ...body, caller: callerOf(c) })))
  route(api, 'DELETE /sessions', async ({ actor, c }) => {
    setCookies(c, await signOut(deps, { actor, cookie: c.req.header('cookie') ?? '' }))
    return undefined
  })
  route(api, 'GET /sessions', async ({ actor }) => ({ items: await listSessions(deps, actor) }))
  route(api, 'DELETE /sessions/{id}', ({ actor, params }) => nothing(endSession(deps, { actor, sessionId: params.id })))

  route(api, 'GET /invites/{token}', ({ params, c }) => showInvite(deps, { token: params.token, caller: callerOf(c) }))
  route(api, 'POST /invites/{token}', async ({ params, body, c }) =>
    welcome(c, await acceptInvite(deps, { ...body, token: params.token, caller: callerOf(c) })),
  )
  route(api, 'POST /password-resets', async ({ body, c }) => {
    await requestPasswordReset(deps, { email: body.email, caller: callerOf(c) })
    return {}
  })
  route(api, 'POST /password-resets/{token}', ({ params, body, c }) =>
    nothing(resetPassword(deps, { token: params.token, password: body.password, caller: callerOf(c) })),
  )

  route(api, 'GET /me', ({ actor }) => showMe(deps, actor))
  route(api, 'PATCH /me', ({ actor, body }) =>
    changeMe(deps, { actor, name: body.name ?? null, preferences: body.preferences ?? {} }),
  )
  route(api, 'PUT /me/account', ({ actor, body }) => switchAccount(deps, { actor, accountId: body.accountId }))
}

function welcome(c: Context<Env>, { me, cookies }: SignedIn) {
  setCookies(c, cookies)
  return me
}

export function setCookies(c: Context<Env>, lines: readonly string[]): void {
  for (const line of lines) c.header('Set-Cookie', line, { append: true })
}
