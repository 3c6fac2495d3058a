let context: AudioContext | null = null
let isLeader = false

/** Browsers allow no sound before the first gesture, and of several open pages only one should sound. */
export function prepareSound(): () => void {
  const unlock = (): void => {
    context ??= new AudioContext()
    if (context.state === 'suspended') void context.resume()
  }
  const left = new AbortController()
  addEventListener('pointerdown', unlock, { once: true, signal: left.signal })
  addEventListener('keydown', unlock, { once: true, signal: left.signal })
  lead(left.signal)
  return () => left.abort()
}

/** The page that holds the lock sounds; when it closes, the next one takes over. Without locks (plain http) each page sounds. */
function lead(signal: AbortSignal): void {
  if (!('locks' in navigator)) {
    isLeader = true
    return
  }
  const held = (): Promise<void> => {
    isLeader = true
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  }
  navigator.locks.request('hubbub-sound', { signal }, held).catch(() => {
    isLeader = false
  })
}

/** Two short notes upwards, quiet. */
export function playChime(): void {
  if (context === null || context.state !== 'running' || !isLeader) return
  note(context, 660, 0)
  note(context, 880, 0.11)
}

function note(audio: AudioContext, hertz: number, delay: number): void {
  const start = audio.currentTime + delay
  const oscillator = audio.createOscillator()
  const volume = audio.createGain()
  oscillator.frequency.value = hertz
  oscillator.type = 'sine'
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(0.08, start + 0.015)
  volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.22)
  oscillator.connect(volume).connect(audio.destination)
  oscillator.start(start)
  oscillator.stop(start + 0.24)
}
