import type { Dialogue } from '../../../core/api/shapes.ts'
import { cx } from '../lib/cx.ts'
import { t } from '../lib/t.ts'
import type { RowFacts } from './use-row-facts.ts'

type RowSnippetProps = { readonly dialogue: Dialogue; readonly facts: RowFacts; readonly isUnread: boolean }

/** The last words with who said them; before them stands what is under way. */
export function RowSnippet({ dialogue, facts, isUnread }: RowSnippetProps) {
  if (facts.isTyping) return <span className="min-w-0 flex-1 truncate text-meta text-accent">{t('list.typing')}</span>
  if (facts.draft !== undefined) {
    return (
      <span className="min-w-0 flex-1 truncate text-meta text-fg-2">
        <span className="font-medium text-note-strong">{t('list.draft')}</span> {facts.draft.text}
      </span>
    )
  }
  const { snippet } = dialogue
  if (snippet === null) return <span className="min-w-0 flex-1 truncate text-meta text-fg-3">{t('list.noMessages')}</span>
  const text = snippet.text === '' && snippet.fileCount > 0 ? t('list.files', { count: snippet.fileCount }) : snippet.text
  const prefix = { in: '', out: t('list.you'), note: t('list.note'), system: '' }[snippet.direction]
  return (
    <span className={cx('min-w-0 flex-1 truncate text-meta', isUnread ? 'text-fg' : 'text-fg-2')}>
      {prefix === '' ? null : <span className={snippet.direction === 'note' ? 'text-note-strong' : 'text-fg-3'}>{prefix} </span>}
      {text}
    </span>
  )
}
