import type { ChannelKindInfo } from '../../../core/api/shapes.ts'
import { useChannelKinds } from '../queries/channel-kinds.ts'
import { useChannels } from '../queries/channels.ts'

/** What a channel declares that it can do; undefined until it is known. Everything that depends on the channel reads this and never its kind. */
export function useCapabilities(channelId: string): ChannelKindInfo['capabilities'] | undefined {
  const kinds = useChannelKinds()
  const channel = useChannels().find((candidate) => candidate.id === channelId)
  return kinds.find((kind) => kind.kind === channel?.kind)?.capabilities
}
