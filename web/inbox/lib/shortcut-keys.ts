/** `mod` is Command on a Mac and Control elsewhere. */
export const isMac = (): boolean => /mac|iphone|ipad/i.test(navigator.platform)

/** What was pressed, as bindings name it, in small letters: `j`, `shift+e`, `mod+k`, `?`, `arrowdown`. Shift is not named where it makes another character. */
export function pressedKeys(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>): string {
  const key = event.key.toLowerCase()
  const isLetter = /^\p{L}$/u.test(key) || event.key.length > 1
  const parts = [(event.ctrlKey || event.metaKey) && 'mod', event.altKey && 'alt', event.shiftKey && isLetter && 'shift', key]
  return parts.filter(Boolean).join('+')
}

/** For people: `⌘K`, `Ctrl+K`, `J`. */
export function keysText(keys: string): string {
  return keys
    .split('+')
    .map((part) => {
      if (part === 'mod') return isMac() ? '⌘' : 'Ctrl'
      return part.length === 1 ? part.toUpperCase() : part.charAt(0).toUpperCase() + part.slice(1)
    })
    .join(isMac() ? '' : '+')
}

const typing = 'input, textarea, select, [contenteditable="true"]'

export const isTyping = (target: EventTarget | null): boolean => target instanceof Element && target.closest(typing) !== null

/** A dialog or menu has the keys for itself. */
export const isOverlayOpen = (): boolean =>
  document.querySelector('[role="dialog"], [role="menu"], [role="listbox"][data-overlay]') !== null
