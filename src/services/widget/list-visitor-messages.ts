import type { HandlerAnswer, HandlerQuery } from '../../../core/api/index.ts'
import { visitorMessages } from '../../../db/queries/inbox.ts'
import type { Deps } from '../../deps.ts'
import { isForVisitor, presentForVisitor } from './present-message.ts'
import type { Visitor } from './visitor.ts'
import { visitorState } from './visitor-state.ts'

/** The state first, then the messages: so none at or before the state's position is missing. */
export async function listVisitorMessages(
  deps: Deps,
  visitor: Visitor,
  query: HandlerQuery<'GET /widget/messages'>,
): Promise<HandlerAnswer<'GET /widget/messages'>> {
  const { state, chatId } = await visitorState(deps, visitor)
  if (chatId === null) return { items: [], hasMore: false, state }
  const rows = await visitorMessages(deps.sql, {
    accountId: visitor.accountId,
    chatId,
    after: query.after,
    limit: query.limit + 1,
  })
  const page = rows.slice(0, query.limit)
  return { items: page.filter(isForVisitor).map(presentForVisitor), hasMore: rows.length > page.length, state }
}
