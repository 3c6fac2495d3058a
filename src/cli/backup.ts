import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { HubError } from '../../core/errors.ts'
import type { Storage } from '../../core/ports.ts'
import { inSnapshot, listStoredFiles, listTables, readTable } from '../../db/backup.ts'
import type { Tx } from '../../db/client.ts'
import { databaseVersion } from '../../db/schema-version.ts'
import { createCounter, type Manifest, manifestName, writePart } from './archive.ts'
import type { CliDeps } from './context.ts'
import { hubVersion } from './hub-version.ts'

/**
 * Copies every row and every file into a folder, while the hub runs. All rows are of one moment; the folder gets its name when it is complete, so
 * half a backup is never taken for one.
 */
export async function backup(deps: CliDeps, args: { readonly to: string }) {
  const to = resolve(args.to)
  if (existsSync(to) && (await readdir(to)).length > 0) throw new HubError('conflict', `${to} is not empty.`)
  const schema = await databaseVersion(deps.sql)
  if (schema === null) throw new HubError('conflict', 'The database is empty: there is nothing to back up.')
  const partial = `${to}.partial`
  await rm(partial, { recursive: true, force: true })
  for (const folder of ['tables', 'files']) await mkdir(join(partial, folder), { recursive: true, mode: 0o700 })
  const { tables, keys } = await inSnapshot(deps.sql, async (tx) => ({
    tables: await copyTables(tx, partial),
    keys: await listStoredFiles(tx),
  }))
  const { files, missingFiles } = await copyFiles(deps.storage, { keys, dir: partial })
  const createdAt = deps.clock.now().toISOString()
  const manifest: Manifest = {
    format: 1,
    hub: hubVersion(),
    schema,
    createdAt,
    secret: deps.secretId,
    tables,
    files,
    missingFiles,
  }
  await writeFile(join(partial, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
  await rm(to, { recursive: true, force: true })
  await rename(partial, to)
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  return { to, tables: tables.length, rows, files: files.length, missingFiles: missingFiles.length, schema: schema.name }
}

async function copyTables(tx: Tx, dir: string): Promise<Manifest['tables']> {
  const copied: Manifest['tables'] = []
  for (const table of await listTables(tx)) {
    const file = `tables/${table.name}.copy.gz`
    const rows = createCounter()
    const { sha256 } = await writePart(join(dir, file), await readTable(tx, table), rows.stream, createGzip())
    copied.push({ name: table.name, columns: [...table.columns], rows: rows.result().lines, file, sha256 })
  }
  return copied
}

/** By the storage's own port, so a hub on disk can be moved to an object store and back. */
async function copyFiles(storage: Storage, { keys, dir }: { readonly keys: readonly string[]; readonly dir: string }) {
  const files: Manifest['files'] = []
  const missingFiles: string[] = []
  for (const [index, key] of keys.entries()) {
    const body = await storage.get(key).catch(() => null)
    if (body === null) {
      missingFiles.push(key)
      continue
    }
    const file = `files/${String(index + 1).padStart(8, '0')}`
    const { bytes, sha256 } = await writePart(join(dir, file), Readable.from(body))
    files.push({ key, file, bytes, sha256 })
  }
  return { files, missingFiles }
}
