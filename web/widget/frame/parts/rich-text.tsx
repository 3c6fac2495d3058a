import { splitLinks } from '../transcript.ts'

/** Plain text with its links as nodes: no markup of a message is ever parsed. */
export function RichText({ text }: { text: string }) {
  return (
    <>
      {splitLinks(text).map((run, index) =>
        run.href === null ? (
          run.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the runs of one text never move
          <a key={index} href={run.href} target="_blank" rel="noopener noreferrer nofollow">
            {run.text}
          </a>
        ),
      )}
    </>
  )
}
