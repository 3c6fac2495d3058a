import { expect, test } from 'vitest'
import { missingEntries } from '../../scripts/complete-lockfile.mjs'

test('a lock without the packages of other platforms gets an entry for each, with what it is for', () => {
  const packages = {
    'node_modules/tool': {
      version: '2.0.0',
      dev: true,
      optionalDependencies: {
        '@tool/darwin-arm64': '2.0.0',
        '@tool/linux-x64-musl': '^2.0.0',
        '@tool/windows-x64': '~2.0.0',
        '@tool/linux-x64': '2.0.0',
      },
    },
    'node_modules/tool/node_modules/@tool/linux-x64': { version: '2.0.0' },
  }
  expect(missingEntries(packages)).toEqual({
    'node_modules/@tool/darwin-arm64': { version: '2.0.0', dev: true, optional: true, os: ['darwin'], cpu: ['arm64'] },
    'node_modules/@tool/linux-x64-musl': {
      version: '2.0.0',
      dev: true,
      optional: true,
      os: ['linux'],
      cpu: ['x64'],
      libc: ['musl'],
    },
    'node_modules/@tool/windows-x64': { version: '2.0.0', dev: true, optional: true, os: ['win32'], cpu: ['x64'] },
  })
})
