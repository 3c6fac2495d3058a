/** What the tabs of one browser tell each other, so that they show the same. */
export type TabNews =
  | Readonly<{ type: 'outbox' }>
  | Readonly<{ type: 'draft'; text: string }>
  | Readonly<{ type: 'read'; seq: number }>
  | Readonly<{ type: 'muted'; on: boolean }>
  /** The request about privacy was answered. */
  | Readonly<{ type: 'consent'; declined: number | null }>
  /** The visitor became someone else. */
  | Readonly<{ type: 'session' }>

export type Tabs = Readonly<{ tell: (news: TabNews) => void }>

export function createTabs(publicId: string, onNews: (news: TabNews) => void): Tabs {
  const channel = openChannel(`hubbub:${publicId}`)
  if (!channel) return { tell: () => {} }
  channel.onmessage = (event: MessageEvent<unknown>) => {
    if (isNews(event.data)) onNews(event.data)
  }
  return { tell: (news) => channel.postMessage(news) }
}

/** null where the browser blocks storage, and with it this. */
function openChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name)
  } catch {
    return null
  }
}

function isNews(value: unknown): value is TabNews {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false
  switch (value.type) {
    case 'outbox':
    case 'session':
      return true
    case 'draft':
      return 'text' in value && typeof value.text === 'string'
    case 'read':
      return 'seq' in value && typeof value.seq === 'number'
    case 'consent':
      return 'declined' in value && (value.declined === null || typeof value.declined === 'number')
    case 'muted':
      return 'on' in value && typeof value.on === 'boolean'
    default:
      return false
  }
}

/** Runs `act` in one tab only; where the browser has no locks, in each. The name is taken for a second, longer than the tabs differ. */
export async function inOneTab(name: string, act: () => void): Promise<void> {
  await withLock(name, { ifAvailable: true }, async (isMine) => {
    if (!isMine) return
    act()
    await new Promise((resolve) => setTimeout(resolve, 1000))
  })
}

/** One tab after the other. */
export async function byTurns(name: string, act: () => Promise<void>): Promise<void> {
  await withLock(name, { ifAvailable: false }, act)
}

/** Without a secure context there are no locks, and with blocked storage they refuse: then each tab acts for itself. */
async function withLock(name: string, options: LockOptions, act: (isMine: boolean) => Promise<void>): Promise<void> {
  let hasRun = false
  const run = (lock: Lock | null): Promise<void> => {
    hasRun = true
    return act(lock !== null)
  }
  if (!('locks' in navigator)) return act(true)
  try {
    await navigator.locks.request(`hubbub:${name}`, options, run)
  } catch (error) {
    if (hasRun) throw error
    await act(true)
  }
}
