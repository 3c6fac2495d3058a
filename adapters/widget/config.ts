import { z } from 'zod'
import type { ConfigField } from '../../core/channel.ts'
import { HubError } from '../../core/errors.ts'

/** `host`, `*.host` or `host:port`, without a scheme or a path. */
const site = z
  .string()
  .trim()
  .toLowerCase()
  .max(260)
  .regex(/^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?$/, {
    message: 'A site is written as example.com, *.example.com or localhost:8080.',
  })

export const configSchema = z.strictObject({
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, { message: 'A colour is written as #0e6a64.' })
    .default('#0e6a64'),
  position: z.enum(['left', 'right']).default('right'),
  /** null: the hub's own greeting in the visitor's language. */
  greeting: z.string().trim().min(1).max(500).nullable().default(null),
  /** null: the property's name. */
  title: z.string().trim().min(1).max(80).nullable().default(null),
  /** An empty list: the widget may stand on any site. */
  allowedSites: z.array(site).max(100).default([]),
})

export const secretsSchema = z.strictObject({})

export const fields: readonly ConfigField[] = [
  field('title', 'Title', "Stands at the top of the window. Left empty: the property's name."),
  field('greeting', 'Greeting', 'The first words in an empty window. Left empty: a greeting in the language of the visitor.'),
  field('color', 'Colour', 'Of the button and the header, as #0e6a64.'),
  {
    ...field('position', 'Position', 'The corner of the page in which the button stands.'),
    options: [
      { value: 'right', label: 'Right' },
      { value: 'left', label: 'Left' },
    ],
  },
  {
    ...field('allowedSites', 'Allowed sites', 'Where the widget may be embedded: example.com, *.example.com or localhost:8080.'),
    list: true,
    emptyWarning: 'Any site may embed this widget. Name yours to keep others from doing so.',
  },
]

/** @throws HubError `invalid` */
export function parseConfig(config: unknown): z.infer<typeof configSchema> {
  const parsed = configSchema.safeParse(config)
  if (parsed.success) return parsed.data
  const names = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'config'))]
  throw new HubError('invalid', `The widget can't be opened: ${names.join(', ')} missing or wrong`, {
    details: { fields: names },
  })
}

function field(name: string, label: string, hint: string): ConfigField {
  return { name, label, hint, secret: false, required: false, options: null }
}
