import type { Endpoint } from '../../core/api/endpoint.ts'
import { endpoints } from '../../core/api/index.ts'
import { inputSchema, outputSchema, type Schema } from './openapi-schema.ts'

type Media = Readonly<Record<string, { schema: Schema }>>
type Response = Readonly<{ $ref: string }> | Readonly<{ description: string; content?: Media }>
export type Parameter = Readonly<{ name: string; in: 'path' | 'query'; required: boolean; schema: Schema }>
export type Operation = Readonly<{
  operationId: string
  tags: readonly string[]
  summary: string
  description?: string
  security: readonly Readonly<Record<string, readonly string[]>>[]
  parameters?: readonly Parameter[]
  requestBody?: Readonly<{ required: boolean; content: Media }>
  responses: Readonly<Record<string, Response>>
}>
export type OpenApi = Readonly<{
  openapi: '3.1.0'
  info: Readonly<{ title: string; version: string; description: string; license: Readonly<{ name: string; identifier: string }> }>
  servers: readonly Readonly<{ url: string }>[]
  tags: readonly Readonly<{ name: string }>[]
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  components: Readonly<{
    schemas: Readonly<Record<string, Schema>>
    responses: Readonly<Record<string, Readonly<{ description: string; content: Media }>>>
    securitySchemes: Readonly<Record<string, unknown>>
  }>
}>

const description = `
One API for programs and for the hub's own pages.

**Who asks.** Programs send an API key (\`Authorization: Bearer hub_…\`), browsers the cookie \`hubbub_session\` that signing in sets. Operations
without security are open to everyone; those of the widget take the visitor's token as a bearer. Without any of them the answer is 401, with
another account's ids 404.

**What you send** is JSON. Unknown keys are refused, so that a slip of the pen does not pass for success.

**Errors** are \`{ "error": { "code", "message", "details"? }, "requestId" }\`. Decide by \`code\`; the message is for people. 429 says in
\`Retry-After\` when to come back.

**Lists** are \`{ "items", "nextCursor" }\`: give \`nextCursor\` as \`cursor\` for the next page; null ends the list.

**Live events.** \`/api/v1/stream?after=N\` is a WebSocket: it sends \`{ "type": "hello", "position" }\`, then everything the caller may see from
position N on, each with its \`position\`, \`type\`, \`at\`, \`dialogueId\`, \`seq\` and \`data\`; after a cut, come back with the last position. \`{ "type":
"reload" }\` means that it is too far behind: read anew. A browser is known by its cookie; a program sends \`{ "token" }\` as the first frame.
\`/api/v1/widget/stream\` is the same for a visitor of the widget, whose first frame is \`{ "token", "after" }\`.
`.trim()

const errors = {
  Invalid: [400, 'The request is not right; `details` says where.'],
  Unauthenticated: [401, 'Nobody is signed in, or the key is not valid.'],
  Forbidden: [403, 'Not for this role.'],
  NotFound: [404, 'There is no such thing in this account.'],
  TooLarge: [413, 'The body is too large.'],
  RateLimited: [429, 'Too many attempts; Retry-After says when to come back.'],
  Refused: [
    'default',
    'Refused: the code says why (409 conflict, consent_required; 422 not_supported, window_closed; 503 unavailable).',
  ],
} as const satisfies Record<string, readonly [number | 'default', string]>
type ErrorName = keyof typeof errors

const errorSchema: Schema = {
  type: 'object',
  required: ['error', 'requestId'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: { code: { type: 'string' }, message: { type: 'string' }, details: {} },
    },
    requestId: { type: ['string', 'null'] },
  },
}

const security = {
  open: [],
  session: [{ session: [] }],
  actor: [{ session: [] }, { apiKey: [] }],
  visitor: [{ visitor: [] }],
} as const satisfies Record<Endpoint['access'], readonly Readonly<Record<string, readonly string[]>>[]>

