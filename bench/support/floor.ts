import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import postgres from 'postgres'
import { WebSocketServer } from 'ws'

/**
 * The floor: what is left when a hub is taken away. Hono, one INSERT per request, an answer after its commit; and for the end-to-end benchmark
 * what was stored goes to every open socket. Same process model, driver, size of pool and database server as the hub.
 */
type First = Readonly<{ databaseUrl: string; poolSize: number }>
type Update = Readonly<{
  update_id: number
  message: Readonly<{ message_id: number; text: string; date: number; chat: Readonly<{ id: number }> }>
}>

process.once('message', (first: First) => void run(first))
process.on('disconnect', () => process.exit(0))

async function run(first: First): Promise<void> {
  const sql = postgres(first.databaseUrl, { max: first.poolSize, onnotice: () => {} })
  await sql`create table if not exists floor_messages (
    id bigint generated always as identity primary key, update_id bigint not null, chat_id bigint not null, text text not null, payload text not null, at timestamptz not null)`
  const app = new Hono()
  const sockets = new WebSocketServer({ noServer: true })
  app.post('/webhook', async (c) => {
    const body = await c.req.text()
    const update: Update = JSON.parse(body)
    const { text, date, chat } = update.message
    const at = new Date(date * 1000)
    await sql`insert into floor_messages (update_id, chat_id, text, payload, at) values (${update.update_id}, ${chat.id}, ${text}, ${body}, ${at})`
    if (sockets.clients.size > 0) {
      const frame = JSON.stringify({ type: 'message', chatId: chat.id, text, at })
      for (const socket of sockets.clients) socket.send(frame)
    }
    return c.body(null, 200)
  })
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send?.({ port }))
  server.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head, () => {}))
}
