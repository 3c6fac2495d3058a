import type { Sql } from '../client.ts'

export type PendingFile = {
  account_id: string
  id: string
  channel_id: string
  message_id: string | null
  ref: string
  kind: string
  name: string
  mime_type: string
  attempts: number
}

/** Takes a few files that wait at the platforms; `until` keeps others from taking the same while this one copies. */
export async function claimPendingFiles(
  sql: Sql,
  args: { readonly now: Date; readonly until: Date; readonly limit: number },
): Promise<PendingFile[]> {
  return await sql<PendingFile[]>`
    update files f set attempts = f.attempts + 1, next_attempt_at = ${args.until}
    from (select account_id, id from files where state = 'pending' and next_attempt_at <= ${args.now} order by next_attempt_at limit ${args.limit} for update skip locked) due
    where f.account_id = due.account_id and f.id = due.id and f.channel_id is not null and f.ref is not null
    returning f.account_id, f.id, f.channel_id, f.message_id, f.ref, f.kind, f.name, f.mime_type, f.attempts`
}

export async function saveStoredFile(
  sql: Sql,
  args: {
    readonly accountId: string
    readonly id: string
    readonly storageKey: string
    readonly mimeType: string
    readonly bytes: number
  },
): Promise<boolean> {
  const rows = await sql`
    update files set state = 'stored', storage_key = ${args.storageKey}, mime_type = ${args.mimeType}, bytes = ${args.bytes}, next_attempt_at = null
    where account_id = ${args.accountId} and id = ${args.id} and state = 'pending' returning id`
  return rows.length > 0
}

export async function saveFailedFile(
  sql: Sql,
  args: { readonly accountId: string; readonly id: string; readonly retryAt: Date | null },
): Promise<void> {
  await sql`
    update files set state = case when ${args.retryAt}::timestamptz is null then 'failed' else state end, next_attempt_at = ${args.retryAt}
    where account_id = ${args.accountId} and id = ${args.id} and state = 'pending'`
}

/** Where a file's message stands, to tell the screens. */
export async function messageOfFile(
  sql: Sql,
  args: { readonly accountId: string; readonly messageId: string },
): Promise<{
  chat_id: string
  dialogue_id: string
  seq: number
  released: boolean
  assignee_id: string | null
  department_id: string | null
} | null> {
  const [row] = await sql<
    {
      chat_id: string
      dialogue_id: string
      seq: number
      released: boolean
      assignee_id: string | null
      department_id: string | null
    }[]
  >`
    select m.chat_id, m.dialogue_id, m.seq, d.released_at is not null as released, d.assignee_id, d.department_id
    from messages m join dialogues d on d.account_id = m.account_id and d.id = m.dialogue_id
    where m.account_id = ${args.accountId} and m.id = ${args.messageId}`
  return row ?? null
}

export async function insertUpload(
  sql: Sql,
  file: {
    readonly accountId: string
    readonly id: string
    readonly uploaderId: string
    readonly storageKey: string
    readonly kind: string
    readonly name: string
    readonly mimeType: string
    readonly bytes: number
    readonly now: Date
  },
): Promise<void> {
  await sql`
    insert into files (account_id, id, uploader_id, storage_key, state, kind, name, mime_type, bytes, created_at)
    values (${file.accountId}, ${file.id}, ${file.uploaderId}, ${file.storageKey}, 'stored', ${file.kind}, ${file.name}, ${file.mimeType}, ${file.bytes}, ${file.now})`
}

export type FileRow = {
  id: string
  storage_key: string | null
  state: string
  name: string
  mime_type: string
  bytes: number | null
  message_id: string | null
  uploader_id: string | null
  dialogue_id: string | null
  chat_id: string | null
  channel_id: string | null
  place: string | null
  direction: string | null
}

export async function findFile(sql: Sql, args: { readonly accountId: string; readonly id: string }): Promise<FileRow | null> {
  const [row] = await sql<FileRow[]>`
    select f.id, f.storage_key, f.state, f.name, f.mime_type, f.bytes, f.message_id, f.uploader_id, m.dialogue_id, m.chat_id, m.channel_id, c.external_id as place, m.direction
    from files f left join messages m on m.account_id = f.account_id and m.id = f.message_id left join chats c on c.account_id = m.account_id and c.id = m.chat_id
    where f.account_id = ${args.accountId} and f.id = ${args.id}`
  return row ?? null
}

/** Uploads that were never sent. Returns their keys, to remove the bytes. */
export async function purgeUnsentUploads(sql: Sql, before: Date): Promise<string[]> {
  const rows = await sql<{ storage_key: string | null }[]>`
    delete from files where message_id is null and uploader_id is not null and created_at < ${before} returning storage_key`
  return rows.map((row) => row.storage_key).filter((key) => key !== null)
}
