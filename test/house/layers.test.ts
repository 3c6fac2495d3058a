import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { checkLayers } from '../../scripts/check-layers.mjs'

const PROJECT = path.resolve(import.meta.dirname, '../..')

/** A small tree in which every room sees what it may see. */
const RIGHT: Readonly<Record<string, string>> = {
  'core/ids.ts': `import { z } from 'zod'\nexport const id = z.string()`,
  'core/api/dialogues.ts': `import { id } from '../ids.ts'\nexport const dialogue = id`,
  'core/api/errors.ts': `import { en } from '../locales/en.ts'\nexport const errors = en`,
  'core/locales/en.ts': `export const en = {}`,
  'adapters/telegram/index.ts': `import { Bot } from 'grammy'\nimport { id } from '../../core/ids.ts'\nexport const telegram = { id, Bot }`,
  'adapters/discord/index.ts': `export const discord = {}`,
  'adapters/index.ts': `export { telegram } from './telegram/index.ts'\nexport { discord } from './discord/index.ts'`,
  'db/queries/dialogues.ts': `import { sql } from 'drizzle-orm'\nimport { id } from '../../core/ids.ts'\nexport const find = { sql, id }`,
  'src/services/send-reply.ts': `import { find } from '../../db/queries/dialogues.ts'\nexport const sendReply = find`,
  'src/http/dialogues.ts': `import { Hono } from 'hono'\nimport { sendReply } from '../services/send-reply.ts'\nexport const routes = { Hono, sendReply }`,
  'src/infra/queue.ts': `import { Queue } from 'bullmq'\nimport { id } from '../../core/ids.ts'\nexport const queue = { Queue, id }`,
  'src/deps.ts': `import type { find } from '../db/queries/dialogues.ts'\nexport type Deps = typeof find`,
  'src/config.ts': `import { id } from '../core/ids.ts'\nexport const config = id`,
  'workers/deliver.ts': `import { sendReply } from '../src/services/send-reply.ts'\nimport type { Deps } from '../src/deps.ts'\nexport const deliver: Deps = sendReply`,
  'workers/main.ts': `import '../adapters/index.ts'\nimport '../src/infra/queue.ts'\nimport './deliver.ts'`,
  'src/main.ts': `import '../adapters/index.ts'\nimport './config.ts'\nimport './http/dialogues.ts'\nimport './infra/queue.ts'\nimport '../workers/main.ts'`,
  'web/inbox/main.tsx': `import type { dialogue } from '../../core/api/dialogues.ts'\nimport { useState } from 'react'\nexport const app: typeof dialogue | typeof useState | null = null`,
  'web/widget/frame/main.tsx': `import { en } from '../../../core/locales/en.ts'\nimport { render } from 'preact'\nexport const frame = { en, render }`,
  'test/core/ids.test.ts': `import { id } from '../../core/ids.ts'\nexport const used = id`,
}

