import type { Me } from '../../../core/api/shapes.ts'
import { HubError } from '../../../core/errors.ts'
import type { Actor } from '../../../core/permissions.ts'
import { findAccount, listAccountsOfUser } from '../../../db/queries/accounts.ts'
import { findManager } from '../../../db/queries/managers.ts'
import { findUser } from '../../../db/queries/users.ts'
import type { AccessDeps } from './deps.ts'

export async function showMe(deps: AccessDeps, actor: Actor): Promise<Me> {
  const { accountId, managerId, userId } = actor
  const [account, accounts, user, manager] = await Promise.all([
    findAccount(deps.sql, accountId),
    userId === null ? [] : listAccountsOfUser(deps.sql, userId),
    userId === null ? null : findUser(deps.sql, userId),
    managerId === null ? null : findManager(deps.sql, { accountId, id: managerId }),
  ])
  if (account === null) throw new HubError('not_found', 'The account is gone.')
  return {
    user,
    manager: manager && { id: manager.id, name: manager.name, role: manager.role, status: manager.status },
    role: actor.role,
    rights: [...actor.rights],
    account,
    accounts: userId === null ? [{ id: account.id, name: account.name }] : accounts,
    preferences: { ...manager?.preferences },
    now: deps.clock.now().toISOString(),
    mailConfigured: deps.mail.configured,
    publicUrl: deps.config.publicUrl,
  }
}
