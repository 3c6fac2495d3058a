import type { ExternalId } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import type { Egress } from '../../core/ports.ts'
import { maxDownloadBytes } from './capabilities.ts'
import type { Client } from './client.ts'
import { NoAnswer, noAnswer, Refused, toChannelError } from './errors.ts'
import { decodeFile, encodeFile, type FileAddress } from './ids.ts'
import * as wire from './wire.ts'

const downloadTimeoutMs = 120_000
const keptAddresses = 2_000
const cdnHosts: readonly string[] = ['cdn.discordapp.com', 'media.discordapp.net']

export type Files = Readonly<{
  fetch: (ref: ExternalId, signal: AbortSignal) => Promise<Response>
  /** The addresses of a message that came in, so that its files need no second question. */
  remember: (message: unknown) => void
}>

/**
 * The address of an attachment is signed and expires within a day: https://discord.com/developers/docs/reference#signed-attachment-cdn-urls
 * So a reference names the message, and the message is asked for a fresh address when the one that came with it is not at hand or is over.
 */
export function createFiles(deps: Readonly<{ client: Client; fetch: Egress; ownRoot: boolean }>): Files {
  const addresses = new Map<string, string>()
  const hosts = deps.ownRoot ? [...cdnHosts, new URL(deps.client.apiRoot).hostname] : cdnHosts

  const remember: Files['remember'] = (message) => {
    const parsed = wire.message.safeParse(message)
    if (!parsed.success) return
    for (const [id, url] of addressesIn(parsed.data)) {
      addresses.set(
        encodeFile({ type: 'attachment', channel: parsed.data.channel_id, message: parsed.data.id, attachment: id }),
        url,
      )
      const [oldest] = addresses.keys()
      if (addresses.size > keptAddresses && oldest !== undefined) addresses.delete(oldest)
    }
  }

  return {
    remember,
    fetch: async (ref, signal) => {
      const address = decodeFile(ref)
      if (address === null)
        throw new ChannelError('Not the reference of a Discord file', { kind: 'permanent', reason: 'rejected' })
      const kept = addresses.get(ref)
      if (kept !== undefined) {
        try {
          return await download(deps.fetch, { url: kept, hosts }, signal)
        } catch (error) {
          if (!(error instanceof ChannelError) || error.kind !== 'permanent') throw error
          addresses.delete(ref)
        }
      }
      return await download(deps.fetch, { url: await askForAddress(deps, address, signal), hosts }, signal)
    },
  }
}

async function askForAddress(
  deps: Readonly<{ client: Client; ownRoot: boolean }>,
  address: FileAddress,
  signal: AbortSignal,
): Promise<string> {
  if (address.type === 'sticker') {
    const root = deps.ownRoot ? new URL(deps.client.apiRoot).origin : 'https://cdn.discordapp.com'
    // GIF stickers are at the other host: https://discord.com/developers/docs/reference#image-formatting-cdn-endpoints
    return `${address.path.endsWith('.gif') && !deps.ownRoot ? 'https://media.discordapp.net' : root}/stickers/${address.path}`
  }
  const path = `/channels/${address.channel}/messages/${address.message}` as const
  const message = await deps.client.call('message', { method: 'GET', path }, wire.message, signal)
  const url = addressesIn(message).get(address.attachment)
  if (url === undefined)
    throw new ChannelError('Discord file: the message has it no more', { kind: 'permanent', reason: 'rejected' })
  return url
}

function addressesIn(message: wire.WireMessage): ReadonlyMap<string, string> {
  const carriers = [message, ...(message.message_snapshots ?? []).map((forward) => forward.message)]
  return new Map(carriers.flatMap((carrier) => carrier.attachments.map((one) => [one.id, one.url] as const)))
}

async function download(
  fetch: Egress,
  from: Readonly<{ url: string; hosts: readonly string[] }>,
  signal: AbortSignal,
): Promise<Response> {
  const url = URL.canParse(from.url) ? new URL(from.url) : null
  if (url === null || !from.hosts.includes(url.hostname))
    throw new ChannelError('Discord file: not an address of Discord', { kind: 'permanent', reason: 'rejected' })
  if (signal.aborted) throw toChannelError('file', new NoAnswer('not_started'))
  try {
    const response = await fetch(url, { signal, timeoutMs: downloadTimeoutMs, maxBytes: maxDownloadBytes })
    if (!response.ok) {
      await response.body?.cancel()
      throw toChannelError('file', refused(response.status))
    }
    return withoutAddress(response)
  } catch (error) {
    throw error instanceof ChannelError ? error : toChannelError('file', noAnswer(error))
  }
}

/** The CDN has no numbers of its own; 403 and 404 mean that the address is over or the file is gone. */
function refused(status: number): unknown {
  if (status === 429 || status >= 500) return new NoAnswer('refused', status)
  return new Refused(status === 401 || status === 403 ? 404 : status, null, null, [])
}

function withoutAddress(response: Response): Response {
  const headers = new Headers()
  for (const name of ['content-type', 'content-length']) {
    const value = response.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  return new Response(response.body, { status: response.status, headers })
}
