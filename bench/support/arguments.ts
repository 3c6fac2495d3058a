import { parseArgs } from 'node:util'

/** `--name=value` from the command line, or the default; `flags` are those without a value. */
export function readArguments(argv: readonly string[]): {
  readonly number: (name: string, fallback: number) => number
  readonly text: (name: string, fallback: string) => string
  readonly has: (name: string) => boolean
  readonly words: readonly string[]
} {
  const { values, positionals } = parseArgs({ args: [...argv], strict: false, allowPositionals: true })
  const text = (name: string, fallback: string): string => {
    const value = values[name]
    return typeof value === 'string' ? value : fallback
  }
  return {
    text,
    number: (name, fallback) => {
      const value = Number(text(name, String(fallback)))
      if (!Number.isFinite(value)) throw new Error(`--${name} is a number`)
      return value
    },
    has: (name) => values[name] !== undefined,
    words: positionals,
  }
}
