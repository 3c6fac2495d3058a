/** The port to the sign-in library: passwords, sessions and their cookie. Who may do what is none of its business. */
export type SignIn = Readonly<{
  /**
   * Begins a session for the right password; null when address and password don't belong together. Takes as long for an unknown address.
   * `cookies` are Set-Cookie lines.
   */
  begin: (given: SignInAttempt) => Promise<Readonly<{ userId: string; token: string; cookies: readonly string[] }> | null>
  /** Ends the session of this Cookie header; the lines make the browser forget it. */
  end: (cookieHeader: string) => Promise<readonly string[]>
  /** Gives the session its full time again. */
  renew: (cookieHeader: string) => Promise<readonly string[]>
  /** The session's token in a Cookie header; null when there is none, or its signature is not ours. No database. */
  tokenOf: (cookieHeader: string | null) => string | null
  hashPassword: (password: string) => Promise<string>
}>

export type SignInAttempt = Readonly<{ email: string; password: string; ip: string; userAgent: string | null }>

export const sessionDays = 30
/** A session in use gets its full time again once this much of it is over. */
export const sessionRenewDays = 1

/** What the library calls a password among the ways to sign in. */
export const passwordProvider = 'credential'
