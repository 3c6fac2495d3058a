import { type DestinationStream, pino } from 'pino'
import type { Log } from '../../core/ports.ts'

const secretFields = new Set([
  'secret',
  'secrets',
  'token',
  'botToken',
  'authToken',
  'password',
  'apiKey',
  'authorization',
  'cookie',
  'text',
  'payload',
  'email',
  'phone',
])

/**
 * One JSON line each. Fields that could hold a secret or a message's text are blanked wherever they stand; of an error only name, code and stack
 * lines are kept, since messages of libraries hold URLs with tokens.
 */
export function createLog(level: string, destination: DestinationStream = pino.destination(1)): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: (fields: Record<string, unknown>) => hide(fields, 3) },
    serializers: { error: describeError, err: describeError },
  }
  return pino(options, destination)
}

function hide(fields: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = { ...fields }
  for (const [name, value] of Object.entries(fields)) {
    if (secretFields.has(name)) copy[name] = '[hidden]'
    else if (depth > 1 && isPlain(value)) copy[name] = hide(value, depth - 1)
  }
  return copy
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

export function describeError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { type: typeof error }
  const code = 'code' in error ? error.code : undefined
  const stack = error.stack ?? ''
  // A message may have lines that look like frames.
  const behind = stack.startsWith(`${error.name}: ${error.message}`) ? `${error.name}: ${error.message}`.length : 0
  const frames =
    behind === 0 && error.message.includes('\n')
      ? []
      : stack
          .slice(behind)
          .split('\n')
          .filter((line) => /^\s+at /.test(line))
  return {
    type: error.name,
    ...(code !== undefined && { code: String(code) }),
    stack: frames.slice(0, 12).map((line) => line.trim()),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  }
}
