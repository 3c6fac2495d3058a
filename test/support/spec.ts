import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { z } from 'zod'

const folder = process.env['HUBBUB_SPECS_DIR'] ?? fileURLToPath(new URL('../../../shared/specs', import.meta.url))

/**
 * The path of a platform's machine-readable specification. null where this machine has none: the test is then skipped by name, with
 * `whyMissing`.
 * @throws in CI, where nothing may be skipped
 */
export function specFile(name: string): string | null {
  const file = path.join(folder, name)
  if (existsSync(file)) return file
  if (process.env['CI'] === 'true') throw new Error(whyMissing(name))
  return null
}

export function whyMissing(name: string): string {
  return `skipped: no ${name}; set HUBBUB_SPECS_DIR to the folder with the platforms' specifications`
}

export type TelegramSpec = Readonly<{
  /** What is wrong with a value of this type, such as `Update`; empty when nothing is. */
  type: (name: string, value: unknown) => readonly string[]
  /** What is wrong with the parameters of this method. */
  method: (name: string, params: unknown) => readonly string[]
  /** What is wrong with what this method gave back. */
  result: (name: string, value: unknown) => readonly string[]
}>

const field = z.object({ name: z.string(), types: z.array(z.string()), required: z.boolean() })
const described = z.object({
  fields: z.array(field).optional(),
  subtypes: z.array(z.string()).optional(),
  returns: z.array(z.string()).optional(),
})
const telegramSpec = z.object({ types: z.record(z.string(), described), methods: z.record(z.string(), described) })

/** null where this machine has no specification: see `specFile`. */
export function loadTelegramSpec(): TelegramSpec | null {
  const file = specFile('telegram-bot-api.json')
  if (file === null) return null
  const spec = telegramSpec.parse(JSON.parse(readFileSync(file, 'utf8')))
  const definitions = Object.fromEntries([
    ...Object.entries(spec.types).map(([name, type]) => [name, toSchema(name, type)]),
    ...Object.entries(spec.methods).map(([name, method]) => [`method.${name}`, toSchema(name, method)]),
    ...Object.entries(spec.methods).map(([name, method]) => [`result.${name}`, anyOf(method.returns ?? [])]),
  ])
  const ajv = new Ajv({ strict: false, allErrors: true })
  ajv.addSchema({ $id: 'telegram', definitions })
  const validate = (name: string, value: unknown) => {
    const check: ValidateFunction | undefined = ajv.getSchema(`telegram#/definitions/${name}`)
    if (check === undefined) return [`the specification has no ${name}`]
    check(value)
    return (check.errors ?? []).map((error) => `${name}${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`)
  }
  return {
    type: validate,
    method: (name, params) => validate(`method.${name}`, params),
    result: (name, value) => validate(`result.${name}`, value),
  }
}

type Schema = Readonly<Record<string, unknown>>
const primitives: Readonly<Record<string, Schema>> = {
  String: { type: 'string' },
  Integer: { type: 'integer' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  // An upload is whatever the stand-in keeps of it.
  InputFile: {},
}

/** Unknown and old fields fail, since `additionalProperties` is false. */
function toSchema(name: string, { fields, subtypes }: z.infer<typeof described>): Schema {
  if (primitives[name] !== undefined) return primitives[name]
  // `RichText` lists `String` and `Array of RichText` among its subtypes, so these are not always names of types.
  if (subtypes !== undefined) return anyOf(subtypes)
  const properties = Object.fromEntries((fields ?? []).map((one) => [one.name, anyOf(one.types)]))
  const required = (fields ?? []).filter((one) => one.required).map((one) => one.name)
  return { type: 'object', properties, required, additionalProperties: false }
}

function anyOf(types: readonly string[]): Schema {
  const schemas = types.map(reference)
  return schemas.length === 1 && schemas[0] !== undefined ? schemas[0] : { anyOf: schemas }
}

function reference(type: string): Schema {
  if (type.startsWith('Array of ')) return { type: 'array', items: reference(type.slice('Array of '.length)) }
  return primitives[type] ?? { $ref: `#/definitions/${type}` }
}

export type TwilioSpec = Readonly<{
  /** What is wrong with a request: its path, its query or form. null for a path that the specifications do not have. */
  request: (request: Readonly<{ method: string; path: string; params: TwilioParams }>) => readonly string[] | null
  /** What is wrong with what that request gave back. */
  answer: (answer: Readonly<{ method: string; path: string; status: number; body: unknown }>) => readonly string[] | null
}>
export type TwilioParams = Readonly<Record<string, string | readonly string[]>>

const openapi = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
})
const withSchema = z.object({ schema: z.record(z.string(), z.unknown()) })
const operation = z.object({
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        schema: z.record(z.string(), z.unknown()),
      }),
    )
    .default([]),
  requestBody: z.object({ content: z.object({ 'application/x-www-form-urlencoded': withSchema }) }).optional(),
  responses: z.record(z.string(), z.object({ content: z.object({ 'application/json': withSchema }).optional() })),
})
type Operation = z.infer<typeof operation>

const twilioFormats = {
  uri: (text: string) => URL.canParse(text),
  'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  'date-time-rfc-2822': (text: string) => /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} \+0000$/.test(text),
  'phone-number': true,
  'uri-map': true,
  currency: true,
  int64: true,
} as const

