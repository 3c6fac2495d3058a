import type { ConsentSettings } from '../../core/settings.ts'
import { jsonValue, type Tx } from '../client.ts'

/** A new version only where the texts differ from the current one. */
export async function insertPolicyVersion(
  tx: Tx,
  args: { readonly accountId: string; readonly texts: ConsentSettings['texts']; readonly now: Date },
): Promise<void> {
  // Two who save at once would take the same number.
  await tx`select pg_advisory_xact_lock(hashtextextended(${`policy:${args.accountId}`}, 0))`
  await tx`
    insert into policy_versions (account_id, version, texts, created_at)
    select ${args.accountId}, coalesce(max(version), 0) + 1, ${jsonValue(tx, args.texts)}, ${args.now} from policy_versions where account_id = ${args.accountId}
    having (select p.texts from policy_versions p where p.account_id = ${args.accountId} order by version desc limit 1) is distinct from ${jsonValue(tx, args.texts)}`
}
