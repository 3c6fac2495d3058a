import type { CallQuery } from '../../../core/api/index.ts'
import type { Dialogue } from '../../../core/api/shapes.ts'

export const views = ['mine', 'unassigned', 'all', 'closed'] as const
export type View = (typeof views)[number]

/** What a list shows: a view, narrowed to a channel or a property. */
export type ListFilter = Readonly<{ view: View; channelId: string | null; propertyId: string | null }>

const queryOfView: Readonly<Record<View, Pick<NonNullable<CallQuery<'GET /dialogues'>>, 'status' | 'assignee'>>> = {
  mine: { status: 'open', assignee: 'me' },
  unassigned: { status: 'open', assignee: 'none' },
  all: { status: 'open' },
  closed: { status: 'closed' },
}

export function listQuery(filter: ListFilter): NonNullable<CallQuery<'GET /dialogues'>> {
  return {
    ...queryOfView[filter.view],
    ...(filter.channelId === null ? {} : { channelId: filter.channelId }),
    ...(filter.propertyId === null ? {} : { propertyId: filter.propertyId }),
  }
}

/** Whether the hub would list this dialogue under the filter; the same rules as `listQuery`, for what the stream tells. */
export function belongsTo(filter: ListFilter, dialogue: Dialogue, managerId: string | null): boolean {
  if (filter.channelId !== null && dialogue.channelId !== filter.channelId) return false
  if (filter.propertyId !== null && dialogue.propertyId !== filter.propertyId) return false
  switch (filter.view) {
    case 'mine':
      return dialogue.status === 'open' && managerId !== null && dialogue.assigneeId === managerId
    case 'unassigned':
      return dialogue.status === 'open' && dialogue.assigneeId === null
    case 'all':
      return dialogue.status === 'open'
    case 'closed':
      return dialogue.status === 'closed'
    default:
      return filter.view satisfies never
  }
}
