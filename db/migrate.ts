import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as drizzleMigrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'

/** Any number; the same in every process of the hub. */
const migrationLock = 7_118_231

/** Brings the database to this version. Several processes may start at once: one migrates, the others wait for it. */
export async function migrate(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await client`select pg_advisory_lock(${migrationLock})`
    await drizzleMigrate(drizzle(client), { migrationsFolder: migrationsFolder() })
  } finally {
    await client.end({ timeout: 5 })
  }
}

/** Beside this file in the sources; found from the package's root when the hub runs from its built files. */
export function migrationsFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const candidate = join(folder, 'db', 'migrations')
    if (existsSync(join(candidate, 'meta', '_journal.json'))) return candidate
    const parent = dirname(folder)
    if (parent === folder) throw new Error('The folder db/migrations is missing.')
    folder = parent
  }
}
