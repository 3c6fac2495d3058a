import { and, asc, eq, gt, ne, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { channelDirectory, channels, properties } from '../schema/index.ts'

export type ChannelRecord = typeof channels.$inferSelect & { readonly publicId: string | null }

export async function findChannel(db: Db, channelId: string): Promise<ChannelRecord | null> {
  const [row] = await db
    .select({ channel: channels, publicId: channelDirectory.publicId })
    .from(channelDirectory)
    .innerJoin(channels, and(eq(channels.accountId, channelDirectory.accountId), eq(channels.id, channelDirectory.channelId)))
    .where(eq(channelDirectory.channelId, channelId))
  return row ? { ...row.channel, publicId: row.publicId } : null
}

export async function findChannelByPublicId(db: Db, publicId: string): Promise<string | null> {
  const [row] = await db
    .select({ channelId: channelDirectory.channelId })
    .from(channelDirectory)
    .where(eq(channelDirectory.publicId, publicId))
  return row?.channelId ?? null
}

export async function loadChannel(
  db: Db,
  args: { readonly accountId: string; readonly channelId: string },
): Promise<ChannelRecord | null> {
  const row = await findChannel(db, args.channelId)
  return row?.accountId === args.accountId ? row : null
}

/** Not the removed ones, by id (that is: by age). */
export async function listChannels(
  db: Db,
  args: { readonly accountId: string; readonly after: string | null; readonly limit: number },
): Promise<ChannelRecord[]> {
  const rows = await db
    .select({ channel: channels, publicId: channelDirectory.publicId })
    .from(channels)
    .leftJoin(
      channelDirectory,
      and(eq(channelDirectory.accountId, channels.accountId), eq(channelDirectory.channelId, channels.id)),
    )
    .where(
      and(
        eq(channels.accountId, args.accountId),
        ne(channels.status, 'removed'),
        args.after === null ? undefined : gt(channels.id, args.after),
      ),
    )
    .orderBy(asc(channels.id))
    .limit(args.limit)
  return rows.map((row) => ({ ...row.channel, publicId: row.publicId }))
}

export type NewChannel = Readonly<{
  accountId: string
  id: string
  propertyId: string
  kind: string
  name: string
  config: unknown
  secrets: unknown
  secretHints: unknown
  health: unknown
  publicId: string | null
  externalAccount: string | null
  now: Date
}>

/** @throws a unique violation of channel_directory_external_account_unique when this messenger account is connected already. */
export async function insertChannel(db: Db, channel: NewChannel): Promise<void> {
  const { accountId, id, publicId, externalAccount, now, ...rest } = channel
  await db.transaction(async (tx) => {
    await tx.insert(channels).values({ accountId, id, ...rest, createdAt: now })
    await tx.insert(channelDirectory).values({ channelId: id, accountId, publicId, externalAccount })
  })
}

export async function updateChannel(
  db: Db,
  args: { readonly accountId: string; readonly channelId: string; readonly values: Partial<typeof channels.$inferInsert> },
): Promise<void> {
  await db
    .update(channels)
    .set(args.values)
    .where(and(eq(channels.accountId, args.accountId), eq(channels.id, args.channelId)))
}

/** The messenger account is free to be connected again; the channel stays for its history. */
export async function removeChannel(
  db: Db,
  args: { readonly accountId: string; readonly channelId: string; readonly now: Date },
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .update(channels)
      .set({ status: 'removed', removedAt: args.now, secrets: {}, secretHints: {} })
      .where(and(eq(channels.accountId, args.accountId), eq(channels.id, args.channelId)))
    await tx
      .update(channelDirectory)
      .set({ externalAccount: null, publicId: null })
      .where(eq(channelDirectory.channelId, args.channelId))
  })
}

/** Of every account: the workers look after the gateways among them. */
export async function activeChannels(db: Db): Promise<{ accountId: string; channelId: string }[]> {
  return await db
    .select({ accountId: channels.accountId, channelId: channels.id })
    .from(channels)
    .where(eq(channels.status, 'active'))
}

export async function setExcludedChannels(
  db: Db,
  args: { readonly accountId: string; readonly channelIds: readonly string[] },
): Promise<void> {
  const excluded = args.channelIds.length === 0 ? sql`false` : sql`${channels.id} in ${[...args.channelIds]}`
  await db.update(channels).set({ excludedFromConsent: excluded }).where(eq(channels.accountId, args.accountId))
}

export async function listProperties(
  db: Db,
  args: { readonly accountId: string; readonly after: string | null; readonly limit: number },
) {
  return await db
    .select({
      id: properties.id,
      kind: properties.kind,
      name: properties.name,
      siteUrl: properties.siteUrl,
      createdAt: properties.createdAt,
      channelCount: sql<number>`(select count(*)::int from ${channels} c where c.account_id = ${properties.accountId} and c.property_id = ${properties.id} and c.status <> 'removed')`,
    })
    .from(properties)
    .where(and(eq(properties.accountId, args.accountId), args.after === null ? undefined : gt(properties.id, args.after)))
    .orderBy(asc(properties.id))
    .limit(args.limit)
}

export async function loadProperty(db: Db, args: { readonly accountId: string; readonly propertyId: string }) {
  const [row] = await db
    .select()
    .from(properties)
    .where(and(eq(properties.accountId, args.accountId), eq(properties.id, args.propertyId)))
  return row ?? null
}

export async function insertProperty(db: Db, values: typeof properties.$inferInsert): Promise<void> {
  await db.insert(properties).values(values)
}

export async function updateProperty(
  db: Db,
  args: { readonly accountId: string; readonly propertyId: string; readonly values: Partial<typeof properties.$inferInsert> },
): Promise<void> {
  await db
    .update(properties)
    .set(args.values)
    .where(and(eq(properties.accountId, args.accountId), eq(properties.id, args.propertyId)))
}
