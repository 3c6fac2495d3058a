/**
 * One mark in the page's own storage: there is a dialogue to come back to, so the frame is worth loading for the unread count.
 * Where storage is blocked the count appears once the chat is opened.
 */
export function hasTalked(publicId: string, change?: boolean): boolean {
  const key = `hubbub:${publicId}`
  try {
    if (change) localStorage.setItem(key, '1')
    if (change === false) localStorage.removeItem(key)
    return localStorage.getItem(key) !== null
  } catch {
    return false
  }
}
