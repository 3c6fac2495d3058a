import type { Actor } from '../../../core/permissions.ts'
import type { AccessDeps } from './deps.ts'

/** Ends this session; its sockets close. Returns the Set-Cookie lines that make the browser forget it. */
export async function signOut(
  deps: AccessDeps,
  args: { readonly actor: Actor; readonly cookie: string },
): Promise<readonly string[]> {
  const { userId, sessionId } = args.actor
  const cookies = await deps.signIn.end(args.cookie)
  if (userId !== null) deps.bus.publish({ type: 'session_ended', userId, sessionId })
  return cookies
}
