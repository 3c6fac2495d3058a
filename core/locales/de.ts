import { access } from './de/access.ts'
import { admin } from './de/admin.ts'
import { common } from './de/common.ts'
import { inbox } from './de/inbox.ts'
import { mail } from './de/mail.ts'
import { thread } from './de/thread.ts'
import type { en } from './en.ts'
import type { Translation } from './translate.ts'

export const de: Translation<typeof en> = { ...common, ...access, ...inbox, ...thread, ...admin, ...mail }
