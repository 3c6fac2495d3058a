import process, { argv, env } from 'node:process'
import { run } from './cli/run.ts'

const { stdout, stderr, exitCode } = await run(argv.slice(2), env)
if (stdout !== '') process.stdout.write(`${stdout}\n`)
if (stderr !== '') process.stderr.write(`${stderr}\n`)
process.exitCode = exitCode
