import { t } from '../../lib/t.ts'
import type { ConsentSettings, PolicyText } from './consent-settings.ts'

type ConsentPreviewProps = { readonly text: PolicyText; readonly mode: ConsentSettings['mode']; readonly language: string }

/** As a channel with buttons shows it, and as one without. */
export function ConsentPreview({ text, mode, language }: ConsentPreviewProps) {
  const body = text.text.replace('{policy_link}', text.url === '' ? t('privacy.previewLink') : text.url)
  return (
    <div className="flex flex-col gap-3 border border-line bg-app p-4">
      <h3 className="text-meta font-medium text-fg-2">{t('privacy.previewButtons')}</h3>
      <div lang={language}>
        <p className="rounded-bubble bg-bubble-in px-3 py-2 text-body wrap-anywhere whitespace-pre-wrap">{body}</p>
        {mode === 'explicit' ? (
          <p className="mt-1.5 grid grid-cols-2 gap-1.5 text-center text-meta font-medium">
            <span className="rounded-button border border-accent bg-surface px-2 py-1.5 text-accent wrap-anywhere">
              {text.agree || '…'}
            </span>
            <span className="rounded-button border border-control bg-surface px-2 py-1.5 wrap-anywhere">
              {text.decline || '…'}
            </span>
          </p>
        ) : null}
      </div>
      {mode === 'explicit' ? (
        <>
          <h3 className="mt-1 text-meta font-medium text-fg-2">{t('privacy.previewKeyword')}</h3>
          <p lang={language} className="rounded-bubble bg-bubble-in px-3 py-2 text-body wrap-anywhere whitespace-pre-wrap">
            {body}
            {'\n\n'}
            {t('privacy.previewKeywordLine', { agree: text.agree || '…', decline: text.decline || '…' })}
          </p>
        </>
      ) : (
        <p className="text-meta text-fg-3">{t('privacy.previewImplicit')}</p>
      )}
    </div>
  )
}
