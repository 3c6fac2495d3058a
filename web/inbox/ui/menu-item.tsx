import type { LucideIcon } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from '../lib/cx.ts'
import { Icon } from './icon.tsx'
import { menuItemClass } from './menu-item-class.ts'

type MenuItemProps = {
  readonly icon?: LucideIcon
  readonly children: ReactNode
  readonly onSelect: () => void
  readonly isDangerous?: boolean
  readonly isDisabled?: boolean
}

export function MenuItem({ icon, children, onSelect, isDangerous = false, isDisabled = false }: MenuItemProps) {
  return (
    <Radix.Item onSelect={onSelect} disabled={isDisabled} className={cx(menuItemClass, isDangerous && 'text-danger')}>
      {icon === undefined ? null : <Icon of={icon} className="opacity-80" />}
      {children}
    </Radix.Item>
  )
}
