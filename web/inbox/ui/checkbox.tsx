import { type ReactNode, useId } from 'react'

type CheckboxProps = {
  readonly label: ReactNode
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean
}

export function Checkbox({ label, checked, onChange, disabled = false }: CheckboxProps) {
  const id = useId()
  return (
    <div className="flex items-center gap-2">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 shrink-0 cursor-pointer accent-accent disabled:cursor-not-allowed"
      />
      <label htmlFor={id} className="min-w-0 flex-1 cursor-pointer py-1">
        {label}
      </label>
    </div>
  )
}
