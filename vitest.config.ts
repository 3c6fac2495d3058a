import { defineConfig } from 'vitest/config'
import { missingForServerMode } from './test/support/tools.ts'

const needsBackends = [
  'test/db/**/*.test.ts',
  'test/services/**/*.test.ts',
  'test/http/**/*.test.ts',
  'test/workers/**/*.test.ts',
]

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    passWithNoTests: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/{core,adapters,house,infra,faults}/**/*.test.ts', 'test/web/inbox/**/*.test.{ts,tsx}'],
        },
      },
      {
        extends: true,
        oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
        test: { name: 'widget', include: ['test/web/{widget,pages}/**/*.test.{ts,tsx}'] },
      },
      {
        extends: true,
        test: { name: 'embedded', include: needsBackends, globalSetup: ['test/support/setup-embedded.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: missingForServerMode().length === 0 ? needsBackends : ['test/support/server-mode-missing.test.ts'],
          globalSetup: ['test/support/setup-server.ts'],
        },
      },
      {
        extends: true,
        // One browser at a time: two would fight for the machine and make each other's waits longer.
        test: { name: 'browser', include: ['test/e2e/**/*.test.ts'], fileParallelism: false, testTimeout: 120_000 },
      },
    ],
  },
})