/** The document of the API, from the same table as the server. */
export function openApi(version: string): OpenApi {
  const schemas = new Map<string, Schema>([['Error', errorSchema]])
  const paths: Record<string, Record<string, Operation>> = {}
  const tags = new Set<string>()
  for (const [key, endpoint] of Object.entries<Endpoint>(endpoints)) {
    const [method = '', path = ''] = key.split(' ')
    tags.add(endpoint.tag)
    const operations = paths[`/api/v1${path}`] ?? {}
    operations[method.toLowerCase()] = toOperation({ method, path, endpoint, schemas })
    paths[`/api/v1${path}`] = operations
  }
  paths['/api/v1/openapi.json'] = { get: ownOperation }
  paths['/api/v1/stream'] = {
    get: socketOperation('getStream', 'Stream', 'What changes, as it happens (WebSocket); `after` resumes', security.actor),
  }
  paths['/api/v1/widget/stream'] = {
    get: socketOperation('getWidgetStream', 'Widget', 'The visitor’s stream (WebSocket)', security.visitor),
  }
  tags.add('Stream')
  tags.add('Documentation')
  return {
    openapi: '3.1.0',
    info: { title: 'Hubbub', version, description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    tags: [...tags].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(schemas),
      responses: Object.fromEntries(
        Object.entries(errors).map(([name, [, words]]) => [name, { description: words, content: errorContent }]),
      ),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'hubbub_session', description: 'Set by signing in.' },
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of the account: hub_…' },
        visitor: { type: 'http', scheme: 'bearer', description: 'The token of a widget session.' },
      },
    },
  }
}

const errorContent: Media = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }

const ownOperation: Operation = {
  operationId: 'getOpenapi',
  tags: ['Documentation'],
  summary: 'This document',
  security: [],
  responses: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: { type: 'object' } } } } },
}

/** A WebSocket's opening, which is a GET; its frames stand in the description above. */
function socketOperation(operationId: string, tag: string, summary: string, ways: Operation['security']): Operation {
  const after = { name: 'after', in: 'query' as const, required: false, schema: { type: 'integer', minimum: 0 } }
  return {
    operationId,
    tags: [tag],
    summary,
    security: ways,
    parameters: operationId === 'getStream' ? [after] : [],
    responses: {
      101: { description: 'Frames follow.' },
      400: { $ref: '#/components/responses/Invalid' },
      401: { $ref: '#/components/responses/Unauthenticated' },
    },
  }
}

type Given = Readonly<{ method: string; path: string; endpoint: Endpoint; schemas: Map<string, Schema> }>

function toOperation({ method, path, endpoint, schemas }: Given): Operation {
  const parameters = [...parametersOf(endpoint.params, 'path'), ...parametersOf(endpoint.query, 'query')]
  const body = bodyOf(endpoint)
  return {
    operationId: operationId(method, path),
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(endpoint.right !== null && { description: `Needs the right \`${endpoint.right}\`.` }),
    security: security[endpoint.access],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: {
      [endpoint.status]: answerOf(endpoint, schemas),
      ...Object.fromEntries(errorsOf(endpoint).map((name) => [errors[name][0], { $ref: `#/components/responses/${name}` }])),
    },
  }
}

function answerOf(endpoint: Endpoint, schemas: Map<string, Schema>): Response {
  if (endpoint.binary) {
    const bytes: Schema = { type: 'string', contentMediaType: 'application/octet-stream' }
    return { description: 'The bytes.', content: { 'application/octet-stream': { schema: bytes } } }
  }
  if (endpoint.response === null) return { description: 'Done.' }
  return { description: 'Done.', content: { 'application/json': { schema: outputSchema(endpoint.response, schemas) } } }
}

function errorsOf({ access, params, query, body, multipart, tag }: Endpoint): ErrorName[] {
  return [
    ...(query || body || multipart ? (['Invalid'] as const) : []),
    ...(access === 'open' ? [] : (['Unauthenticated', 'Forbidden'] as const)),
    ...(params ? (['NotFound'] as const) : []),
    ...(body || multipart ? (['TooLarge'] as const) : []),
    ...(tag === 'Access' && access === 'open' ? (['RateLimited'] as const) : []),
    'Refused' as const,
  ]
}

function parametersOf(schema: Endpoint['params'], place: 'path' | 'query'): Parameter[] {
  if (!schema) return []
  const { properties = {}, required = [] } = inputSchema(schema)
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

function bodyOf({ body, multipart }: Endpoint): Operation['requestBody'] {
  if (multipart) {
    const file: Schema = { type: 'string', contentMediaType: 'application/octet-stream' }
    return {
      required: true,
      content: { 'multipart/form-data': { schema: { type: 'object', properties: { file }, required: ['file'] } } },
    }
  }
  if (!body) return undefined
  return { required: true, content: { 'application/json': { schema: inputSchema(body) } } }
}

function operationId(method: string, path: string): string {
  const words = path.split(/[/{}-]+/).filter((word) => word !== '')
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}
