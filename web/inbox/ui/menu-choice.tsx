import { Check } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import { menuItemClass } from './menu-item-class.ts'

type Choice<V extends string> = Readonly<{ value: V; label: ReactNode }>

type MenuChoiceProps<V extends string> = {
  readonly label: string
  readonly choices: readonly Choice<V>[]
  readonly value: V
  readonly onValue: (value: V) => void
  /** Choosing keeps the menu open, where one may want to try. */
  readonly staysOpen?: boolean
}

/** One of several, in a menu. */
export function MenuChoice<V extends string>({ label, choices, value, onValue, staysOpen = false }: MenuChoiceProps<V>) {
  const choose = (chosen: string): void => {
    const choice = choices.find((candidate) => candidate.value === chosen)
    if (choice !== undefined) onValue(choice.value)
  }
  return (
    <Radix.RadioGroup value={value} onValueChange={choose} aria-label={label}>
      <Radix.Label className="px-2 pt-1.5 pb-0.5 text-meta-sm font-medium text-fg-3">{label}</Radix.Label>
      {choices.map((choice) => (
        <Radix.RadioItem
          key={choice.value}
          value={choice.value}
          className={menuItemClass}
          onSelect={staysOpen ? (event) => event.preventDefault() : undefined}
        >
          <span className="flex min-w-0 flex-1 items-center gap-2">{choice.label}</span>
          <Radix.ItemIndicator>
            <Icon of={Check} className="text-accent" />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  )
}
