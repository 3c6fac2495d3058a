import { expect, test } from 'vitest'
import { configSchema } from '../../../adapters/widget/config.ts'

test('an empty configuration is a whole one', () => {
  expect(configSchema.parse({})).toEqual({ color: '#0e6a64', position: 'right', greeting: null, title: null, allowedSites: [] })
})

test.each(['example.com', '*.example.com', 'localhost:8080', '192.0.2.7:3000', 'xn--e1afmkfd.example', 'EXAMPLE.com'])(
  'a site: %s',
  (site) => {
    expect(configSchema.parse({ allowedSites: [site] }).allowedSites).toEqual([site.toLowerCase()])
  },
)

test.each(['https://example.com', 'example.com/shop', '*', '*.', 'a..b', '-a.example', 'example.com:', 'a b', '*.*.example', ''])(
  'not a site: %s',
  (site) => {
    expect(configSchema.safeParse({ allowedSites: [site] }).success).toBe(false)
  },
)

test.each([
  { greeting: 'x'.repeat(501) },
  { title: 'x'.repeat(81) },
  { position: 'middle' },
  { color: '#12345' },
  { colour: '#123456' },
])('refused: %o', (config) => {
  expect(configSchema.safeParse(config).success).toBe(false)
})
