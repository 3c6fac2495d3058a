import { z } from 'zod'
import { defaultColor, safeColor } from '../../../core/api/color.ts'
import { HubError } from '../../../core/errors.ts'
import { propertyName } from '../../../db/queries/visitors.ts'
import type { Deps, OpenChannel } from '../../deps.ts'

/** What the hub's own pages need of a widget's settings; the adapter has checked them when they were saved. */
const look = z.object({
  color: z.string().catch(defaultColor).transform(safeColor),
  position: z.enum(['left', 'right']).catch('right'),
  greeting: z.string().nullable().catch(null),
  title: z.string().nullable().catch(null),
  /** A list that can't be read allows no site: it must not become one that allows all. */
  allowedSites: z.array(z.string()).default([]).catch(['invalid']),
})

export type Widget = Readonly<{ channel: OpenChannel; publicId: string; look: z.infer<typeof look> }>

/** A widget that works; null where there is none of this id, or it is paused or removed. */
export async function findWidget(deps: Pick<Deps, 'channels'>, publicId: string): Promise<Widget | null> {
  const channel = await deps.channels.byPublicId(publicId)
  return channel === null ? null : toWidget(channel)
}

/** @throws HubError not_found where the widget was paused or removed meanwhile. */
export async function widgetOf(deps: Pick<Deps, 'channels'>, channelId: string): Promise<Widget> {
  const channel = await deps.channels.byId(channelId)
  const widget = channel === null ? null : toWidget(channel)
  if (widget === null) throw new HubError('not_found', 'This chat is closed at the moment.')
  return widget
}

function toWidget(channel: OpenChannel): Widget | null {
  const { publicId } = channel
  // Only what the hub hosts has visitors; another kind's channel has no public id either.
  if (publicId === null || channel.status !== 'active' || !channel.adapter.capabilities.hostedByHub) return null
  return { channel, publicId, look: look.parse(channel.config) }
}

export async function titleOf(deps: Pick<Deps, 'sql'>, widget: Widget): Promise<string> {
  const { accountId, propertyId } = widget.channel
  return widget.look.title ?? (await propertyName(deps.sql, { accountId, propertyId })) ?? 'Chat'
}
