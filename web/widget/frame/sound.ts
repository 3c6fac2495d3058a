/** Two soft notes, made here: no file to load. Browsers allow sound only after the person did something in the frame. */
export function createSound(): Readonly<{ play: () => void }> {
  let audio: AudioContext | null = null
  const wake = (): void => {
    audio ??= new AudioContext()
    if (audio.state === 'suspended') void audio.resume()
  }
  addEventListener('pointerdown', wake, { once: true })
  addEventListener('keydown', wake, { once: true })

  const note = (context: AudioContext, hertz: number, startsIn: number): void => {
    const from = context.currentTime + startsIn
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.frequency.value = hertz
    volume.gain.setValueAtTime(0, from)
    volume.gain.linearRampToValueAtTime(0.12, from + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.001, from + 0.35)
    tone.connect(volume).connect(context.destination)
    tone.start(from)
    tone.stop(from + 0.4)
  }
  return {
    play: () => {
      if (audio?.state !== 'running') return
      note(audio, 659, 0)
      note(audio, 880, 0.12)
    },
  }
}
