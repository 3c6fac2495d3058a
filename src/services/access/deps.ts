import type { SignIn } from '../../../core/sign-in.ts'
import type { Deps } from '../../deps.ts'

/** What the services of access need beside the rest: the sign-in library. */
export type AccessDeps = Deps & Readonly<{ signIn: SignIn }>

/** Who calls from where, for limits and the list of sessions. */
export type Caller = Readonly<{ ip: string; userAgent: string | null }>
