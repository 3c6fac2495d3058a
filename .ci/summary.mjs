// Counts a run: node .ci/summary.mjs <vitest's JSON report> <exit code of the check> <exit code of the tests>
import { readFileSync } from 'node:fs'

const [reportFile = '', check = '1', tests = '1'] = process.argv.slice(2)

/** @typedef {{ status: string, fullName: string }} Test */
/** @type {{ testResults: { name: string, status: string, assertionResults: Test[] }[] }} */
let report = { testResults: [] }
try {
  report = JSON.parse(readFileSync(reportFile, 'utf8'))
} catch {
  console.log('FAILED: the tests left no report')
}

const all = report.testResults.flatMap((file) => file.assertionResults)
const passed = all.filter((test) => test.status === 'passed').length
const notRun = all.filter((test) => test.status !== 'passed' && test.status !== 'failed')
// A file that could not even be loaded has no tests to count.
const broken = report.testResults.filter(
  (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
)
let failed = all.filter((test) => test.status === 'failed').length + broken.length

for (const file of broken) console.log(`FAILED: ${file.name}`)
for (const test of notRun) console.log(`SKIPPED, and in CI nothing may be: ${test.fullName}`)
if (check !== '0') {
  console.log('FAILED: npm run check')
  failed += 1
}
// An error outside of any test, or a run that was cut off.
if (tests !== '0' && failed === 0) failed = 1

process.exitCode = failed > 0 || notRun.length > 0 || tests !== '0' ? 1 : 0
console.log(`${passed} passed, ${failed} failed`)
