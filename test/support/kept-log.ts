import { createLog } from '../../src/infra/log.ts'

/** The hub's own log at its lowest level, kept line by line. */
export function keptLog() {
  const lines: string[] = []
  return { log: createLog('trace', { write: (line: string) => void lines.push(line) }), lines }
}
