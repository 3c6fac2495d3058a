import type { ChannelAdapter, Connection, Emit } from '../core/channel.ts'
import type { Bus, Clock, Egress, Log, Mail, Queue, Secrets, Storage } from '../core/ports.ts'
import type { SettingsGroup, SettingsOf } from '../core/settings.ts'
import type { Db, Sql } from '../db/client.ts'
import type { Config } from './config.ts'

/** What a channel is, as intake and lanes need it. Loaded once and kept until the channel changes. */
export type OpenChannel = Readonly<{
  accountId: string
  channelId: string
  propertyId: string
  kind: string
  status: 'active' | 'paused' | 'removed'
  publicId: string | null
  config: unknown
  adapter: ChannelAdapter
  connection: Connection
}>

export type Channels = Readonly<{
  /** null: unknown, or removed. */
  byId: (channelId: string) => Promise<OpenChannel | null>
  byPublicId: (publicId: string) => Promise<OpenChannel | null>
  /** Forget what is known of it. */
  drop: (channelId: string) => void
}>

/** The account's settings and zone, kept a few seconds. */
export type AccountSettings = Readonly<
  { accountId: string; timeZone: string; locale: string } & { [G in SettingsGroup]: SettingsOf<G> }
>
export type SettingsCache = Readonly<{
  of: (accountId: string) => Promise<AccountSettings>
  /** As the database has them now. */
  fresh: (accountId: string) => Promise<AccountSettings>
  drop: (accountId: string) => void
}>

/** Points at which a test may end the process, so that recovery can be shown (QUALITY: fault plan). */
export const crashPoints = [
  'ingest.verified',
  'ingest.inserted',
  'ingest.committed',
  'ingest.answered',
  'gate.decided',
  'assign.claimed',
  'assign.committed',
  'deliver.claimed',
  'deliver.before-send',
  'deliver.accepted',
  'deliver.committed',
  'close.claimed',
  'close.committed',
  'shutdown',
] as const
export type CrashPoint = (typeof crashPoints)[number]

/** What services receive as their first parameter. Built by the composition root only. */
export type Deps = Readonly<{
  config: Config
  clock: Clock
  log: Log
  db: Db
  sql: Sql
  queue: Queue
  bus: Bus
  secrets: Secrets
  storage: Storage
  mail: Mail
  fetch: Egress
  adapters: readonly ChannelAdapter[]
  channels: Channels
  settings: SettingsCache
  /** Key of the widget's boot tickets, derived from the hub's secret. */
  ticketKey: Uint8Array
  /** Does nothing outside fault tests. */
  crash: (point: CrashPoint) => void
  /** Takes in what a channel said; resolves after the commit. */
  ingest: Ingest
}>

export type IngestRequest = Readonly<{
  accountId: string
  channelId: string
  propertyId: string
  events: Parameters<Emit>[0]
  /** The platform's own words, for the journal. */
  raw: string
  /** A gateway's fencing token: without its lease nothing is written. */
  lease?: Readonly<{ name: string; token: number }>
}>
export type Ingest = Readonly<{
  receive: (request: IngestRequest) => Promise<void>
  /** A payload that could not be understood: kept with its reason. */
  bury: (
    request: Readonly<{ accountId: string; channelId: string; externalId: string; place?: string; raw: string; reason: string }>,
  ) => Promise<void>
  stop: () => Promise<void>
}>
