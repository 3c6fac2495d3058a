import { type Operation, openApi } from '../../src/http/openapi.ts'
import type { Schema } from '../../src/http/openapi-schema.ts'

export type Listed = Readonly<{ key: string; method: string; path: string; operation: Operation; isOpen: boolean }>

export const document = openApi('0.0.0-test')

/** Every operation of the API's document. */
export function listOperations(): Listed[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      key: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      operation,
      isOpen: operation.security.length === 0,
    })),
  )
}

export function bodySchema({ operation }: Listed): Schema | null {
  return operation.requestBody?.content['application/json']?.schema ?? null
}

/** Something that this schema allows; uuids are `id`. With `all`, optional fields too. */
export function example(schema: Schema, options: { readonly id: string; readonly all?: boolean }): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? schema.allOf?.[0]
  if (choice) return example(choice, options)
  const type = [schema.type].flat()[0]
  if (type === 'object') {
    const names = Object.keys(schema.properties ?? {}).filter((name) => options.all || schema.required?.includes(name))
    return Object.fromEntries(names.map((name) => [name, example(schema.properties?.[name] ?? {}, options)]))
  }
  if (type === 'array') return []
  if (type === 'boolean') return true
  if (type === 'number' || type === 'integer') return schema.minimum ?? 1
  if (type === 'null') return null
  if (schema.format === 'uuid') return options.id
  if (schema.format === 'email') return 'somebody@hub.example'
  if (schema.format === 'uri') return 'https://site.example/'
  if (schema.format === 'date-time') return '2026-01-01T00:00:00.000Z'
  return 'x'.repeat(Math.max(schema.minLength ?? 0, 12)).slice(0, schema.maxLength ?? 12)
}
