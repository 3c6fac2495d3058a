import { render } from 'preact'
import { foreOn, readableOn, safeColor } from '../../../core/api/color.ts'
import type { VisitorState } from '../../../core/api/widget.ts'
import type { Envelope, ToFrame } from '../shared/envelope.ts'
import { readBoot } from './boot.ts'
import { createBridge } from './bridge.ts'
import { createChat } from './chat.ts'
import { App } from './parts/app.tsx'
import './styles/base.css'
import './styles/composer.css'
import './styles/log.css'
import { textsFor } from './texts.ts'

const boot = readBoot()
const root = document.documentElement
let texts = textsFor(navigator.languages)

const bridge = createBridge(boot.parentOrigin, receive)
const chat = createChat(boot, bridge, () => texts.locale)

function draw(): void {
  root.lang = texts.language
  root.dir = texts.dir
  render(<App scene={{ chat, texts }} boot={boot} />, document.body)
}

function dress(state: Pick<VisitorState, 'title' | 'color'>): void {
  const color = safeColor(state.color)
  document.title = state.title
  root.style.setProperty('--brand', color)
  root.style.setProperty('--on-brand', foreOn(color))
  // As a line or a word the brand's colour must be readable, too: on the bubbles, the surface that is nearest to it.
  root.style.setProperty('--accent-light', readableOn('#f1efea', color))
  root.style.setProperty('--accent-dark', readableOn('#242726', color))
}

function setLook(look: Readonly<{ locale: string; theme: string }>): void {
  root.dataset['theme'] = look.theme
  texts = textsFor([look.locale, ...navigator.languages])
  draw()
}

function receive(message: Envelope<ToFrame>): void {
  switch (message.type) {
    case 'init':
      chat.setMode(message.data.mode)
      setLook(message.data)
      if (message.data.draft !== '' && chat.store.get().draft === '') chat.setDraft(message.data.draft)
      chat.show(message.data.open, message.data.pageUrl)
      return
    case 'visible':
      chat.show(message.data.open, message.data.pageUrl)
      return
    case 'options':
      setLook(message.data)
      return
    case 'draft':
      chat.setDraft(message.data.text)
      return
    case 'mute':
      chat.setMuted(message.data.on)
      return
    case 'reset':
      void chat.reset()
      return
    default:
      message satisfies never
  }
}

addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.isComposing && chat.store.get().mode === 'launcher') chat.close()
})
dress(boot)
chat.store.subscribe(() => {
  const { visitor } = chat.store.get()
  if (visitor) dress(visitor)
})
draw()
bridge.tell('hello', {})
