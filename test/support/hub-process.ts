import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { freePort } from './free-port.ts'
import { makeTempDir } from './temp-dir.ts'

const PROJECT = path.resolve(import.meta.dirname, '../..')

export type HubProcess = Readonly<{
  url: string
  port: number
  /** Printed once by a hub without an account. */
  setupLink: string | null
  stop: () => Promise<void>
}>

/** The built hub as `npm start` runs it: its own process, its own data directory, the embedded database. It knows its own address as public. */
export async function startHubProcess(env: Readonly<Record<string, string>> = {}): Promise<HubProcess> {
  const folder = makeTempDir()
  const port = await freePort()
  const child = spawn(process.execPath, ['--enable-source-maps', path.join(PROJECT, 'dist/server/main.js')], {
    cwd: PROJECT,
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: folder.dir,
      PUBLIC_URL: `http://localhost:${port}`,
      LOG_LEVEL: 'error',
      EGRESS_ALLOW: 'localhost,127.0.0.1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const printed = await readUntilRunning(child)
  return {
    url: `http://localhost:${port}`,
    port,
    setupLink: /(http:\/\/\S+\/setup\S+)/.exec(printed)?.[1] ?? null,
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve))
      folder.remove()
    },
  }
}

function readUntilRunning(child: ChildProcess): Promise<string> {
  let printed = ''
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      if (/Hubbub runs at[^\n]*\n[^\n]*\n/.test(printed)) resolve(printed)
    })
    child.once('exit', (code) => reject(new Error(`the hub ended with ${code} before it ran:\n${printed}`)))
  })
}
