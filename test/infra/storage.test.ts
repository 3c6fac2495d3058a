import { readdirSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { createDiskStorage } from '../../src/infra/storage.ts'
import { makeTempDir } from '../support/temp-dir.ts'

const { dir, remove } = makeTempDir()
const storage = createDiskStorage(dir)
afterAll(remove)

const bodyOf = (text: string) => new Response(text).body ?? new ReadableStream<Uint8Array>()
const files = () =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)

test('what is put is got, and gone when it is removed, however often', async () => {
  expect(await storage.put('abcdefghij', bodyOf('hello'), { maxBytes: 10 })).toEqual({ bytes: 5 })
  expect(await new Response(await storage.get('abcdefghij')).text()).toBe('hello')
  await storage.remove('abcdefghij')
  await storage.remove('abcdefghij')
  await expect(storage.get('abcdefghij')).rejects.toThrow()
})

test('too much is refused, and no part of it stays', async () => {
  await expect(storage.put('toolargefile', bodyOf('x'.repeat(1000)), { maxBytes: 999 })).rejects.toMatchObject({
    code: 'too_large',
  })
  expect(files()).toEqual([])
})

test('what breaks off leaves nothing', async () => {
  const broken = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new Error('cut')),
  })
  await expect(storage.put('brokenfile1', broken, { maxBytes: 10 })).rejects.toThrow('cut')
  expect(files()).toEqual([])
})

test.each(['', 'short', '../../../etc/passwd', 'a/b/c/d/e/f/g', '..%2f..%2fetc%2fpasswd', 'a'.repeat(65), 'abcdefghij\u0000'])(
  'a key that is not ours reaches no file: %j',
  async (key) => {
    await expect(storage.get(key)).rejects.toThrow(/unknown form/)
    await expect(storage.put(key, bodyOf('x'), { maxBytes: 10 })).rejects.toThrow(/unknown form/)
    await expect(storage.remove(key)).rejects.toThrow(/unknown form/)
  },
)
