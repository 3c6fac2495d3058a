import type { Manager } from '../../../../core/api/shapes.ts'
import { t } from '../../lib/t.ts'
import type { Option } from '../../ui/select.tsx'

const roles: readonly Manager['role'][] = ['manager', 'chat_administrator', 'administrator']

export const roleOptions = (): readonly Option[] => roles.map((role) => ({ value: role, label: t(`role.${role}`) }))

export const toRole = (value: string): Manager['role'] => roles.find((role) => role === value) ?? 'manager'
