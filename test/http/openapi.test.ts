import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { endpoints } from '../../core/api/index.ts'
import { document, listOperations } from '../support/document.ts'
import openApiShape from '../support/openapi-3.1.schema.json' with { type: 'json' }

test('the document has the form of OpenAPI 3.1', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
  const validate = ajv.compile(openApiShape)
  validate(JSON.parse(JSON.stringify(document)))
  expect(validate.errors ?? []).toEqual([])
})

/** Sockets are no endpoints of the table: a frame answers, not a status. */
const sockets = { 'GET /api/v1/stream': 'actor', 'GET /api/v1/widget/stream': 'visitor' } as const

test('it lists every endpoint of the table, the sockets, and itself', () => {
  const listed = listOperations().map(({ key }) => key)
  const table = Object.keys(endpoints).map((key) => key.replace(' ', ' /api/v1'))
  expect(listed.toSorted()).toEqual([...table, ...Object.keys(sockets), 'GET /api/v1/openapi.json'].toSorted())
})

test('every reference leads somewhere, every schema is one', () => {
  const text = JSON.stringify(document)
  const targets = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '')
  const lost = targets.filter((path) => {
    let place: unknown = document
    for (const part of path.split('/')) place = Object(place)[part]
    return place === undefined
  })
  expect(lost).toEqual([])
  expect(text).not.toContain('$defs')
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  for (const schema of Object.values(document.components.schemas)) {
    expect(ajv.validateSchema({ ...schema, $schema: 'https://json-schema.org/draft/2020-12/schema' })).toBe(true)
  }
})

test('operation ids are unique, path parameters agree with the path', () => {
  const operations = listOperations()
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length)
  for (const { path, operation } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const described = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name)
    expect(described.toSorted()).toEqual(inPath.toSorted())
  }
})

test('who may call is said by its security', () => {
  for (const { key, operation } of listOperations()) {
    const endpoint = Object.entries(endpoints).find(([name]) => name.replace(' ', ' /api/v1') === key)?.[1]
    const expected = { open: [], session: [['session']], actor: [['session'], ['apiKey']], visitor: [['visitor']] }[
      endpoint?.access ?? accessOfSocket(key)
    ]
    expect(operation.security.map((way) => Object.keys(way))).toEqual(expected)
  }
})

function accessOfSocket(key: string): 'open' | 'actor' | 'visitor' {
  return Object.entries(sockets).find(([name]) => name === key)?.[1] ?? 'open'
}
