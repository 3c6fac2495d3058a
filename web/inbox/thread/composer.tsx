import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useState } from 'react'
import type { Dialogue, Message } from '../../../core/api/shapes.ts'
import { useNow } from '../lib/clock.ts'
import { cx } from '../lib/cx.ts'
import { saveDraft, useDrafts } from '../lib/drafts.ts'
import { takesFiles } from '../lib/file-fit.ts'
import { addToOutbox } from '../lib/outbox.ts'
import { t } from '../lib/t.ts'
import { useMe } from '../session/me-context.ts'
import { AttachmentList } from './attachment-list.tsx'
import { ComposerBar } from './composer-bar.tsx'
import { ComposerModes } from './composer-modes.tsx'
import { ReplyQuote } from './reply-quote.tsx'
import { composerFieldProps, isWritingNote, useThreadUi, writeNote } from './thread-ui.ts'
import { useAttachments } from './use-attachments.ts'
import { useCapabilities } from './use-capabilities.ts'
import { useDialogueActions } from './use-dialogue-actions.ts'
import { useTellTyping } from './use-tell-typing.ts'

type ComposerProps = {
  readonly dialogue: Dialogue
  readonly replyTo: Message | null
  readonly onReplyTo: (message: Message | null) => void
  readonly lastInboundAt: string | null
  readonly seenSeq: () => number
  readonly onSent: () => void
}

