import { newId, newToken } from '../../../core/ids.ts'
import { findUserByEmail, insertPasswordReset } from '../../../db/queries/users.ts'
import type { AccessDeps, Caller } from './deps.ts'
import { limit } from './limit.ts'
import { resetUrl } from './links.ts'
import { hashToken } from './tokens.ts'

const validMs = 3_600_000

/**
 * Mails a link, if somebody here has this address. The caller gets the same answer after the same time either way, so the looking up and the
 * mail come after it.
 */
export async function requestPasswordReset(
  deps: AccessDeps,
  given: { readonly email: string; readonly caller: Caller },
): Promise<void> {
  await limit(deps, { what: 'password-reset', ip: given.caller.ip, email: given.email })
  if (!deps.mail.configured) return
  setImmediate(() => {
    mailLink(deps, given.email).catch((error: unknown) =>
      deps.log.error({ error }, 'a link for a new password could not be mailed'),
    )
  })
}

async function mailLink(deps: AccessDeps, email: string): Promise<void> {
  const user = await findUserByEmail(deps.sql, email)
  if (user === null) return
  const url = await makeResetLink(deps, { userId: user.id, validMs })
  await deps.mail.send({
    to: email,
    subject: 'Set a new password for Hubbub',
    text: `Hello ${user.name},\n\nset a new password here, within the next hour:\n\n${url}\n\nIf you did not ask for this, nothing has changed: ignore this mail.\n`,
  })
}

/** A link that works once, for this person. Only the hash of its token is stored. */
export async function makeResetLink(
  deps: Pick<AccessDeps, 'sql' | 'clock' | 'config'>,
  args: { readonly userId: string; readonly validMs: number },
): Promise<string> {
  const token = newToken()
  const now = deps.clock.now()
  const expiresAt = new Date(now.getTime() + args.validMs)
  await insertPasswordReset(deps.sql, { id: newId(), tokenHash: hashToken(token), userId: args.userId, expiresAt, now })
  return resetUrl(deps, token)
}
