import { useState } from 'react'
import type { Manager } from '../../../../core/api/shapes.ts'
import { t } from '../../lib/t.ts'
import { controlClass } from '../../ui/field.tsx'

type CapacityFieldProps = {
  readonly manager: Manager
  readonly isDisabled: boolean
  readonly onCapacity: (capacity: number | null) => void
}

/** A person's own limit of open dialogues; empty: the account's. Saved on leaving the field. */
export function CapacityField({ manager, isDisabled, onCapacity }: CapacityFieldProps) {
  const [text, setText] = useState<string | null>(null)
  const stored = manager.capacity === null ? '' : String(manager.capacity)
  const save = (): void => {
    if (text === null) return
    const capacity = text.trim() === '' ? null : Math.min(1000, Math.max(1, Math.round(Number(text))))
    setText(null)
    if (capacity === manager.capacity || Number.isNaN(capacity)) return
    onCapacity(capacity)
  }
  return (
    <label className="flex items-center gap-2 text-meta text-fg-2">
      {t('people.capacity')}
      <input
        type="number"
        min={1}
        max={1000}
        inputMode="numeric"
        value={text ?? stored}
        disabled={isDisabled}
        placeholder={t('people.capacityDefault')}
        aria-label={t('people.capacityOf', { name: manager.name })}
        onChange={(event) => setText(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter') save()
        }}
        className={`${controlClass} h-8 !w-20 text-ui pointer-coarse:h-10`}
      />
    </label>
  )
}
