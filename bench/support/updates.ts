/** A genuine message update, about 400 bytes; `text` says which one it is. */
export function telegramUpdate(args: {
  readonly updateId: number
  readonly userId: number
  readonly messageId: number
  readonly text: string
  readonly date: number
}): string {
  const { userId, messageId, text, date } = args
  return JSON.stringify({
    update_id: args.updateId,
    message: {
      message_id: messageId,
      from: {
        id: userId,
        is_bot: false,
        first_name: `Visitor${userId}`,
        last_name: 'Example',
        username: `visitor_${userId}`,
        language_code: 'en',
      },
      chat: { id: userId, first_name: `Visitor${userId}`, last_name: 'Example', username: `visitor_${userId}`, type: 'private' },
      date,
      text,
    },
  })
}
