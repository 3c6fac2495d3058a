import { useState } from 'react'
import { t } from '../lib/t.ts'
import { Dialog } from '../ui/dialog.tsx'
import { textLinkClass } from '../ui/text-link-class.ts'

/** A fixed box, so that nothing jumps when the picture arrives; a press shows it whole. */
export function ImageThumbnail({ name, url }: { readonly name: string; readonly url: string }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-label={t('file.openImage', { name })}
        className="block h-44 w-60 max-w-full overflow-hidden rounded-button border border-line bg-sunken"
      >
        <img src={url} alt="" loading="lazy" className="size-full object-cover" />
      </button>
      <Dialog title={name} isOpen={isOpen} onClose={() => setOpen(false)} isWide>
        <img src={url} alt={name} className="max-h-[70dvh] w-full rounded-button bg-sunken object-contain" />
        <a href={url} download={name} className={`${textLinkClass} self-start`}>
          {t('file.download')}
        </a>
      </Dialog>
    </>
  )
}