/** One wrong import each: the rule that must name it, the file, what it imports. */
const WRONG: readonly (readonly [rule: string, file: string, imported: string])[] = [
  ['no-cycles', 'core/ids.ts', './api/dialogues.ts'],
  ['no-folder-cycles', 'core/locales/new.ts', '../api/dialogues.ts'],
  ['core-is-pure', 'core/new.ts', 'grammy'],
  ['core-is-pure', 'core/new.ts', 'node:fs'],
  ['core-is-pure', 'core/new.ts', '../db/queries/dialogues.ts'],
  ['core-is-pure', 'core/new.ts', '../src/config.ts'],
  ['adapters-see-core', 'adapters/telegram/new.ts', '../../db/queries/dialogues.ts'],
  ['adapters-see-core', 'adapters/telegram/new.ts', '../../src/infra/queue.ts'],
  ['adapters-see-core', 'adapters/index.ts', '../src/config.ts'],
  ['no-adapter-sees-another', 'adapters/telegram/new.ts', '../discord/index.ts'],
  ['no-adapter-sees-another', 'adapters/telegram/new.ts', '../index.ts'],
  ['db-sees-core', 'db/new.ts', '../src/services/send-reply.ts'],
  ['db-sees-core', 'db/new.ts', '../adapters/telegram/index.ts'],
  ['services-see-core-and-db', 'src/services/new.ts', '../infra/queue.ts'],
  ['services-see-core-and-db', 'src/services/new.ts', '../http/dialogues.ts'],
  ['services-see-core-and-db', 'src/services/new.ts', '../config.ts'],
  ['services-see-core-and-db', 'src/services/new.ts', '../../adapters/telegram/index.ts'],
  ['services-know-no-transport', 'src/services/new.ts', 'hono'],
  ['services-know-no-transport', 'src/services/new.ts', 'drizzle-orm'],
  ['http-sees-services-and-core', 'src/http/new.ts', '../../db/queries/dialogues.ts'],
  ['http-sees-services-and-core', 'src/http/new.ts', '../infra/queue.ts'],
  ['http-sees-services-and-core', 'src/http/new.ts', '../../workers/deliver.ts'],
  ['infra-sees-core', 'src/infra/new.ts', '../services/send-reply.ts'],
  ['infra-sees-core', 'src/infra/new.ts', '../config.ts'],
  ['workers-see-services-and-core', 'workers/new.ts', '../db/queries/dialogues.ts'],
  ['workers-see-services-and-core', 'workers/new.ts', '../src/infra/queue.ts'],
  ['deps-are-types', 'src/deps.ts', '../db/queries/dialogues.ts'],
  ['src-files-see-core', 'src/new.ts', './services/send-reply.ts'],
  ['web-sees-the-api', 'web/inbox/new.ts', '../../core/ids.ts'],
  ['web-sees-the-api', 'web/inbox/new.ts', '../../src/http/dialogues.ts'],
  ['web-runs-in-a-browser', 'web/inbox/new.ts', 'node:path'],
  ['widget-stays-small', 'web/widget/new.ts', '../inbox/main.tsx'],
  ['widget-stays-small', 'web/widget/new.ts', 'react'],
  ['nothing-sees-test', 'src/services/new.ts', '../../test/core/ids.test.ts'],
  ['no-unresolved', 'db/new.ts', './nowhere.ts'],
]

const trees: string[] = []
afterEach(() => {
  for (const tree of trees.splice(0)) rmSync(tree, { recursive: true, force: true })
})

function plant(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'hubbub-layers-')))
  trees.push(root)
  symlinkSync(path.join(PROJECT, 'node_modules'), path.join(root, 'node_modules'))
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, `${text}\n`)
  }
  return root
}

async function brokenRules(files: Readonly<Record<string, string>>): Promise<string[]> {
  const { failures } = await checkLayers(plant(files))
  return [...new Set(failures.map((failure) => failure.rule))]
}

test('a tree in which every room sees what it may see passes', async () => {
  expect(await checkLayers(plant(RIGHT))).toEqual({ modules: Object.keys(RIGHT).length, failures: [] })
})

test.each(WRONG)('%s: %s may not import %s', async (rule, file, imported) => {
  const text = `import '${imported}'\n${RIGHT[file] ?? ''}`
  expect(await brokenRules({ ...RIGHT, [file]: text })).toContain(rule)
})

test.each([
  ['core-is-pure', 'core/new.ts', `import type { config } from '../src/config.ts'\nexport type New = typeof config`],
  [
    'web-sees-the-api',
    'web/inbox/new.ts',
    `import type { sendReply } from '../../src/services/send-reply.ts'\nexport type New = typeof sendReply`,
  ],
  ['adapters-see-core', 'adapters/telegram/new.ts', `export const later = () => import('../../src/config.ts')`],
])('%s also sees a type import and a late one', async (rule, file, text) => {
  expect(await brokenRules({ ...RIGHT, [file]: text })).toContain(rule)
})

test('every rule has a seeded wrong import', () => {
  const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs')
  const names = [...forbidden.map((rule: { name: string }) => rule.name), 'no-folder-cycles']
  expect([...new Set(WRONG.map(([rule]) => rule))].sort()).toEqual(names.sort())
})

test('a check that saw no module fails', async () => {
  expect(await brokenRules({ 'README.md': 'nothing here' })).toEqual(['no-modules'])
})

test('a room that holds code of which nothing was checked fails', async () => {
  expect(
    await brokenRules({ 'core/ids.ts': 'export const id = 1', 'db/node_modules/queries/index.ts': 'export const find = 1' }),
  ).toEqual(['no-modules'])
})
