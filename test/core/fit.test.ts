import { describe, expect, test } from 'vitest'
import type { Capabilities, FileKind } from '../../core/capabilities.ts'
import { fit, maxParts, splitText } from '../../core/fit.ts'

const base: Capabilities = {
  text: { maxChars: 20, captionMaxChars: 8, markup: 'drop' },
  files: {
    image: { mimeTypes: ['image/png', 'image/jpeg'], maxBytes: 100, caption: 'native' },
    voice: { mimeTypes: ['audio/*'], maxBytes: 100, caption: 'reject' },
  },
  filesPerMessage: 1,
  buttons: { support: 'native', max: 2, labelMaxChars: 5 },
  quote: 'native',
  edit: 'reject',
  remove: 'reject',
  typing: 'reject',
  reactions: 'reject',
  receipts: { delivered: false, read: false },
  startDialogue: 'free',
  replyWindow: null,
  idempotentSend: false,
  hostedByHub: false,
}
const withDocuments: Capabilities = {
  ...base,
  files: { ...base.files, document: { mimeTypes: ['*/*'], maxBytes: 500, caption: 'native' } },
}
const buttonsAre = (support: Capabilities['buttons']['support']): Capabilities => ({
  ...base,
  buttons: { ...base.buttons, support },
})

const file = (kind: FileKind, mimeType: string, bytes = 10) => ({ kind, mimeType, bytes })
const png = file('image', 'image/png')
const yes = { label: 'Yes', value: 'y' }
const no = { label: 'No', value: 'n' }
const message = (part: Partial<Parameters<typeof fit>[1]> = {}) => ({ text: '', files: [], buttons: [], replyTo: null, ...part })
const part = message

describe('fits', () => {
  test.each([
    ['a short text', base, message({ text: 'hi', replyTo: 'm1' }), [part({ text: 'hi', replyTo: 'm1' })]],
    ['a text of exactly the limit', base, message({ text: 'x'.repeat(20) }), [part({ text: 'x'.repeat(20) })]],
    [
      'a long text: quote first, buttons last',
      base,
      message({ text: `${'a'.repeat(15)}\n${'b'.repeat(15)}`, replyTo: 'm1', buttons: [yes] }),
      [part({ text: 'a'.repeat(15), replyTo: 'm1' }), part({ text: 'b'.repeat(15), buttons: [yes] })],
    ],
    ['a file alone, with buttons', base, message({ files: [png], buttons: [yes] }), [part({ files: [png], buttons: [yes] })]],
    ['a caption', base, message({ text: '12345678', files: [png] }), [part({ text: '12345678', files: [png] })]],
    [
      'a caption that is too long goes ahead with the buttons',
      base,
      message({ text: '123456789', files: [png], buttons: [yes], replyTo: 'm' }),
      [part({ text: '123456789', buttons: [yes], replyTo: 'm' }), part({ files: [png] })],
    ],
    [
      'a kind of file without captions',
      base,
      message({ text: 'hi', files: [file('voice', 'audio/ogg')] }),
      [part({ text: 'hi' }), part({ files: [file('voice', 'audio/ogg')] })],
    ],
    [
      'more files than one message takes: caption and buttons with the first',
      base,
      message({ text: 'two', files: [png, png], buttons: [yes] }),
      [part({ text: 'two', files: [png], buttons: [yes] }), part({ files: [png] })],
    ],
    [
      'files in groups',
      { ...base, filesPerMessage: 2 },
      message({ files: [png, png, png] }),
      [part({ files: [png, png] }), part({ files: [png] })],
    ],
    [
      'a type with parameters and capitals',
      base,
      message({ files: [file('voice', 'Audio/OGG; codecs=opus')] }),
      [part({ files: [file('voice', 'Audio/OGG; codecs=opus')] })],
    ],
    [
      'an image of another type as a document',
      withDocuments,
      message({ files: [file('image', 'image/svg+xml')] }),
      [part({ files: [file('document', 'image/svg+xml')] })],
    ],
    [
      'an image that is too large as a document',
      withDocuments,
      message({ files: [file('image', 'image/png', 200)] }),
      [part({ files: [file('document', 'image/png', 200)] })],
    ],
    [
      'a video as a document where there are no videos',
      withDocuments,
      message({ files: [file('video', 'video/webm')] }),
      [part({ files: [file('document', 'video/webm')] })],
    ],
    [
      'buttons as words where they are a fallback',
      buttonsAre('fallback'),
      message({ text: 'Agree?', buttons: [yes, no] }),
      [part({ text: 'Agree?\n\n• Yes\n• No' })],
    ],
    [
      'no buttons where they are dropped',
      buttonsAre('drop'),
      message({ text: 'Agree?', buttons: [yes, no, yes] }),
      [part({ text: 'Agree?' })],
    ],
    [
      'no quote where it is dropped',
      { ...base, quote: 'drop' } as Capabilities,
      message({ text: 'hi', replyTo: 'm1' }),
      [part({ text: 'hi' })],
    ],
  ])('%s', (_name, capabilities, given, parts) => {
    expect(fit(capabilities, given)).toEqual({ ok: true, parts })
  })
})

