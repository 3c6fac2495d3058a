import { Paperclip, SendHorizontal } from 'lucide-react'
import { useRef } from 'react'
import type { ChannelKindInfo } from '../../../core/api/shapes.ts'
import { cx } from '../lib/cx.ts'
import { takesFiles } from '../lib/file-fit.ts'
import { t } from '../lib/t.ts'
import { buttonClass } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Tooltip } from '../ui/tooltip.tsx'

type ComposerBarProps = {
  readonly isNote: boolean
  readonly text: string
  readonly capabilities: ChannelKindInfo['capabilities'] | undefined
  readonly whyNot: string | null
  readonly onFiles: (files: FileList | null) => void
}

/** The counter appears when so much of the limit is used. */
const counterShare = 0.8

export function ComposerBar({ isNote, text, capabilities, whyNot, onFiles }: ComposerBarProps) {
  const picker = useRef<HTMLInputElement>(null)
  const whyNoFiles = isNote || (capabilities !== undefined && takesFiles(capabilities)) ? null : t('composer.whyNoFiles')
  const label = t(isNote ? 'composer.addNote' : 'composer.send')
  return (
    <div className="flex items-center gap-1 px-1.5 pb-1.5">
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles(event.target.files)
          event.target.value = ''
        }}
      />
      <IconButton icon={Paperclip} label={t('composer.attach')} whyNot={whyNoFiles} onClick={() => picker.current?.click()} />
      <span className="flex-1" />
      {isNote ? null : <Counter length={text.trim().length} max={capabilities?.text.maxChars} />}
      <Tooltip text={whyNot ?? t('composer.sendHint')}>
        <button
          type="submit"
          aria-disabled={whyNot === null ? undefined : true}
          className={cx(buttonClass(isNote ? 'note' : 'primary'), whyNot !== null && 'cursor-not-allowed opacity-55')}
        >
          <Icon of={SendHorizontal} />
          {label}
          {whyNot === null ? null : <span className="sr-only">: {whyNot}</span>}
        </button>
      </Tooltip>
    </div>
  )
}

function Counter({ length, max }: { readonly length: number; readonly max: number | undefined }) {
  if (max === undefined || length < max * counterShare) return null
  const parts = Math.ceil(length / max)
  return (
    <span role="status" data-tabular className={cx('px-1 text-meta', length > max ? 'text-warn' : 'text-fg-3')}>
      {parts > 1 ? t('composer.parts', { count: parts, max }) : t('composer.left', { count: max - length })}
    </span>
  )
}
