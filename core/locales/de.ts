import type { en } from './en.ts'
import { en as source } from './en.ts'
import type { Translation } from './translate.ts'

export const de: Translation<typeof en> = source