describe('refuses', () => {
  test.each([
    ['nothing', base, message(), 'rejected'],
    ['only spaces', base, message({ text: ' \n\t ' }), 'rejected'],
    ['a kind of file that is not listed', base, message({ files: [file('video', 'video/mp4')] }), 'file_type'],
    ['a type that is not listed', base, message({ files: [file('image', 'image/gif')] }), 'file_type'],
    ['a file without a type', withDocuments, message({ files: [file('document', '')] }), 'file_type'],
    ['a file that is too large', base, message({ files: [file('image', 'image/png', 101)] }), 'file_too_large'],
    ['a document that is too large', withDocuments, message({ files: [file('document', 'a/b', 501)] }), 'file_too_large'],
    ['one bad file among good ones', base, message({ text: 'x', files: [png, file('image', 'image/gif')] }), 'file_type'],
    ['too many buttons', base, message({ text: 'x', buttons: [yes, no, yes] }), 'not_supported'],
    ['a label that is too long', base, message({ text: 'x', buttons: [{ label: '123456', value: 'x' }] }), 'too_long'],
    ['a label of spaces', base, message({ text: 'x', buttons: [{ label: ' ', value: 'x' }] }), 'rejected'],
    ['buttons where they are rejected', buttonsAre('reject'), message({ text: 'x', buttons: [yes] }), 'not_supported'],
    [
      'a quote where it is rejected',
      { ...base, quote: 'reject' } as Capabilities,
      message({ text: 'x', replyTo: 'm' }),
      'not_supported',
    ],
    ['a text that is a book', base, message({ text: 'x'.repeat(20 * maxParts + 1) }), 'too_long'],
  ])('%s', (_name, capabilities, given, reason) => {
    expect(fit(capabilities, given)).toMatchObject({ ok: false, reason, detail: expect.stringMatching(/./) })
  })

  test('the last text that still fits is not a book', () => {
    expect(fit(base, message({ text: 'x'.repeat(20 * maxParts) }))).toMatchObject({ ok: true })
  })
})

describe('splitText', () => {
  test.each([
    ['short', 10, ['short']],
    ['exactly 10', 10, ['exactly 10']],
    ['one two three four', 10, ['one two', 'three four']],
    ['line one\nline two', 10, ['line one', 'line two']],
    ['word word\nword', 10, ['word word', 'word']],
    ['nospacesatall', 5, ['nospa', 'cesat', 'all']],
    ['a bbbbbbbbbbbb', 10, ['a bbbbbbbb', 'bbbb']],
    ['🙂🙂🙂', 3, ['🙂', '🙂', '🙂']],
    ['a🙂🙂', 4, ['a🙂', '🙂']],
    ['            x', 5, ['x']],
    ['', 5, []],
  ])('%j at %i', (text, maxChars, pieces) => {
    expect(splitText(text, maxChars)).toEqual(pieces)
  })

  test('no piece is over the limit, none breaks a surrogate pair, and only single spaces and line ends are lost', () => {
    const random = generator(20260602)
    const alphabet = ['a', 'bc', ' ', '\n', '🙂', '👩‍💻', 'ж', 'supercalifragilistic', '  ']
    for (let round = 0; round < 500; round++) {
      const text = Array.from({ length: 1 + (random() % 200) }, () => alphabet[random() % alphabet.length]).join('')
      const maxChars = 2 + (random() % 60)
      const pieces = splitText(text, maxChars)
      for (const piece of pieces) {
        expect(piece.length).toBeLessThanOrEqual(maxChars)
        expect(piece.isWellFormed()).toBe(true)
      }
      expect(pieces.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
    }
  })
})

/** A fixed sequence: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 8
  }
}
