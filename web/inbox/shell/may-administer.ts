import type { Me } from '../../../core/api/shapes.ts'

/** Whether any admin page is open to this person. */
export const mayAdminister = (me: Me): boolean => me.rights.some((right) => adminRights.has(right))

const adminRights: ReadonlySet<string> = new Set(['chat_settings', 'people', 'channels', 'properties', 'account'])
