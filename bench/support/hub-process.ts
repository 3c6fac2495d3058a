import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { endOf, projectRoot } from './children.ts'

export type HubProcess = Readonly<{
  url: string
  port: number
  child: ChildProcess
  /** All that it printed so far. */
  output: () => string
  stop: () => Promise<void>
}>

/** Builds what `npm start` would run. */
export function buildHub(): void {
  const built = spawnSync(process.execPath, ['scripts/prepare.mjs', 'server'], { cwd: projectRoot, stdio: ['ignore', 2, 2] })
  if (built.status !== 0) throw new Error('the hub could not be built')
}

/** Starts the program and waits until it is ready, or has ended (a crash point may lie on the way). */
export async function startHub(args: {
  readonly port: number
  readonly env: Readonly<Record<string, string>>
  readonly nodeArguments?: readonly string[]
  readonly quiet?: boolean
  /** Another build of the program. */
  readonly program?: string
  /** Where the platforms reach it, if not at its own address. */
  readonly publicUrl?: string
}): Promise<HubProcess> {
  const url = `http://127.0.0.1:${args.port}`
  const child = spawn(
    process.execPath,
    [...(args.nodeArguments ?? []), '--enable-source-maps', args.program ?? 'dist/server/main.js'],
    {
      cwd: projectRoot,
      env: { PATH: process.env['PATH'] ?? '', PORT: String(args.port), PUBLIC_URL: args.publicUrl ?? url, ...args.env },
      stdio: ['ignore', 'pipe', args.quiet ? 'pipe' : 'inherit'],
    },
  )
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    // The lines of the log only matter until the set-up link has come.
    if (output.length < 5_000_000) output += chunk.toString()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    if (output.length < 5_000_000) output += chunk.toString()
  })
  const deadline = Date.now() + 60_000
  while (child.exitCode === null && child.signalCode === null) {
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    if (answer?.ok && output.includes('Hubbub runs at')) break
    if (Date.now() > deadline) throw new Error(`the hub is not ready after a minute:\n${output.slice(0, 4000)}`)
    await wait(15)
  }
  return { url, port: args.port, child, output: () => output, stop: () => endOf(child, 'SIGTERM') }
}

export type Api = (method: string, path: string, body?: object) => Promise<unknown>

/** The API as a signed-in person sees it. */
export function createApi(url: string): { readonly call: Api; readonly cookie: () => string } {
  let cookie = ''
  return {
    cookie: () => cookie,
    call: async (method, path, body) => {
      const answer = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { 'content-type': 'application/json', origin: url, cookie },
        ...(body && { body: JSON.stringify(body) }),
      })
      const set = answer.headers.getSetCookie()
      if (set.length > 0) cookie = set.map((one) => one.split(';')[0]).join('; ')
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`)
      return text === '' ? null : JSON.parse(text)
    },
  }
}

/** A business with one property, a Telegram channel and one administrator who is free to take dialogues. */
export async function setUp(
  hub: HubProcess,
  args: { readonly botToken: string; readonly capacity: number; readonly distribution: 'none' | 'least_loaded' },
) {
  const link = /setup[?#]token=(\S+)/.exec(hub.output())?.[1]
  if (link === undefined) throw new Error(`the hub printed no set-up link: ${hub.output().slice(0, 2000)}`)
  const { call, cookie } = createApi(hub.url)
  await call('POST', '/setup', {
    token: link,
    email: 'ann@example.com',
    password: 'correct horse battery',
    name: 'Ann',
    accountName: 'Bench',
    timeZone: 'Europe/Berlin',
  })
  const propertyId = idOf(await call('POST', '/properties', { kind: 'site', name: 'Shop' }))
  const channelId = idOf(
    await call('POST', '/channels', { kind: 'telegram', propertyId, name: 'Bot', secrets: { botToken: args.botToken } }),
  )
  await call('PUT', '/settings/distribution', { mode: args.distribution, capacity: args.capacity, presence: 'status' })
  await call('PUT', '/managers/me/status', { status: 'free' })
  return { call, cookie, channelId }
}

export function idOf(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string') return value.id
  throw new Error('an answer without an id')
}
