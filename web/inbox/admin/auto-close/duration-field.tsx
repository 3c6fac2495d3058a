import { type ReactNode, useState } from 'react'
import { cx } from '../../lib/cx.ts'
import { durationUnits, toDuration, toSeconds } from '../../lib/duration.ts'
import { t } from '../../lib/t.ts'
import { controlClass, Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'

type DurationFieldProps = {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly seconds: number
  readonly onSeconds: (seconds: number) => void
}

/** An amount and its unit. The unit is the person's choice: 24 hours stay 24 hours and do not turn into one day while they type. */
export function DurationField({ label, hint, error, seconds, onSeconds }: DurationFieldProps) {
  const [unit, setUnit] = useState(() => toDuration(seconds).unit)
  const amount = seconds / toSeconds({ amount: 1, unit })
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <span className="flex gap-2">
          <input
            {...ids}
            type="number"
            min={0}
            step="any"
            inputMode="decimal"
            value={Number.isNaN(amount) ? '' : Math.round(amount * 100) / 100}
            onChange={(event) => onSeconds(toSeconds({ amount: event.target.valueAsNumber, unit }))}
            className={cx(controlClass, 'h-8 !w-24 pointer-coarse:h-10')}
          />
          <Select
            aria-label={t('duration.unit')}
            className="w-36"
            value={unit}
            options={durationUnits.map((candidate) => ({ value: candidate, label: t(`duration.${candidate}`) }))}
            onValue={(value) => {
              const chosen = durationUnits.find((candidate) => candidate === value) ?? unit
              setUnit(chosen)
              onSeconds(toSeconds({ amount, unit: chosen }))
            }}
          />
        </span>
      )}
    </Field>
  )
}
