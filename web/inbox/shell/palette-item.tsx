import { Command } from 'cmdk'
import type { ReactNode } from 'react'

type PaletteItemProps = { readonly value?: string; readonly onSelect: () => void; readonly children: ReactNode }

export function PaletteItem({ value, onSelect, children }: PaletteItemProps) {
  return (
    <Command.Item
      {...(value === undefined ? {} : { value })}
      onSelect={onSelect}
      className="flex min-h-8 cursor-pointer items-center gap-2 rounded-chip px-2 data-[selected=true]:bg-hover pointer-coarse:min-h-10"
    >
      {children}
    </Command.Item>
  )
}
