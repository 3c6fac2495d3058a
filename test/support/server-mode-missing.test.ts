import { expect, test } from 'vitest'
import { isCi, missingForServerMode } from './tools.ts'

// Runs in place of the server mode's tests where the machine lacks what they need.
const missing = missingForServerMode().join(' and ')

test.skipIf(!isCi())(`server mode: this machine has no ${missing}`, () => {
  expect(missing, 'in CI nothing may be skipped').toBe('')
})
