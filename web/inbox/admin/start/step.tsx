import { Link } from '@tanstack/react-router'
import { Check, ExternalLink } from 'lucide-react'
import { cx } from '../../lib/cx.ts'
import { t } from '../../lib/t.ts'
import { buttonClass } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'

type StepProps = {
  readonly number: number
  readonly isDone: boolean
  readonly isNext: boolean
  readonly title: string
  readonly text: string
  readonly link?: { readonly to: '/admin/properties' | '/admin/channels/connect' | '/admin/people'; readonly label: string }
  /** A page outside this one, opened beside it. */
  readonly page?: { readonly href: string; readonly label: string }
}

export function Step({ number, isDone, isNext, title, text, link, page }: StepProps) {
  const look = buttonClass(isNext ? 'primary' : 'secondary')
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-3 border-b border-line p-4 last:border-b-0">
      <span
        className={cx(
          'flex size-7 shrink-0 items-center justify-center rounded-full border font-bold',
          isDone ? 'border-accent bg-accent text-accent-on' : 'border-control text-fg-2',
        )}
      >
        {isDone ? <Icon of={Check} /> : number}
        <span className="sr-only">{isDone ? t('start.done') : t('start.open')}</span>
      </span>
      <div className="min-w-52 flex-1">
        <h2 className="font-bold">{title}</h2>
        <p className="text-fg-2">{text}</p>
      </div>
      {link === undefined ? null : (
        <Link to={link.to} className={look}>
          {link.label}
        </Link>
      )}
      {page === undefined ? null : (
        <a href={page.href} target="_blank" rel="noopener" className={look}>
          {page.label}
          <Icon of={ExternalLink} />
        </a>
      )}
    </li>
  )
}
