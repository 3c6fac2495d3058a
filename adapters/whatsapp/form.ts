/** The parameters of one request as Twilio signed them: nothing trimmed, empty ones kept, repeated ones as a list. */
export type Form = Readonly<Record<string, string | readonly string[]>>

/** application/x-www-form-urlencoded, in time that grows with the body only. It never fails: any text is some form. */
export function readForm(body: string): Form {
  const values = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(body)) {
    const known = values.get(name)
    if (known === undefined) values.set(name, [value])
    else known.push(value)
  }
  // `fromEntries` defines its own properties, so a parameter that is named `__proto__` reaches no prototype.
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? '') : all]))
}

/** The parameter as it can be stored; null where it is absent or blank. The first, where it is repeated. */
export function field(form: Form, name: string): string | null {
  const given = Object.hasOwn(form, name) ? form[name] : undefined
  const first = typeof given === 'object' ? given[0] : given
  if (first === undefined) return null
  const text = clean(first)
  return text.trim() === '' ? null : text
}

/** PostgreSQL stores neither NUL nor half a surrogate pair. */
export function clean(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return whole.includes('\0') ? whole.replaceAll('\0', '') : whole
}
