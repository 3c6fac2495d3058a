import { type ReactNode, useId } from 'react'
import { cx } from '../lib/cx.ts'

export type RadioOption<V extends string> = Readonly<{ value: V; label: string; hint?: ReactNode }>

type RadioGroupProps<V extends string> = {
  readonly legend: string
  readonly options: readonly RadioOption<V>[]
  readonly value: V
  readonly onValue: (value: V) => void
}

export function RadioGroup<V extends string>({ legend, options, value, onValue }: RadioGroupProps<V>) {
  const name = useId()
  return (
    <fieldset className="flex flex-col">
      <legend className="mb-1 font-medium">{legend}</legend>
      <div className="divide-y divide-line rounded-button border border-line">
        {options.map((option) => (
          <label
            key={option.value}
            className={cx(
              'flex cursor-pointer items-start gap-2.5 px-3 py-2.5 first:rounded-t-button last:rounded-b-button hover:bg-hover',
              option.value === value && 'bg-selected hover:bg-selected',
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onValue(option.value)}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            <span className="flex flex-col gap-0.5">
              <span className="font-medium">{option.label}</span>
              {option.hint === undefined ? null : <span className="text-meta text-fg-2">{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
