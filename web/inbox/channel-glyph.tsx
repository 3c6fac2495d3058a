import { cx } from './lib/cx.ts'

/**
 * The look of a channel kind: the one place that knows kinds by name. Every kind has a shape of its own, so colour alone tells nothing;
 * an unknown kind gets a neutral one.
 */
const glyphs: Readonly<Record<string, { readonly colour: string; readonly path: string }>> = {
  widget: {
    colour: 'text-[var(--glyph-web)]',
    path: 'M2.5 3.5h11v7h-6l-3 2.6v-2.6h-2z',
  },
  telegram: {
    colour: 'text-[var(--glyph-telegram)]',
    path: 'M14 2.5 1.8 7.3l3.9 1.5M14 2.5 12 13.2 7.4 9.9M14 2.5 5.7 8.8v4.4l1.7-3.3',
  },
  whatsapp: {
    colour: 'text-[var(--glyph-whatsapp)]',
    path: 'M2.2 13.8l.9-3A5.8 5.8 0 1 1 5.3 13zM6 5.8c0 2.3 1.9 4.2 4.2 4.2l.6-1.3-1.4-.7-.7.6A3 3 0 0 1 7.4 7.300l.6-.7-.7-1.400z',
  },
  discord: {
    colour: 'text-[var(--glyph-discord)]',
    path: 'M5.300 3.600a8 8 0 0 1 5.400 0l.8-.3c1.500 2 2.200 4.600 2 7.600-1 .8-2 1.200-3 1.500l-.7-1.200a8 8 0 0 1-3.600 0l-.7 1.200c-1-.3-2-.7-3-1.500-.2-3 .5-5.600 2-7.600zM6 7.500v1.200M10 7.500v1.200',
  },
}
const other = { colour: 'text-[var(--glyph-other)]', path: 'M3 3.500h10v7.500H8L5 13.500V11H3zM6 7.200h4' }

type ChannelGlyphProps = { readonly kind: string | undefined; readonly className?: string }

export function ChannelGlyph({ kind, className }: ChannelGlyphProps) {
  const { colour, path } = glyphs[kind ?? ''] ?? other
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={cx('size-4 shrink-0', colour, className)}>
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  )
}
