/**
 * Reactions are told only to those who list them, and a list that leaves something out silences it, so all that we read stands here:
 * https://core.telegram.org/bots/api#setwebhook
 */
export const allowedUpdates = ['message', 'edited_message', 'callback_query', 'my_chat_member', 'message_reaction'] as const
