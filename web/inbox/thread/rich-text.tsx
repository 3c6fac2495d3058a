import { linkify } from '../lib/linkify.ts'

/** Plain text with its links; never HTML. */
export function RichText({ text }: { readonly text: string }) {
  return (
    <p className="whitespace-pre-wrap">
      {linkify(text).map((part, index) =>
        part.type === 'link' ? (
          <a
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one unchanging text
            key={index}
            href={part.href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="underline underline-offset-2"
          >
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </p>
  )
}
