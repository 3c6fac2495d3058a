import { access } from './en/access.ts'
import { admin } from './en/admin.ts'
import { common } from './en/common.ts'
import { inbox } from './en/inbox.ts'
import { mail } from './en/mail.ts'
import { thread } from './en/thread.ts'

/** The source of all languages: its keys and the names in its braces are the types of the others. */
export const en = { ...common, ...access, ...inbox, ...thread, ...admin, ...mail } as const
