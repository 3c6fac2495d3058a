import type postgres from 'postgres'
import { jsonValue, type Tx } from '../client.ts'

type Query = postgres.ISql<{ bigint: number }>

export type SealedChannel = Readonly<{ accountId: string; id: string; name: string; secrets: Readonly<Record<string, string>> }>

/** Every channel that has secrets, locked: those of all accounts, since one key seals them. */
export async function lockSealed(tx: Tx): Promise<SealedChannel[]> {
  return await tx<SealedChannel[]>`
    select account_id as "accountId", id, name, secrets from channels where secrets <> '{}'::jsonb order by account_id, id for update`
}

export async function saveSealed(tx: Tx, channel: Pick<SealedChannel, 'accountId' | 'id' | 'secrets'>): Promise<void> {
  await tx`
    update channels set secrets = ${jsonValue(tx, channel.secrets)} where account_id = ${channel.accountId} and id = ${channel.id}`
}

/** One of them, to see whether the key fits; null: nothing is sealed. */
export async function findSealed(sql: Query): Promise<SealedChannel | null> {
  const [row] = await sql<SealedChannel[]>`
    select account_id as "accountId", id, name, secrets from channels where secrets <> '{}'::jsonb limit 1`
  return row ?? null
}
