import { useEffect, useEffectEvent } from 'react'
import { isOverlayOpen, isTyping, pressedKeys } from '../lib/shortcut-keys.ts'
import { usePreferences } from '../prefs/preferences.ts'

/** Keys for the page. Never while typing or in a dialog; single keys can be switched off, those with `mod` stay. */
export function useShortcuts(bindings: Readonly<Record<string, () => void>>): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const keys = pressedKeys(event)
    const action = bindings[keys]
    if (action === undefined || event.defaultPrevented || event.isComposing || isOverlayOpen()) return
    const isPlain = !keys.startsWith('mod+')
    if (isPlain && (isTyping(event.target) || !usePreferences.getState().shortcuts)) return
    event.preventDefault()
    action()
  })
  // The keyboard belongs to the document.
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}
