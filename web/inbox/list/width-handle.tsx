import { useRef } from 'react'
import { t } from '../lib/t.ts'
import { listWidths } from './use-list-width.ts'

type WidthHandleProps = { readonly width: number; readonly onWidth: (width: number) => void }

/** The line between list and thread, to be dragged or moved with the arrow keys. */
export function WidthHandle({ width, onWidth }: WidthHandleProps) {
  const start = useRef<{ readonly x: number; readonly width: number } | null>(null)
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> can't be moved; a separator with a value can
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('list.width')}
      aria-valuenow={width}
      aria-valuemin={listWidths.min}
      aria-valuemax={listWidths.max}
      className="absolute inset-y-0 -right-1 z-10 hidden w-2 cursor-col-resize touch-none transition-colors hover:bg-accent/20 focus-visible:bg-accent/30 md:block"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        start.current = { x: event.clientX, width }
      }}
      onPointerMove={(event) => {
        if (start.current !== null) onWidth(start.current.width + event.clientX - start.current.x)
      }}
      onPointerUp={() => {
        start.current = null
      }}
      onDoubleClick={() => onWidth(listWidths.usual)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') onWidth(width - 16)
        if (event.key === 'ArrowRight') onWidth(width + 16)
      }}
    />
  )
}
