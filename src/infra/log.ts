import { type DestinationStream, pino } from 'pino'
import type { Log } from '../../core/ports.ts'

const secretFields = [
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
]

/**
 * One JSON line each. Fields that could hold a secret or a message's text are blanked wherever they stand; of an error only name, code and stack
 * lines are kept, since messages of libraries hold URLs with tokens.
 */
export function createLog(level: string, destination: DestinationStream = pino.destination(1)): Log {
  const paths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`])
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths, censor: '[hidden]' },
    serializers: { error: describeError, err: describeError },
  }
  return pino(options, destination)
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
