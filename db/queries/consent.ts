import type { ConsentAction } from '../../core/consent.ts'
import type { ConsentSettings } from '../../core/settings.ts'
import { jsonRows, type Sql, type Tx } from '../client.ts'

export type ConsentRow = Readonly<{
  id: string
  contactId: string
  channelId: string
  propertyId: string
  action: ConsentAction
  version: number
  locale: string
  textHash: string
  text: string
  url: string
  evidence: string
}>

export async function insertConsents(
  tx: Tx,
  args: { readonly accountId: string; readonly rows: readonly ConsentRow[]; readonly now: Date },
): Promise<void> {
  await tx`
    insert into consents (account_id, id, contact_id, channel_id, property_id, action, version, locale, text_hash, text, url, evidence, at)
    select ${args.accountId}, n.id, n."contactId", n."channelId", n."propertyId", n.action, n.version, n.locale, n."textHash", n.text, n.url, n.evidence, ${args.now}
    from jsonb_to_recordset(${jsonRows(tx, args.rows)}) as n(id uuid, "contactId" uuid, "channelId" uuid, "propertyId" uuid, action text, version int,
      locale text, "textHash" text, text text, url text, evidence text)`
}

export type LatestConsent = { contact_id: string; property_id: string; action: ConsentAction; version: number }

/**
 * Each contact's standing answer for a property: the newest version agreed to since they last said no, else their last word. (A late press on an old
 * request does not take back the agreement to a newer text.) Requests are not answers.
 */
export async function latestAnswers(
  tx: Tx | Sql,
  args: { readonly accountId: string; readonly pairs: readonly Readonly<{ contactId: string; propertyId: string }>[] },
): Promise<LatestConsent[]> {
  return await tx<LatestConsent[]>`
    select k."contactId" as contact_id, k."propertyId" as property_id, c.action, c.version
    from jsonb_to_recordset(${jsonRows(tx, args.pairs)}) as k("contactId" uuid, "propertyId" uuid)
    cross join lateral (
      select id, action, version from consents c
      where c.account_id = ${args.accountId} and c.contact_id = k."contactId" and c.property_id = k."propertyId" and c.action <> 'requested'
        and not exists (
          select 1 from consents n where n.account_id = c.account_id and n.contact_id = c.contact_id and n.property_id = c.property_id
            and n.id > c.id and n.action in ('declined', 'withdrawn'))
      order by c.version desc, c.id desc limit 1) c`
}

/** What was shown to this contact for this version: the request's own row. */
export async function shownText(
  tx: Tx | Sql,
  args: { readonly accountId: string; readonly contactId: string; readonly propertyId: string; readonly version: number },
): Promise<{ readonly locale: string; readonly text: string; readonly url: string; readonly text_hash: string } | null> {
  const [row] = await tx<{ locale: string; text: string; url: string; text_hash: string }[]>`
    select locale, text, url, text_hash from consents
    where account_id = ${args.accountId} and contact_id = ${args.contactId} and property_id = ${args.propertyId} and version = ${args.version} and action = 'requested'
    order by id desc limit 1`
  return row ?? null
}

export async function currentPolicy(
  tx: Tx | Sql,
  accountId: string,
): Promise<{ readonly version: number; readonly texts: ConsentSettings['texts'] } | null> {
  const [row] = await tx<{ version: number; texts: ConsentSettings['texts'] }[]>`
    select version, texts from policy_versions where account_id = ${accountId} order by version desc limit 1`
  return row ?? null
}

export async function policyVersion(
  tx: Tx | Sql,
  args: { readonly accountId: string; readonly version: number },
): Promise<{ readonly version: number; readonly texts: ConsentSettings['texts'] } | null> {
  const [row] = await tx<{ version: number; texts: ConsentSettings['texts'] }[]>`
    select version, texts from policy_versions where account_id = ${args.accountId} and version = ${args.version}`
  return row ?? null
}

/**
 * The refused or ignored words go, in every place where they stand: messages with their edits and files, snippet, and the journal's payloads. The
 * journal's keys stay, so that a late repetition does not bring them back. Returns the storage keys of the files to remove.
 */
export async function purgeHeldDialogue(
  tx: Tx,
  args: {
    readonly accountId: string
    readonly dialogueId: string
    readonly reason: 'consent_declined' | 'consent_ignored'
    readonly now: Date
  },
): Promise<readonly string[]> {
  const { accountId, dialogueId, now } = args
  const files = await tx<{ storage_key: string }[]>`
    select f.storage_key from files f join messages m on m.account_id = f.account_id and m.id = f.message_id
    where m.account_id = ${accountId} and m.dialogue_id = ${dialogueId} and f.storage_key is not null`
  await tx`
    update inbound_events e set payload = null
    from dialogues d join chats c on c.account_id = d.account_id and c.id = d.chat_id
    where d.account_id = ${accountId} and d.id = ${dialogueId} and e.account_id = d.account_id and e.channel_id = d.channel_id
      and e.place = c.external_id and e.received_at >= d.opened_at and e.payload is not null`
  await tx`delete from messages where account_id = ${accountId} and dialogue_id = ${dialogueId} and not (direction = 'out' and automatic)`
  await tx`
    update dialogues set status = 'closed', closed_at = ${now}, close_reason = ${args.reason}, auto_close_at = null, waiting_since = null, snippet = null, entry = null
    where account_id = ${accountId} and id = ${dialogueId}`
  // Their name came with the words. Who has been let in elsewhere is known there already.
  await tx`
    update contacts co set name = null, username = null from dialogues d
    where d.account_id = ${accountId} and d.id = ${dialogueId} and co.account_id = d.account_id and co.id = d.contact_id
      and not exists (select 1 from dialogues o where o.account_id = d.account_id and o.contact_id = d.contact_id and o.released_at is not null)`
  return files.map((file) => file.storage_key)
}

/** Held dialogues whose request was ignored for too long. */
export async function ignoredDialogues(
  sql: Sql,
  args: { readonly accountId: string; readonly before: Date; readonly limit: number },
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from dialogues where account_id = ${args.accountId} and status = 'held' and consent_requested_at < ${args.before} limit ${args.limit}`
  return rows.map((row) => row.id)
}

export async function lockHeld(
  tx: Tx,
  args: { readonly accountId: string; readonly dialogueId: string; readonly before: Date },
): Promise<boolean> {
  const rows = await tx`
    select 1 from dialogues where account_id = ${args.accountId} and id = ${args.dialogueId} and status = 'held' and consent_requested_at < ${args.before} for update`
  return rows.length > 0
}

/** The gate looks again: at one dialogue, whose contact answered, or at all that wait, since a setting changed. */
export async function regateHeld(
  tx: Tx | Sql,
  args: { readonly accountId: string; readonly dialogueId: string | null },
): Promise<void> {
  await tx`
    update dialogues set gated_at = null where account_id = ${args.accountId} and status = 'held'
      and (${args.dialogueId}::uuid is null or id = ${args.dialogueId})`
}
