import type {
  APIChannel,
  GatewayInteractionCreateDispatchData,
  GatewayMessageCreateDispatchData,
  GatewayMessageDeleteBulkDispatchData,
  GatewayMessageDeleteDispatchData,
  GatewayMessageReactionAddDispatchData,
  GatewayMessageReactionRemoveDispatchData,
  GatewayMessageUpdateDispatchData,
  GatewayReadyDispatchData,
} from 'discord.js'
import { expect, expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import * as wire from '../../../adapters/discord/wire.ts'

// For the compiler: a field that is read by another name or type than in discord-api-types is an error here.
test('the schemas accept every value of discord-api-types', () => {
  expectTypeOf<GatewayMessageCreateDispatchData>().toExtend<z.input<typeof wire.message>>()
  expectTypeOf<GatewayMessageUpdateDispatchData>().toExtend<z.input<typeof wire.message>>()
  expectTypeOf<GatewayMessageDeleteDispatchData>().toExtend<z.input<typeof wire.messageDelete>>()
  expectTypeOf<GatewayMessageDeleteBulkDispatchData>().toExtend<z.input<typeof wire.messageDeleteBulk>>()
  expectTypeOf<GatewayMessageReactionAddDispatchData>().toExtend<z.input<typeof wire.reaction>>()
  expectTypeOf<GatewayMessageReactionRemoveDispatchData>().toExtend<z.input<typeof wire.reaction>>()
  expectTypeOf<GatewayReadyDispatchData>().toExtend<z.input<typeof wire.ready>>()
  expectTypeOf<Pick<GatewayInteractionCreateDispatchData, 'id' | 'type' | 'token' | 'user' | 'guild_id'>>().toExtend<
    Pick<z.input<typeof wire.interaction>, 'id' | 'type' | 'token' | 'user' | 'guild_id'>
  >()
  expectTypeOf<Pick<APIChannel, 'id' | 'type'>>().toExtend<Pick<z.input<typeof wire.channel>, 'id' | 'type'>>()
  expect(Object.keys(wire.message.shape)).toContain('channel_id')
})
