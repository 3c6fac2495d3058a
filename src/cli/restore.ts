import { createReadStream } from 'node:fs'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { HubError } from '../../core/errors.ts'
import { listFilled, loadTables, writeTable } from '../../db/backup.ts'
import type { Tx } from '../../db/client.ts'
import { databaseVersion } from '../../db/schema-version.ts'
import { checkPart, createCounter, type Manifest, readManifest } from './archive.ts'
import type { CliDeps } from './context.ts'

/**
 * Loads a backup into an empty hub: on the embedded database or on a server, on disk or in an object store, wherever it came from. All or nothing.
 * @throws HubError invalid (a damaged backup), conflict (another version, or a hub that is not empty)
 */
export async function restore(deps: CliDeps, args: { readonly from: string }) {
  const from = resolve(args.from)
  const manifest = await readManifest(from)
  const version = await databaseVersion(deps.sql)
  if (version?.at !== manifest.schema.at) {
    throw new HubError(
      'conflict',
      `The backup was made by hub ${manifest.hub} (schema ${manifest.schema.name}); this hub has schema ${version?.name ?? 'none'}. Restore it with the hub that made it, then update that hub.`,
    )
  }
  for (const part of [...manifest.tables, ...manifest.files]) await checkPart(from, part)
  await loadTables(deps.sql, async (tx, tables) => {
    const filled = await listFilled(tx, tables)
    if (filled.length > 0) {
      throw new HubError(
        'conflict',
        `This hub is not empty (${filled.slice(0, 3).join(', ')} have rows). Restore into a new data directory or database.`,
      )
    }
    for (const { name } of tables) await loadTable(tx, { from, table: tableOf(manifest, name) })
    for (const file of manifest.files) {
      await deps.storage.put(file.key, streamOf(join(from, file.file)), { maxBytes: file.bytes })
    }
  })
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
  const sameSecret = manifest.secret === deps.secretId
  return { from, tables: manifest.tables.length, rows, files: manifest.files.length, sameSecret }
}

type Table = Manifest['tables'][number]

function tableOf(manifest: Manifest, name: string): Table {
  const table = manifest.tables.find((one) => one.name === name)
  if (!table) throw new HubError('invalid', `The backup has no table ${name}.`)
  return table
}

async function loadTable(tx: Tx, { from, table }: { readonly from: string; readonly table: Table }): Promise<void> {
  const rows = createCounter()
  await pipeline(createReadStream(join(from, table.file)), createGunzip(), rows.stream, await writeTable(tx, table))
  const { lines } = rows.result()
  if (lines !== table.rows)
    throw new HubError('invalid', `The backup is damaged: ${table.name} has ${lines} rows, not ${table.rows}.`)
}

/** Node's own type of a web stream differs from the global one in name only. */
function streamOf(path: string): ReadableStream<Uint8Array> {
  return Readable.toWeb(createReadStream(path)) as unknown as ReadableStream<Uint8Array>
}
