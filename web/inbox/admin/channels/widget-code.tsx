import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import { t } from '../../lib/t.ts'
import { useMe } from '../../session/me-context.ts'
import { buttonClass } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Section } from '../parts/section.tsx'
import { type SnippetKind, snippetKinds, snippets } from './snippets.ts'

export function WidgetCode({ publicId }: { readonly publicId: string }) {
  const me = useMe()
  const [kind, setKind] = useState<SnippetKind>('html')
  const codes = snippets(me.publicUrl ?? location.origin, publicId)
  return (
    <Section title={t('code.title')} text={t('code.text')}>
      <div role="tablist" aria-label={t('code.title')} className="flex gap-1 border-b border-line">
        {snippetKinds.map((candidate) => (
          <button
            key={candidate}
            type="button"
            role="tab"
            id={`code-tab-${candidate}`}
            aria-selected={candidate === kind}
            aria-controls="code-panel"
            onClick={() => setKind(candidate)}
            className="-mb-px h-9 border-b-2 border-transparent px-2 text-fg-2 aria-selected:border-accent aria-selected:font-medium aria-selected:text-fg"
          >
            {t(`code.${candidate}`)}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="code-panel" aria-labelledby={`code-tab-${kind}`} className="flex flex-col gap-3">
        <p className="text-fg-2">{t(`code.${kind}Text`)}</p>
        <CopyField label={t('code.snippet')} value={codes[kind]} isCode />
      </div>
      <a href={`/demo?widget=${publicId}`} target="_blank" rel="noopener" className={`${buttonClass()} self-start`}>
        {t('start.tryAction')}
        <Icon of={ExternalLink} />
      </a>
    </Section>
  )
}
