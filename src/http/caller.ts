import type { Context } from 'hono'
import type { Caller } from '../services/access/deps.ts'
import type { Env } from './router.ts'

export function callerOf(c: Context<Env>): Caller {
  return { ip: c.var.ip, userAgent: c.req.header('user-agent') ?? null }
}
