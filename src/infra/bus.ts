import { Redis } from 'ioredis'
import type { Bus, BusMessage, Log } from '../../core/ports.ts'

type Closable = Bus & { readonly close: () => Promise<void> }

/** One process: a list of listeners. A listener that throws harms no other. */
export function createMemoryBus(log: Log): Closable {
  const listeners = new Set<(message: BusMessage) => void>()
  return {
    publish: (message) => tell(listeners, message, log),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => listeners.clear(),
  }
}

const channelName = 'hubbub:bus'

/** Several processes. What is lost while Redis is away is found again: sockets ask for what they missed, jobs are swept. */
export function createRedisBus(args: { readonly url: string; readonly log: Log }): Closable {
  const listeners = new Set<(message: BusMessage) => void>()
  const publisher = new Redis(args.url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, lazyConnect: false })
  const subscriber = new Redis(args.url, { maxRetriesPerRequest: null })
  for (const client of [publisher, subscriber]) client.on('error', () => {})
  subscriber.subscribe(channelName).catch(() => args.log.warn({}, 'the bus could not subscribe yet'))
  subscriber.on('message', (_channel, text) => tell(listeners, parseMessage(text), args.log))
  return {
    publish: (message) => {
      publisher.publish(channelName, JSON.stringify(message)).catch(() => tell(listeners, message, args.log))
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => {
      listeners.clear()
      publisher.disconnect()
      subscriber.disconnect()
    },
  }
}

/** Written by a process of ours a moment ago, and by nobody else: Redis is the hub's own. */
function parseMessage(text: string): BusMessage {
  return JSON.parse(text) as BusMessage
}

function tell(listeners: ReadonlySet<(message: BusMessage) => void>, message: BusMessage, log: Log): void {
  for (const listener of listeners) {
    try {
      listener(message)
    } catch (error) {
      log.error({ error, type: message.type }, 'a listener of the bus failed')
    }
  }
}
