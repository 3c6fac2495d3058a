import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A folder of our own in the system's temporary one, which any user may enter: as root, the database runs as another. */
export function makeTempDir(): Readonly<{ dir: string; remove: () => void }> {
  const dir = mkdtempSync(path.join(tmpdir(), 'hubbub-test-'))
  chmodSync(dir, 0o755)
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) }
}
