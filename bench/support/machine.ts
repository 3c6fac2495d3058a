import { cpus, loadavg, totalmem } from 'node:os'

/** What a reader must know to judge a figure. No names and no folders of the machine. */
export function describeMachine(): string {
  const cores = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), ${memory} GB of memory, Node ${process.versions.node}; client, server and database share them`
}

/** How busy the machine is, the measurement itself included (1 minute). */
export const loadNow = (): string => (loadavg()[0] ?? 0).toFixed(2)

export const today = (): string => new Date().toISOString().slice(0, 10)
