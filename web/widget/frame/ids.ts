/** 128 random bits. `crypto.randomUUID` exists on https only, and a hub may be tried on a plain address of the local network. */
export function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