export function Composer({ dialogue, replyTo, onReplyTo, lastInboundAt, seenSeq, onSent }: ComposerProps) {
  const me = useMe()
  const now = useNow()
  const [draft] = useState(() => useDrafts.getState().drafts[dialogue.id])
  const [text, setText] = useState(draft?.text ?? '')
  const isNote = useThreadUi((ui) => ui.noteIn === dialogue.id)
  const [isDropTarget, setDropTarget] = useState(false)
  const capabilities = useCapabilities(dialogue.channelId)
  const attachments = useAttachments(isNote ? undefined : capabilities)
  const tellTyping = useTellTyping(dialogue.id)
  const { close } = useDialogueActions(dialogue)

  const type = (next: string): void => {
    setText(next)
    saveDraft(dialogue.id, { text: next, note: isWritingNote(dialogue.id), at: Date.now() })
  }
  const choose = (note: boolean): void => {
    writeNote(dialogue.id, note)
    saveDraft(dialogue.id, { text, note, at: Date.now() })
  }
  const replyWindow = capabilities?.replyWindow ?? null
  const isWindowClosed =
    !isNote && replyWindow !== null && lastInboundAt !== null && now > Date.parse(lastInboundAt) + replyWindow.ms
  const files = attachments.items.flatMap((item) => item.file ?? [])
  const whyNot = whyNotSend({
    isEmpty: text.trim() === '' && files.length === 0,
    isUploading: attachments.isUploading,
    isWindowClosed,
    hasManager: me.manager !== null,
    isColleagues:
      !isNote && dialogue.assigneeId !== null && dialogue.assigneeId !== me.manager?.id && !me.rights.includes('see_all'),
  })

  const send = (closesAfter: boolean): void => {
    if (whyNot !== null || me.manager === null) return
    addToOutbox({
      clientId: crypto.randomUUID(),
      managerId: me.manager.id,
      dialogueId: dialogue.id,
      text: text.trim(),
      note: isWritingNote(dialogue.id),
      files: files.map((file) => ({ id: file.id, name: file.name })),
      replyTo: isNote ? null : (replyTo?.id ?? null),
      lastSeenSeq: seenSeq(),
      createdAt: new Date().toISOString(),
      state: 'sending',
      error: null,
    })
    type('')
    attachments.clear()
    onReplyTo(null)
    onSent()
    if (closesAfter) close()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // While an input method composes, Enter belongs to it (229 is how some browsers say so after the end of composition).
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Escape') {
      event.preventDefault()
      event.currentTarget.blur()
    }
    if (event.key !== 'Enter' || event.altKey) return
    const hasMod = event.ctrlKey || event.metaKey
    if (event.shiftKey && !hasMod) return
    event.preventDefault()
    send(hasMod && event.shiftKey)
  }
  const mayAttach = isNote || (capabilities !== undefined && takesFiles(capabilities))
  const take = (list: FileList | undefined | null): void => {
    if (mayAttach && list !== undefined && list !== null) attachments.add(list)
  }
  const onPaste = (event: ClipboardEvent): void => {
    if (event.clipboardData.files.length === 0) return
    event.preventDefault()
    take(event.clipboardData.files)
  }
  const onDrop = (event: DragEvent): void => {
    event.preventDefault()
    setDropTarget(false)
    take(event.dataTransfer.files)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send(false)
      }}
      onDragOver={(event) => {
        event.preventDefault()
        setDropTarget(mayAttach)
      }}
      onDragLeave={() => setDropTarget(false)}
      onDrop={onDrop}
      aria-label={t('composer.label')}
      className="px-3 pb-3 sm:px-4 max-sm:pb-[max(0.5rem,env(safe-area-inset-bottom))]"
    >
      <div className="mx-auto max-w-3xl">
        <div
          className={cx(
            'rounded-menu border transition-colors duration-[90ms] ease-out focus-within:border-accent',
            isNote ? 'border-note-line bg-note text-note-fg focus-within:border-note-strong' : 'border-control bg-surface',
            isDropTarget && 'border-accent ring-2 ring-accent-soft',
          )}
        >
          <ComposerModes isNote={isNote} onNote={choose} />
          {replyTo === null || isNote ? null : <ReplyQuote message={replyTo} onCancel={() => onReplyTo(null)} />}
          <AttachmentList items={attachments.items} onRemove={attachments.remove} />
          <div className="grid max-h-[40dvh] overflow-y-auto">
            {/* The same text in a box that grows gives the field its height. */}
            <div
              aria-hidden="true"
              className="invisible col-start-1 row-start-1 min-h-10 px-3 py-2 text-body wrap-anywhere whitespace-pre-wrap pointer-coarse:text-title"
            >
              {`${text} `}
            </div>
            <textarea
              {...composerFieldProps}
              value={text}
              rows={1}
              aria-label={t(isNote ? 'composer.noteField' : 'composer.replyField')}
              placeholder={placeholder({ isNote, isClosed: dialogue.status === 'closed', isWindowClosed })}
              disabled={isWindowClosed}
              onChange={(event) => {
                type(event.target.value)
                if (!isNote) tellTyping()
              }}
              onKeyDown={onKeyDown}
              onPaste={onPaste}
              className={cx(
                'col-start-1 row-start-1 resize-none overflow-hidden bg-transparent px-3 py-2 text-body outline-none pointer-coarse:text-title',
                isNote && 'placeholder:text-note-fg',
              )}
            />
          </div>
          <ComposerBar isNote={isNote} text={text} capabilities={capabilities} whyNot={whyNot} onFiles={take} />
        </div>
      </div>
    </form>
  )
}

type SendState = {
  readonly isEmpty: boolean
  readonly isUploading: boolean
  readonly isWindowClosed: boolean
  readonly hasManager: boolean
  readonly isColleagues: boolean
}

function whyNotSend(state: SendState): string | null {
  if (!state.hasManager) return t('composer.whyNoManager')
  if (state.isColleagues) return t('composer.whyColleague')
  if (state.isWindowClosed) return t('composer.whyWindow')
  if (state.isUploading) return t('composer.whyUploading')
  return state.isEmpty ? t('composer.whyEmpty') : null
}

function placeholder(state: { readonly isNote: boolean; readonly isClosed: boolean; readonly isWindowClosed: boolean }): string {
  if (state.isNote) return t('composer.notePlaceholder')
  if (state.isWindowClosed) return t('composer.whyWindow')
  return t(state.isClosed ? 'composer.closedPlaceholder' : 'composer.placeholder')
}
