/** They hear of it once in this time, … */
const repeatMs = 3_000
/** … and it is over when nothing came for this long. */
export const expireMs = 6_000

/** Tells that the visitor types: at the first letter and then every few seconds; over when the text is gone or sent. */
export function createTypingTeller(send: (on: boolean) => void): (isTyping: boolean) => void {
  let toldAt = 0
  return (isTyping) => {
    const now = Date.now()
    if (isTyping && now - toldAt < repeatMs) return
    if (!isTyping && toldAt === 0) return
    toldAt = isTyping ? now : 0
    send(isTyping)
  }
}
