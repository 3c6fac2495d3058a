import type { Hono } from 'hono'
import type { Registry } from 'prom-client'
import type { AccessDeps } from '../services/access/deps.ts'
import type { Visitor } from '../services/widget/visitor.ts'
import type { Api, Env } from './router.ts'

export type App = Hono<Env>
export type HttpDeps = AccessDeps

/** What the composition root adds to the app. */
export type Parts = Readonly<{
  /** Further groups of operations under /api/v1. */
  api: readonly ((api: Api) => void)[]
  /** Everything beside the API: webhooks, widget, public pages, sockets. They come before the pages of the inbox. */
  app: readonly ((app: App) => void)[]
  /** Who a widget's token stands for; null: nobody, or no longer. */
  resolveVisitor: (token: string) => Promise<Visitor | null>
  /** Migrations are done and the queue runs. */
  isStarted: () => boolean
  metrics: Registry
  /** The hub's, for the API's document. */
  version: string
  /** The built inbox (dist/web/inbox). */
  webDir: string
  maxUploadBytes: number
}>
