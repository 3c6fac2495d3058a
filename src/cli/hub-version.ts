import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const packageFile = z.object({ name: z.literal('hubbub'), version: z.string() })

/** The hub's own version: of the nearest package.json above, whether it runs from its sources or built. */
export function hubVersion(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const found = read(join(folder, 'package.json'))
    if (found !== null) return found
    const parent = dirname(folder)
    if (parent === folder) return 'unknown'
    folder = parent
  }
}

function read(path: string): string | null {
  try {
    return packageFile.parse(JSON.parse(readFileSync(path, 'utf8'))).version
  } catch {
    // Not there, or another package's.
    return null
  }
}
