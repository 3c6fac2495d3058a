import type { CallbackQuery, ChatMemberUpdated, Message, MessageReactionUpdated } from 'grammy/types'
import { expect, expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import * as wire from '../../../adapters/telegram/wire.ts'

// For the compiler: a field that is read by another name or type than grammY's is an error here.
test('the schemas accept every value of grammY’s types', () => {
  expectTypeOf<Message>().toExtend<z.input<typeof wire.message>>()
  expectTypeOf<CallbackQuery>().toExtend<z.input<typeof wire.callbackQuery>>()
  expectTypeOf<ChatMemberUpdated>().toExtend<z.input<typeof wire.chatMemberUpdated>>()
  expectTypeOf<MessageReactionUpdated>().toExtend<z.input<typeof wire.messageReaction>>()
  expect(Object.keys(wire.message.shape)).toContain('message_id')
})
