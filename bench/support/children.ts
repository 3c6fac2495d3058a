import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')
export const projectRoot = root

/** A file of ours in a process of its own; it says one thing when it is ready, and then answers one message at a time. */
export async function startChild(
  file: string,
  first: object,
): Promise<{ readonly hello: unknown; readonly ask: (message: object) => Promise<unknown>; readonly stop: () => Promise<void> }> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, file)], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  child.send(first)
  const hello = await nextMessage(child)
  return {
    hello,
    ask: (message) => {
      child.send(message)
      return nextMessage(child)
    },
    stop: () => endOf(child, 'SIGTERM'),
  }
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`a process of the benchmark ended with ${code}`))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message)
    })
  })
}

/** Sends the signal and waits for the end. */
export function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}
