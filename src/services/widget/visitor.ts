/** A visitor of a widget, known by the token of their session. `visitorId` is the chat's external id in the widget's channel. */
export type Visitor = Readonly<{
  accountId: string
  channelId: string
  visitorId: string
  tokenHash: string
  locale: string | null
  pageUrl: string | null
}>
