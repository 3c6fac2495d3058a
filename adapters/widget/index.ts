import type { ChannelAdapter, Connection } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import { fit as fitMessage } from '../../core/fit.ts'
import { capabilities } from './capabilities.ts'
import { configSchema, fields, parseConfig, secretsSchema } from './config.ts'

/** The hub hosts this channel: its routes bring the events, and the stored row and the stream are the delivery. */
export const widget: ChannelAdapter = {
  kind: 'widget',
  title: 'Web widget',
  capabilities,
  configSchema,
  secretsSchema,
  fields,
  generatedSecrets: {},
  apiRootVariable: null,
  open: (settings, deps): Connection => {
    const config = parseConfig(settings.config)
    return {
      intake: { mode: 'hosted' },
      deliver: async (message, signal) => {
        if (signal.aborted) throw new ChannelError('Widget: stopped before sending', { kind: 'retryable', reason: 'unreachable' })
        const fitted = fitMessage(capabilities, message)
        if (!fitted.ok) throw new ChannelError(`Widget: ${fitted.detail}`, { kind: 'permanent', reason: fitted.reason })
        return { messageIds: [message.id], at: deps.clock.now() }
      },
      fetchFile: async () => {
        throw new ChannelError('Widget: files are uploaded to the hub itself', { kind: 'permanent', reason: 'not_supported' })
      },
      // The hub's stream has told the visitor already; there is nobody else to tell.
      typing: async () => undefined,
      check: async () => ({
        status: 'ok',
        code: 'ok',
        detail:
          config.allowedSites.length === 0 ? 'The widget works on any site.' : 'The widget works on the sites that you allowed.',
        account: null,
      }),
    }
  },
}
