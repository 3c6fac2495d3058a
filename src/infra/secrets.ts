import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Secrets } from '../../core/ports.ts'

/** The hub's secret: from the environment, else made once in the data directory, readable by the hub's user only. */
export async function loadSecret(args: { readonly fromEnvironment: string | null; readonly dataDir: string }): Promise<string> {
  if (args.fromEnvironment !== null) return args.fromEnvironment
  const path = join(args.dataDir, 'secret')
  if (existsSync(path)) return (await readFile(path, 'utf8')).trim()
  await mkdir(args.dataDir, { recursive: true })
  const secret = randomBytes(32).toString('base64url')
  await writeFile(path, `${secret}\n`, { mode: 0o600, flag: 'wx' })
  await chmod(path, 0o600)
  return secret
}

/** A key for one purpose, so that no two uses share one. */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'hubbub', purpose, 32))
}

/**
 * AES-256-GCM: `v1.<key id>.<iv>.<ciphertext and tag>`. The context (which row and field) is authenticated with it, so a ciphertext copied into another
 * row does not open. The key id names the secret that sealed it: another one gives a clear error.
 */
export function createSecrets(secret: string): Secrets {
  const key = deriveKey(secret, 'secrets-at-rest')
  const keyId = createHash('sha256').update(key).digest('base64url').slice(0, 8)
  return {
    seal: (plain, context) => {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      cipher.setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `v1.${keyId}.${iv.toString('base64url')}.${body.toString('base64url')}`
    },
    open: (sealed, context) => {
      const [version, sealedBy, iv, body] = sealed.split('.')
      if (version !== 'v1' || iv === undefined || body === undefined) throw new Error('A stored secret has an unknown form.')
      if (sealedBy !== keyId)
        throw new Error(
          'A stored secret was sealed with another HUBBUB_SECRET. Start with the old one, or enter the secret again.',
        )
      const bytes = Buffer.from(body, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'))
      decipher.setAAD(Buffer.from(context))
      decipher.setAuthTag(bytes.subarray(-16))
      return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8')
    },
  }
}
