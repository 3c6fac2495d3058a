import { z } from 'zod'
import * as shapes from '../../core/api/shapes.ts'
import { visitorMessageShape, visitorStateShape } from '../../core/api/widget.ts'

/** As much of JSON Schema as zod writes and the documentation reads. */
export type Schema = {
  $ref?: string
  type?: string | string[]
  format?: string
  pattern?: string
  const?: unknown
  enum?: unknown[]
  default?: unknown
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  propertyNames?: Schema
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  $schema?: string
  $defs?: Record<string, Schema>
  contentMediaType?: string
}

const componentPrefix = '#/components/schemas/'
const exact = new Set(['uuid', 'date-time', 'email', 'uri'])

/** Shapes that answers share have a name in the document: managerShape is Manager. */
const named = z.registry<{ id: string }>()
for (const [name, shape] of Object.entries({ ...shapes, visitorMessageShape, visitorStateShape })) {
  if (name.endsWith('Shape') && shape instanceof z.ZodType) {
    named.add(shape, { id: name.charAt(0).toUpperCase() + name.slice(1, -'Shape'.length) })
  }
}

/** What a caller sends: as strict as the hub is. */
export function inputSchema(schema: z.ZodType): Schema {
  return clean(write(schema, 'input'))
}

/** What the hub answers; the schemas that it names are added to `components`. Callers must bear fields that a later version adds. */
export function outputSchema(schema: z.ZodType, components: Map<string, Schema>): Schema {
  const { $defs = {}, ...rest } = write(schema, 'output')
  for (const [name, definition] of Object.entries($defs)) components.set(name, clean(definition))
  return clean(rest)
}

function write(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const metadata = io === 'output' ? named : z.registry<{ id: string }>()
  return asSchema(
    z.toJSONSchema(schema, {
      io,
      metadata,
      override: ({ jsonSchema }) => {
        // The format says it, and shorter.
        if (exact.has(jsonSchema.format ?? '')) delete jsonSchema.pattern
        if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
      },
    }),
  )
}

/** zod's own type is wider than what it writes for the table's schemas. */
function asSchema(written: object): Schema {
  return written as Schema
}

function clean(schema: Schema): Schema {
  const text = JSON.stringify(schema, (key, value) => {
    if (key === '$schema' || key === '$defs' || key === 'id') return typeof value === 'string' ? undefined : value
    return key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', componentPrefix) : value
  })
  return asSchema(JSON.parse(text))
}

export function componentName(ref: string): string {
  return ref.slice(componentPrefix.length)
}
