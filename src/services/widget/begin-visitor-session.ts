import type { HandlerAnswer, HandlerBody } from '../../../core/api/index.ts'
import { HubError } from '../../../core/errors.ts'
import { newId, newToken } from '../../../core/ids.ts'
import { insertVisitorSession, touchVisitorSession } from '../../../db/queries/visitors.ts'
import type { Deps } from '../../deps.ts'
import { hashToken } from '../access/tokens.ts'
import { findWidget, type Widget } from './find-widget.ts'
import { limitWidget } from './limit.ts'
import { resolveVisitor } from './resolve-visitor.ts'
import { verifyTicket } from './ticket.ts'
import type { Visitor } from './visitor.ts'
import { visitorState } from './visitor-state.ts'

/**
 * A visitor begins, or goes on where they were: an id that the browser tells is never taken for who it is, only a token is. A token that has
 * ended, or is another widget's, begins someone new.
 * @throws HubError unauthenticated for a ticket that is not ours or over, not_found, rate_limited
 */
export async function beginVisitorSession(
  deps: Deps,
  args: { readonly body: HandlerBody<'POST /widget/sessions'>; readonly ip: string },
): Promise<HandlerAnswer<'POST /widget/sessions'>> {
  const { body } = args
  const ticket = verifyTicket(deps.ticketKey, body.ticket, deps.clock.now())
  if (ticket?.publicId !== body.publicId)
    throw new HubError('unauthenticated', 'The ticket of this frame is not valid any more; load it again.')
  const widget = await findWidget(deps, body.publicId)
  if (!widget) throw new HubError('not_found', 'This chat is closed at the moment.')
  await limitWidget(deps, { what: 'session', ip: args.ip, visitorId: null, channelId: widget.channel.channelId })

  const given = { locale: knownTag(body.locale), pageUrl: webPage(body.pageUrl) }
  const earlier = body.token === undefined ? null : await resolveVisitor(deps, body.token)
  if (body.token !== undefined && earlier?.channelId === widget.channel.channelId) {
    await touchVisitorSession(deps.sql, { tokenHash: earlier.tokenHash, ...given, now: deps.clock.now() })
    const visitor = { ...earlier, locale: given.locale ?? earlier.locale, pageUrl: given.pageUrl ?? earlier.pageUrl }
    return await answer(deps, visitor, body.token)
  }
  const token = newToken('vs_')
  const visitor = await create(deps, widget, { token, ...given })
  return await answer(deps, visitor, token)
}

async function create(
  deps: Deps,
  widget: Widget,
  args: { readonly token: string; readonly locale: string | null; readonly pageUrl: string | null },
): Promise<Visitor> {
  const { accountId, channelId } = widget.channel
  const { token, ...given } = args
  const visitor = { accountId, channelId, visitorId: newId(), tokenHash: hashToken(token), ...given }
  await insertVisitorSession(deps.sql, { ...visitor, now: deps.clock.now() })
  return visitor
}

async function answer(deps: Deps, visitor: Visitor, token: string): Promise<HandlerAnswer<'POST /widget/sessions'>> {
  const { state } = await visitorState(deps, visitor)
  return { token, visitorId: visitor.visitorId, state }
}

/** null for what is no BCP 47 tag. */
function knownTag(locale: string | undefined): string | null {
  try {
    return Intl.getCanonicalLocales(locale ?? [])[0] ?? null
  } catch {
    return null
  }
}

/** Only an address of the web is kept, without what may be private in it. */
function webPage(pageUrl: string | undefined): string | null {
  if (pageUrl === undefined || !URL.canParse(pageUrl)) return null
  const { protocol, origin, pathname } = new URL(pageUrl)
  return protocol === 'https:' || protocol === 'http:' ? `${origin}${pathname}` : null
}
