import { useId } from 'react'

type SegmentsProps<V extends string> = {
  readonly legend: string
  readonly options: readonly Readonly<{ value: V; label: string }>[]
  readonly value: V
  readonly onValue: (value: V) => void
}

/** One of a few short choices, side by side. */
export function Segments<V extends string>({ legend, options, value, onValue }: SegmentsProps<V>) {
  const name = useId()
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{legend}</legend>
      <div className="flex rounded-button border border-control p-0.5">
        {options.map((option) => (
          <label
            key={option.value}
            className="relative flex h-7 flex-1 cursor-pointer items-center justify-center rounded-chip px-2 text-center has-checked:bg-selected has-checked:font-medium has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:h-10"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onValue(option.value)}
              className="absolute inset-0 cursor-pointer appearance-none outline-none"
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
