import { type ReactNode, useId } from 'react'

type SwitchProps = {
  readonly label: string
  readonly hint?: ReactNode
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean
}

/** A checkbox that takes effect as a whole setting. */
export function Switch({ label, hint, checked, onChange, disabled = false }: SwitchProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-3">
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={checked}
        aria-checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="relative mt-0.5 h-[18px] w-8 shrink-0 cursor-pointer appearance-none rounded-full border border-control bg-sunken transition-colors duration-[90ms] ease-out before:absolute before:top-1/2 before:left-0.5 before:size-3 before:-translate-y-1/2 before:rounded-full before:bg-control before:transition-transform before:duration-[90ms] checked:border-accent checked:bg-accent checked:before:translate-x-3.5 checked:before:bg-accent-on disabled:cursor-not-allowed disabled:opacity-55"
      />
      <div className="flex min-w-0 flex-col gap-0.5">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint === undefined ? null : (
          <p id={`${id}-hint`} className="text-meta text-fg-3">
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}
