import { parseArgs } from 'node:util'
import { HubError } from '../../core/errors.ts'
import { parseConfig } from '../config.ts'
import { type Command, commands } from './commands.ts'

export type Outcome = Readonly<{ stdout: string; stderr: string; exitCode: number }>

type Environment = Readonly<Record<string, string | undefined>>

/** One command from its arguments to what it prints. With --json that is one JSON object on the standard output, in failure too. */
export async function run(args: readonly string[], env: Environment): Promise<Outcome> {
  const asJson = args.includes('--json')
  const rest = args.filter((arg) => arg !== '--json')
  const [name, ...given] = rest
  const command = name === undefined ? undefined : commands[name]
  if (name === undefined || name === 'help' || name === '--help') return { stdout: help(), stderr: '', exitCode: 0 }
  try {
    if (!command) throw new HubError('invalid', `There is no command ${name}. Try: npm run hub -- help`)
    if (given.includes('--help')) return { stdout: helpOf(name, command), stderr: '', exitCode: 0 }
    const { result, text, failed = false } = await command.run(parseConfig(env), parseOptions(name, command, given))
    return { stdout: asJson ? JSON.stringify(result) : text, stderr: '', exitCode: failed ? 1 : 0 }
  } catch (error) {
    return failure(error, asJson)
  }
}

function parseOptions(name: string, command: Command, args: readonly string[]): Readonly<Record<string, string>> {
  const options = Object.fromEntries(Object.keys(command.options).map((option) => [option, { type: 'string' as const }]))
  const values = readOptions(args, options, name)
  const missing = Object.entries(command.options).filter(([option, { required }]) => required && values[option] === undefined)
  if (missing.length > 0) {
    throw new HubError('invalid', `Give ${missing.map(([option, { hint }]) => `--${option} ${hint}`).join(' and ')}.`)
  }
  return values
}

function readOptions(args: readonly string[], options: Record<string, { type: 'string' }>, name: string): Record<string, string> {
  try {
    const { values } = parseArgs({ args: [...args], options, allowPositionals: false, strict: true })
    return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('. ')[0] ?? '') : ''
    throw new HubError('invalid', `${why}. Try: npm run hub -- ${name} --help`, { cause })
  }
}

function failure(error: unknown, asJson: boolean): Outcome {
  const code = error instanceof HubError ? error.code : 'internal'
  const message = error instanceof Error ? error.message : 'Something went wrong.'
  if (asJson) return { stdout: JSON.stringify({ error: { code, message } }), stderr: '', exitCode: 1 }
  return { stdout: '', stderr: message, exitCode: 1 }
}

function help(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length)) + 2
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}${summary}`)
  return `npm run hub -- <command> [options] [--json]\n\n${lines.join('\n')}\n\nEach command explains itself: npm run hub -- <command> --help\nIt works on DATABASE_URL, or on the data directory (DATA_DIR), whether the hub runs or not.`
}

function helpOf(name: string, { summary, options }: Command): string {
  const lines = Object.entries(options).map(
    ([option, { hint, words, required }]) => `  --${option} ${hint}\n      ${words}${required ? '' : ' (optional)'}`,
  )
  return [`npm run hub -- ${name}`, `  ${summary}`, ...lines].join('\n')
}