/** The Messages resource and the Content API; null where this machine has no specification: see `specFile`. */
export function loadTwilioSpec(): TwilioSpec | null {
  const files = ['twilio-messages-openapi.json', 'twilio-content-openapi.json'].map(specFile)
  const specs = files.flatMap((file) => (file === null ? [] : [openapi.parse(JSON.parse(readFileSync(file, 'utf8')))]))
  if (specs.length < files.length) return null
  // Forms and queries hold text only, so numbers and flags are read from it; a list of one is a single value on the wire.
  const requests = new Ajv({ strict: false, allErrors: true, coerceTypes: 'array', formats: twilioFormats })
  const answers = new Ajv({ strict: false, allErrors: true, formats: twilioFormats })
  for (const [index, spec] of specs.entries()) {
    const schema = { $id: `twilio${index}`, components: spec.components }
    requests.addSchema(schema)
    answers.addSchema(schema)
  }
  const find = (method: string, path: string) => {
    for (const [index, spec] of specs.entries()) {
      for (const [template, methods] of Object.entries(spec.paths)) {
        const values = pathValues(template, path)
        const found = methods[method.toLowerCase()]
        if (values !== null && found !== undefined) return { index, values, operation: operation.parse(found) }
      }
    }
    return null
  }
  return {
    request: ({ method, path, params }) => {
      const found = find(method, path)
      if (found === null) return null
      const form = found.operation.requestBody?.content['application/x-www-form-urlencoded'].schema
      const schema = form === undefined ? parametersSchema(found.operation, 'query') : { ...form, additionalProperties: false }
      return [
        ...problemsOf(requests, at(parametersSchema(found.operation, 'path'), found.index), found.values),
        ...problemsOf(requests, at(schema, found.index), structuredClone(params)),
      ]
    },
    answer: ({ method, path, status, body }) => {
      const found = find(method, path)
      const schema = found?.operation.responses[status]?.content?.['application/json'].schema
      return found === null || schema === undefined ? null : problemsOf(answers, at(schema, found.index), body)
    },
  }
}

function pathValues(template: string, path: string): Readonly<Record<string, string>> | null {
  const pattern = template.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+?)')
  return new RegExp(`^${pattern}$`).exec(path)?.groups ?? (path === template ? {} : null)
}

function parametersSchema({ parameters }: Operation, place: 'path' | 'query'): Schema {
  const ours = parameters.filter((parameter) => parameter.in === place)
  return {
    type: 'object',
    properties: Object.fromEntries(ours.map(({ name, schema }) => [name, schema])),
    required: ours.filter((parameter) => parameter.required === true).map(({ name }) => name),
    additionalProperties: false,
  }
}

/** References are written for the whole document. */
function at(schema: Schema, index: number): Schema {
  const text = JSON.stringify(schema).replaceAll('"#/components/', `"twilio${index}#/components/`)
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
}

function problemsOf(ajv: Ajv, schema: Schema, value: unknown): readonly string[] {
  const check = ajv.compile(schema)
  check({ ...Object(value) })
  return (check.errors ?? []).map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`)
}

export type DiscordSpec = Readonly<{
  /** What is wrong with a value of this schema, such as `MessageResponse`. */
  schema: (name: string, value: unknown) => readonly string[]
  /** What is wrong with a call: an unknown path, a missing or unknown field. `template` has its parameters' names. */
  request: (method: string, template: string, body: unknown) => readonly string[]
  /** What is wrong with the answer to a call. */
  answer: (method: string, template: string, value: unknown) => readonly string[]
}>

const content = z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) }))
const discordSpec = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
})
const discordCall = z.object({
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ content: content.optional() })),
})

/**
 * null where this machine has no specification: see `specFile`. Unknown fields fail at the top of a request, where the specification itself
 * would let them pass. It allows 4,000 characters; that bots have 2,000 is our own rule.
 */
export function loadDiscordSpec(): DiscordSpec | null {
  const file = specFile('discord-openapi.json')
  if (file === null) return null
  const raw: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const spec = discordSpec.parse(raw)
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, schemas: [{ ...spec, $id: 'discord' }] })
  const compiled = new Map<string, ValidateFunction>()
  const problems = (name: string, build: () => Schema, value: unknown): readonly string[] => {
    const check = compiled.get(name) ?? ajv.compile(build())
    compiled.set(name, check)
    check(value)
    return (check.errors ?? []).map((error) => `${name}${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`)
  }
  const callOf = (method: string, template: string) => discordCall.safeParse(spec.paths[template]?.[method.toLowerCase()]).data
  return {
    schema: (name, value) => problems(name, () => ({ $ref: `discord#/components/schemas/${name}` }), value),
    request: (method, template, body) => {
      const call = callOf(method, template)
      if (call === undefined) return [`the specification has no ${method} ${template}`]
      const schema = call.requestBody?.content['application/json']?.schema
      const isEmpty = typeof body === 'object' && body !== null && Object.keys(body).length === 0
      if (schema === undefined) return isEmpty ? [] : [`${method} ${template} takes no body`]
      return problems(`${method} ${template}`, () => ({ ...absolute(schema), unevaluatedProperties: false }), body)
    },
    answer: (method, template, value) => {
      const responses = Object.entries(callOf(method, template)?.responses ?? {})
      const [, accepted] = responses.find(([status]) => status.startsWith('2')) ?? []
      const schema = accepted?.content?.['application/json']?.schema
      return schema === undefined ? [] : problems(`answer to ${method} ${template}`, () => absolute(schema), value)
    },
  }
}

/** A reference within the specification, seen from outside of it. */
function absolute(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"discord#/components/'))
}
