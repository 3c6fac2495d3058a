import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { adapterOf, adapters } from '../../adapters/index.ts'
import { adapterContract, type Harness } from './contract.ts'

const harnesses = new Map<string, Harness>()
for (const { kind } of adapters) {
  const { harness }: { harness: Harness } = await import(`./${kind}/harness.ts`)
  harnesses.set(kind, harness)
}

describe('the list of adapters', () => {
  test('has each folder of adapters/ once', () => {
    const folders = readdirSync(fileURLToPath(new URL('../../adapters', import.meta.url)), { withFileTypes: true })
    const kinds = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
    expect(adapters.map((adapter) => adapter.kind).toSorted()).toEqual(kinds.toSorted())
  })

  test('finds an adapter by its kind and refuses an unknown one', () => {
    for (const adapter of adapters) expect(adapterOf(adapter.kind)).toBe(adapter)
    for (const kind of ['pigeon', '__proto__', ''])
      expect(() => adapterOf(kind)).toThrow(expect.objectContaining({ code: 'invalid' }))
  })
})

describe.each(adapters)('$kind', (adapter) => {
  const harness = harnesses.get(adapter.kind)
  if (harness === undefined) throw new Error(`test/adapters/${adapter.kind}/harness.ts is missing`)
  adapterContract(adapter, harness)
})
