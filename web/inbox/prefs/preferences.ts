import { create } from 'zustand'
import { isRecord } from '../lib/is-record.ts'
import { readStoredJson, writeStored } from '../lib/storage.ts'

export const themes = ['system', 'light', 'dark'] as const
export const textSizes = [13, 14, 16] as const

export type Preferences = Readonly<{
  theme: (typeof themes)[number]
  textSize: (typeof textSizes)[number]
  sound: boolean
  shortcuts: boolean
  contactPanel: boolean
}>

const storageKey = 'hubbub.preferences'
export const defaultPreferences: Preferences = { theme: 'system', textSize: 13, sound: true, shortcuts: true, contactPanel: true }

/** Anything unknown or of another shape gives way to the default. */
export function parsePreferences(stored: unknown): Preferences {
  if (!isRecord(stored)) return defaultPreferences
  const flag = (name: 'sound' | 'shortcuts' | 'contactPanel'): boolean => {
    const value = stored[name]
    return typeof value === 'boolean' ? value : defaultPreferences[name]
  }
  return {
    theme: themes.find((theme) => theme === stored['theme']) ?? defaultPreferences.theme,
    textSize: textSizes.find((size) => size === stored['textSize']) ?? defaultPreferences.textSize,
    sound: flag('sound'),
    shortcuts: flag('shortcuts'),
    contactPanel: flag('contactPanel'),
  }
}

/** Kept in the browser, so that the first paint has the right colours, and with the person at the hub, so that they follow. */
export const usePreferences = create<Preferences>(() => parsePreferences(readStoredJson(storageKey)))

export function applyPreferences(preferences: Preferences): void {
  const root = document.documentElement
  if (preferences.theme === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = preferences.theme
  root.dataset['textSize'] = String(preferences.textSize)
}

export function setPreferences(change: Partial<Preferences>): Preferences {
  const next = { ...usePreferences.getState(), ...change }
  usePreferences.setState(next)
  writeStored(storageKey, JSON.stringify(next))
  applyPreferences(next)
  return next
}
