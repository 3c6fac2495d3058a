import type { ChannelAdapter, ChannelKind } from '../core/channel.ts'
import { HubError } from '../core/errors.ts'
import { discord } from './discord/index.ts'
import { telegram } from './telegram/index.ts'
import { whatsapp } from './whatsapp/index.ts'
import { widget } from './widget/index.ts'

/** The list of what the hub can connect: a new channel is one folder and one line. */
export const adapters: readonly ChannelAdapter[] = [discord, telegram, whatsapp, widget]

/** @throws HubError `invalid` for a kind that is not in the list. */
export function adapterOf(kind: ChannelKind): ChannelAdapter {
  const adapter = adapters.find((candidate) => candidate.kind === kind)
  if (adapter === undefined)
    throw new HubError('invalid', 'There is no such kind of channel', { details: { kinds: adapters.map(({ kind }) => kind) } })
  return adapter
}
