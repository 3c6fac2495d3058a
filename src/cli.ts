import process, { argv } from 'node:process'
import { run } from './cli/run.ts'
import { readEnvironment } from './config.ts'

const { stdout, stderr, exitCode } = await run(argv.slice(2), readEnvironment())
if (stdout !== '') process.stdout.write(`${stdout}\n`)
if (stderr !== '') process.stderr.write(`${stderr}\n`)
process.exitCode = exitCode
