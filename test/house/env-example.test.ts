import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { environment, parseConfig } from '../../src/config.ts'

const lines = readFileSync(path.resolve(import.meta.dirname, '../../.env.example'), 'utf8').split('\n')
const names = lines.flatMap((line) => /^([A-Z0-9_]+)=/.exec(line)?.[1] ?? [])

test('.env.example lists each variable of the configuration once, in its order', () => {
  expect(names).toEqual(Object.keys(environment.shape))
})

test('each variable in .env.example has its comment on the line above', () => {
  const bare = names.filter((name) => !lines[lines.findIndex((line) => line.startsWith(`${name}=`)) - 1]?.startsWith('# '))
  expect(bare).toEqual([])
})

test('.env.example as it stands is a valid environment', () => {
  expect(parseConfig(Object.fromEntries(names.map((name) => [name, ''])))).toMatchObject({ port: 3000, role: 'all' })
})
