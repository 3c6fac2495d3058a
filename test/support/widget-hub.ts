import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { serve, type WebSocketServerLike } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import type { HandlerBody } from '../../core/api/index.ts'
import { newId } from '../../core/ids.ts'
import { type Actor, rightsOfRole } from '../../core/permissions.ts'
import { defaultSettings } from '../../core/settings.ts'
import type { Hub } from '../../src/compose.ts'
import { createApp } from '../../src/http/app.ts'
import type { App } from '../../src/http/parts.ts'
import { widgetRoutes } from '../../src/http/widget.ts'
import { widgetPages } from '../../src/http/widget-pages.ts'
import { widgetStream } from '../../src/http/widget-stream.ts'
import { createAccount, createAdmin } from '../../src/services/access/create-account.ts'
import { setStatus } from '../../src/services/access/set-status.ts'
import { connectChannel } from '../../src/services/channels/connect-channel.ts'
import { createProperty } from '../../src/services/channels/properties.ts'
import { sendReply } from '../../src/services/dialogues/send-reply.ts'
import { maxUploadBytes } from '../../src/services/files/files.ts'
import { saveConsent } from '../../src/services/settings/save-consent.ts'
import { createStreamHub, type StreamHub } from '../../src/services/stream/hub.ts'
import { resolveVisitor } from '../../src/services/widget/resolve-visitor.ts'
import { createVisitorStream } from '../../src/services/widget/visitor-stream.ts'
import { createHandlers } from '../../workers/handlers.ts'

export const widgetDir = path.resolve(import.meta.dirname, '../../dist/web/widget')

export type WidgetHub = Readonly<{
  hub: Hub
  app: App
  streams: StreamHub
  url: string
  /** Ends every socket without a word, as a lost network does. */
  dropSockets: () => void
  stop: () => Promise<void>
}>

/** The hub with its widget on a port of its own: workers, stream and all. */
export async function serveWidgetHub(hub: Hub): Promise<WidgetHub> {
  const { deps, queues, registry } = hub
  const streams = createStreamHub(deps)
  const visitors = createVisitorStream(deps, streams)
  const app = createApp(deps, {
    api: [(api) => widgetRoutes(api, deps), (api) => widgetStream(api, deps, visitors)],
    app: [(on) => widgetPages(on, deps, { widgetDir })],
    resolveVisitor: (token) => resolveVisitor(deps, token),
    isStarted: () => true,
    metrics: registry,
    version: '0.0.0-test',
    webDir: '/nowhere',
    maxUploadBytes,
  })
  await queues.start(createHandlers(deps))
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 65_536 })
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const websocket = { server: sockets as unknown as WebSocketServerLike }
    const one = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1', websocket }, () => resolve(one))
  })
  const dropSockets = (): void => {
    for (const socket of sockets.clients) socket.terminate()
  }
  return {
    hub,
    app,
    streams,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dropSockets,
    stop: async () => {
      visitors.stop()
      streams.stop()
      dropSockets()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await hub.close()
    },
  }
}

export type Shop = Readonly<{ actor: Actor; channelId: string; publicId: string; propertyId: string }>

/** An account with one site and one widget on it, and the person who answers there. */
export async function openShop({ hub }: WidgetHub, config: Readonly<Record<string, unknown>> = {}): Promise<Shop> {
  const { deps } = hub
  const { id: accountId } = await createAccount(deps, { name: 'Fernhill Bakery', timeZone: 'Europe/Berlin' })
  const email = `ann-${newId()}@hub.example`
  const { managerId } = await createAdmin(deps, { accountId, email, name: 'Ann Baker', password: 'correct horse battery' })
  const actor: Actor = {
    accountId,
    managerId,
    userId: 'u',
    sessionId: null,
    name: 'Ann Baker',
    role: 'administrator',
    rights: rightsOfRole.administrator,
    departmentIds: [],
  }
  const property = await createProperty(deps, actor, { kind: 'site', name: 'Fernhill Bakery', siteUrl: null })
  const channel = await connectChannel(deps, actor, {
    kind: 'widget',
    propertyId: property.id,
    name: 'Chat',
    config,
    secrets: {},
  })
  return { actor, channelId: channel.id, publicId: channel.publicId ?? '', propertyId: property.id }
}

export const policy = {
  text: 'We keep what you write in order to answer you. How we handle it: {policy_link}. May we?',
  url: 'https://fernhill.example/privacy',
  agree: 'I agree',
  decline: 'No thanks',
}

/** Asks for consent before a first message, from now on. */
export async function askForConsent(
  { hub }: WidgetHub,
  shop: Shop,
  text: string = policy.text,
  mode: 'explicit' | 'implicit' = 'explicit',
) {
  const texts = { en: { ...policy, text } }
  return await saveConsent(hub.deps, shop.actor, { ...defaultSettings.consent, enabled: true, mode, texts })
}

/** The manager is at their desk, as an open inbox would make them. */
export async function comeOnline({ hub, streams }: WidgetHub, { actor }: Shop): Promise<() => void> {
  await setStatus(hub.deps, { actor, status: 'free' })
  const socket = { send: () => {}, close: () => {} }
  const client = {
    kind: 'manager' as const,
    socket,
    credentialId: '',
    actor: { ...actor, sessionId: null },
    position: 0,
    live: false,
  }
  await streams.join(client, null)
  return () => streams.leave(client)
}

type Reply = HandlerBody<'POST /dialogues/{id}/messages'>

/** The manager answers in the visitor's dialogue, once the gate has opened it. */
export async function answer({ hub }: WidgetHub, shop: Shop, text: string, more: Partial<Reply> = {}): Promise<void> {
  const dialogueId = await openDialogue(hub, shop)
  const body = { clientId: newId(), text, note: false, fileIds: [], buttons: [], replyTo: null, ...more }
  await sendReply(hub.deps, shop.actor, { dialogueId, body })
}

export async function openDialogue(hub: Hub, shop: Shop): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    const [row] = await hub.deps.sql<{ id: string }[]>`
      select id from dialogues where account_id = ${shop.actor.accountId} and status = 'open' order by opened_at desc limit 1`
    if (row) return row.id
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('no dialogue was opened')
}
