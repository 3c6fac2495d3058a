import { createHmac, timingSafeEqual } from 'node:crypto'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { isAPIError } from 'better-auth/api'
import { hashPassword } from 'better-auth/crypto'
import { betterAuth } from 'better-auth/minimal'
import type { Log } from '../../core/ports.ts'
import { type SignIn, sessionDays, sessionRenewDays } from '../../core/sign-in.ts'

const cookieName = 'hubbub_session'
/** Carries the caller's address, as the hub found it, into the library: no header from outside has a say. */
const addressHeader = 'x-hubbub-client-address'
const daySeconds = 86_400

export type AuthOptions = Readonly<{
  /** The drizzle handle, and the tables of the library by its names for them. */
  db: object
  tables: Readonly<{ user: object; session: object; account: object; verification: object }>
  /** Signs the cookie; derived from the hub's secret. */
  secret: string
  publicUrl: string | null
  log: Log
}>

/**
 * better-auth behind our own endpoints: it checks passwords, keeps sessions and signs the cookie. Its HTTP handler is mounted nowhere, so none
 * of its own routes (sign-up, profile, password reset, redirects) can be reached from outside, and nothing of a foreign request but its Cookie
 * header gets into it. Accounts, invitations, resets and limits are ours (services/access), in one transaction with the rest.
 */
export function createAuth(options: AuthOptions): SignIn {
  const auth = build(options)
  return {
    begin: async ({ email, password, ip, userAgent }) => {
      const headers = new Headers({ [addressHeader]: ip })
      if (userAgent !== null) headers.set('user-agent', userAgent.slice(0, 300))
      try {
        const { headers: answered, response } = await auth.api.signInEmail({
          body: { email, password },
          headers,
          returnHeaders: true,
        })
        return { userId: response.user.id, token: response.token, cookies: answered.getSetCookie() }
      } catch (error) {
        if (isAPIError(error) && error.status === 'UNAUTHORIZED') return null
        throw error
      }
    },
    end: async (cookieHeader) => {
      const { headers } = await auth.api.signOut({ headers: new Headers({ cookie: cookieHeader }), returnHeaders: true })
      // The library also clears cookies that it never sets here.
      return headers.getSetCookie().filter((line) => line.startsWith(`${cookieName}=`))
    },
    renew: async (cookieHeader) => {
      const { headers } = await auth.api.getSession({ headers: new Headers({ cookie: cookieHeader }), returnHeaders: true })
      return headers.getSetCookie().filter((line) => line.startsWith(`${cookieName}=`))
    },
    tokenOf: (cookieHeader) => tokenOf(cookieHeader, options.secret),
    hashPassword,
  }
}

function build({ db, tables, secret, publicUrl, log }: AuthOptions) {
  const say = (message: string) => log.debug({ component: 'better-auth' }, message)
  return betterAuth({
    appName: 'Hubbub',
    // Only for links that we never let it make.
    baseURL: publicUrl ?? 'http://localhost',
    trustedOrigins: publicUrl === null ? [] : [new URL(publicUrl).origin],
    secret,
    database: drizzleAdapter(db, { provider: 'pg', schema: { ...tables }, transaction: false }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 128 },
    session: {
      expiresIn: sessionDays * daySeconds,
      updateAge: sessionRenewDays * daySeconds,
      // Off, so that a session that was ended is ended at once.
      cookieCache: { enabled: false },
    },
    // Ours are in the database and count by address and by e-mail (services/access/limit).
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      // The library would put `__Secure-` before the name; Secure itself is set below.
      useSecureCookies: false,
      cookies: { session_token: { name: cookieName } },
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/', secure: publicUrl?.startsWith('https://') ?? false },
      ipAddress: { ipAddressHeaders: [addressHeader] },
      trustedProxyHeaders: false,
    },
    // Its warnings name no address, but say on every wrong password that it was wrong: our own line does that.
    logger: {
      level: 'error',
      log: (level, message) => (level === 'error' ? log.error({ component: 'better-auth' }, message) : say(message)),
    },
  })
}

/** The library signs `token` with HMAC-SHA256 and stores `token.signature` in the cookie; checked here so that a request costs one query. */
function tokenOf(cookieHeader: string | null, secret: string): string | null {
  const value = cookieValue(cookieHeader)
  const dot = value.lastIndexOf('.')
  if (dot < 1) return null
  const token = value.slice(0, dot)
  const given = Buffer.from(value.slice(dot + 1))
  const right = Buffer.from(createHmac('sha256', secret).update(token).digest('base64'))
  return given.length === right.length && timingSafeEqual(given, right) ? token : null
}

function cookieValue(cookieHeader: string | null): string {
  for (const part of (cookieHeader ?? '').split(';')) {
    const [name = '', ...rest] = part.split('=')
    if (name.trim() !== cookieName) continue
    try {
      return decodeURIComponent(rest.join('=').trim())
    } catch {
      // Not ours: we encode what we set.
      return ''
    }
  }
  return ''
}
