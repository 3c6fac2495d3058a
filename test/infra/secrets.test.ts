import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createSecrets, deriveKey, loadSecret } from '../../src/infra/secrets.ts'
import { makeTempDir } from '../support/temp-dir.ts'

const secret = 'a secret for tests, long enough to be one'
const secrets = createSecrets(secret)

test('what is sealed opens in its own place, with signs of every kind', () => {
  for (const plain of ['', 'token', '😀 \u0000 \n', 'x'.repeat(10_000)])
    expect(secrets.open(secrets.seal(plain, 'row:1'), 'row:1')).toBe(plain)
})

test('it does not show what it is, and is never the same twice', () => {
  const [one, two] = [secrets.seal('token', 'row:1'), secrets.seal('token', 'row:1')]
  expect(one).not.toBe(two)
  expect(one).not.toContain(Buffer.from('token').toString('base64url'))
})

test('it opens in no other place', () => {
  expect(() => secrets.open(secrets.seal('token', 'row:1'), 'row:2')).toThrow()
})

test('changed by a single sign it does not open', () => {
  const sealed = secrets.seal('token', 'row:1')
  for (let index = sealed.length - 30; index < sealed.length - 2; index += 1) {
    const changed = sealed.slice(0, index) + (sealed[index] === 'A' ? 'B' : 'A') + sealed.slice(index + 1)
    expect(() => secrets.open(changed, 'row:1'), `${index}`).toThrow()
  }
})

test.each(['', 'plain token', 'v2.a.b.c', 'v1', 'v1...'])('what was never sealed does not open: %j', (text) => {
  expect(() => secrets.open(text, 'row:1')).toThrow()
})

test('with another secret the error says so, and does not say what was sealed', () => {
  const other = createSecrets('another secret for tests, long enough too')
  expect(() => other.open(secrets.seal('token', 'row:1'), 'row:1')).toThrow(/another HUBBUB_SECRET/)
})

test('keys for two purposes differ', () => {
  expect(deriveKey(secret, 'a')).not.toEqual(deriveKey(secret, 'b'))
})

test('the secret is made once in the data directory, for the hub’s user only; the environment stands before it', async () => {
  const { dir, remove } = makeTempDir()
  const made = await loadSecret({ fromEnvironment: null, dataDir: path.join(dir, 'data') })
  expect(made.length).toBeGreaterThanOrEqual(43)
  expect(await loadSecret({ fromEnvironment: null, dataDir: path.join(dir, 'data') })).toBe(made)
  expect(statSync(path.join(dir, 'data', 'secret')).mode & 0o777).toBe(0o600)
  expect(readFileSync(path.join(dir, 'data', 'secret'), 'utf8').trim()).toBe(made)
  expect(await loadSecret({ fromEnvironment: secret, dataDir: path.join(dir, 'data') })).toBe(secret)
  remove()
})
