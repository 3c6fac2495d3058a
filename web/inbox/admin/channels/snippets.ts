export const snippetKinds = ['html', 'strict', 'inline'] as const
export type SnippetKind = (typeof snippetKinds)[number]

/** What a site pastes. The names in it are a promise: they never change under sites that have them. */
export function snippets(hub: string, publicId: string): Readonly<Record<SnippetKind, string>> {
  const loader = `<script async src="${hub}/w/${publicId}.js"></script>`
  return {
    html: `<script>
  window.Hubbub=window.Hubbub||function(){(Hubbub.q=Hubbub.q||[]).push([].slice.call(arguments))};
  Hubbub('boot',{widget:'${publicId}'});
</script>
${loader}`,
    strict: loader,
    inline: `<hubbub-chat widget="${publicId}" style="height:600px"></hubbub-chat>
${loader}`,
  }
}
