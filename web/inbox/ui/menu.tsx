import { DropdownMenu as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'

type MenuProps = {
  readonly trigger: ReactNode
  readonly children: ReactNode
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  readonly align?: 'start' | 'end'
  readonly isOpen?: boolean
  readonly onOpenChange?: (isOpen: boolean) => void
}

export function Menu({ trigger, children, side = 'bottom', align = 'end', isOpen, onOpenChange }: MenuProps) {
  const control: ComponentProps<typeof Radix.Root> = {
    ...(isOpen === undefined ? {} : { open: isOpen }),
    ...(onOpenChange === undefined ? {} : { onOpenChange }),
  }
  return (
    <Radix.Root {...control} modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="float-in z-50 max-h-[min(32rem,var(--radix-dropdown-menu-content-available-height))] min-w-52 max-w-80 overflow-y-auto rounded-menu border border-line bg-overlay p-1 shadow-menu"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
