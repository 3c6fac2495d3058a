import type { ReactNode } from 'react'

type SectionProps = { readonly title: string; readonly text?: ReactNode; readonly children: ReactNode }

/** A part of a settings page: hairlines instead of cards. */
export function Section({ title, text, children }: SectionProps) {
  return (
    <section className="border-t border-line py-6 first:border-t-0 first:pt-0">
      <h2 className="text-title font-bold">{title}</h2>
      {text === undefined ? null : <p className="mt-0.5 max-w-prose text-fg-2">{text}</p>}
      <div className="mt-4 flex flex-col gap-4">{children}</div>
    </section>
  )
}
