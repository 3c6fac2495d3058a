import { useEffect, useRef, useState } from 'preact/hooks'
import { maxFiles } from '../attachments.ts'
import type { ChatState } from '../chat-state.ts'
import { AttachmentChips } from './attachment-chips.tsx'
import { Icon } from './icon.tsx'
import { useScene } from './scene.ts'

/** The hub takes no longer texts. */
const maxChars = 4000
const maxHeightPx = 140

export function Composer({ state }: { state: ChatState }) {
  const { chat, texts } = useScene()
  const field = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const [isDragging, setIsDragging] = useState(false)
  const { draft, attachments } = state
  const excess = draft.trim().length - maxChars
  const isUploading = attachments.some((one) => one.state === 'uploading')
  const isEmpty = draft.trim() === '' && !attachments.some((one) => one.state === 'ready')
  const canSend = !isEmpty && !isUploading && excess <= 0

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useEffect(() => {
    const box = field.current
    if (!box) return
    box.style.height = 'auto'
    box.style.height = `${Math.min(box.scrollHeight, maxHeightPx)}px`
  }, [draft])
  useEffect(() => {
    // On a touch screen the keyboard would cover the chat before anything is read.
    if (state.isOpen && !matchMedia('(pointer: coarse)').matches) field.current?.focus()
  }, [state.isOpen])

  const send = (): void => {
    if (canSend) chat.send()
    field.current?.focus()
  }
  const attach = (files: FileList | null | undefined): void => chat.attach([...(files ?? [])])

  return (
    <form
      class={isDragging ? 'composer dragging' : 'composer'}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
      onDragOver={(event) => {
        event.preventDefault()
        setIsDragging(true)
      }}
      onDragLeave={() => setIsDragging(false)}
      onDrop={(event) => {
        event.preventDefault()
        setIsDragging(false)
        attach(event.dataTransfer?.files)
      }}
    >
      {isDragging && <p class="drop">{texts.t('composer.drop')}</p>}
      <AttachmentChips attachments={attachments} />
      {excess > 0 && (
        <p class="excess" role="status">
          {texts.t('composer.too-long', { count: excess })}
        </p>
      )}
      <div class="compose-row">
        <input
          type="file"
          multiple
          hidden
          ref={picker}
          onChange={(event) => {
            attach(event.currentTarget.files)
            // The same file may be chosen again after it was removed.
            event.currentTarget.value = ''
          }}
        />
        <button
          type="button"
          class="tool"
          aria-label={texts.t('composer.attach')}
          title={texts.t('composer.attach')}
          disabled={attachments.length >= maxFiles}
          onClick={() => picker.current?.click()}
        >
          <Icon name="attach" />
        </button>
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          aria-label={texts.t('composer.label')}
          placeholder={texts.t('composer.placeholder')}
          value={draft}
          onInput={(event) => chat.setDraft(event.currentTarget.value)}
          onPaste={(event) => {
            if (event.clipboardData?.files.length) attach(event.clipboardData.files)
          }}
          onKeyDown={(event) => {
            // Enter that ends a composition (Japanese, Chinese, Korean) chooses a word and must not send.
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
            event.preventDefault()
            send()
          }}
        />
        <button
          type="submit"
          class="tool send"
          aria-label={texts.t('composer.send')}
          title={texts.t('composer.send')}
          aria-disabled={!canSend}
        >
          <Icon name="send" />
        </button>
      </div>
    </form>
  )
}
