import type { z } from 'zod'
import { accessEndpoints } from './access.ts'
import { channelEndpoints } from './channels.ts'
import { dialogueEndpoints } from './dialogues.ts'
import { widgetEndpoints } from './widget.ts'

/** The whole API. The order is that of the documentation. */
export const endpoints = { ...accessEndpoints, ...channelEndpoints, ...dialogueEndpoints, ...widgetEndpoints } as const

export type Endpoints = typeof endpoints
export type EndpointKey = keyof Endpoints

type Of<K extends EndpointKey, P extends string> = Endpoints[K] extends Readonly<Record<P, infer S extends z.ZodType>> ? S : never
type Input<S> = [S] extends [never] ? undefined : S extends z.ZodType ? z.input<S> : undefined
type Output<S> = [S] extends [never] ? undefined : S extends z.ZodType ? z.output<S> : undefined

/** What a caller gives. */
export type CallParams<K extends EndpointKey> = Input<Of<K, 'params'>>
export type CallQuery<K extends EndpointKey> = Input<Of<K, 'query'>>
export type CallBody<K extends EndpointKey> = Input<Of<K, 'body'>>
/** What a handler receives. */
export type HandlerParams<K extends EndpointKey> = Output<Of<K, 'params'>>
export type HandlerQuery<K extends EndpointKey> = Output<Of<K, 'query'>>
export type HandlerBody<K extends EndpointKey> = Output<Of<K, 'body'>>
/** What comes back; undefined where the status is 204. */
export type Answer<K extends EndpointKey> = Output<Of<K, 'response'>>
/** What a handler returns, before it is written as JSON. */
export type HandlerAnswer<K extends EndpointKey> = Input<Of<K, 'response'>>
