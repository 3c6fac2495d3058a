import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv, type ValidateFunction } from 'ajv'
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
