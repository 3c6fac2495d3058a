/** Of the API's page: system fonts, light and dark, readable on a phone. */
export const docsStyle = `
:root { color-scheme: light dark; --ground: #fbfaf7; --text: #1d211f; --muted: #66706b; --line: #e2e0d9; --card: #fff; --link: #0b6b50;
  --get: #0b6b50; --post: #8a4b08; --put: #3d4fa3; --patch: #6a3d9a; --delete: #a3282b }
@media (prefers-color-scheme: dark) {
  :root { --ground: #121413; --text: #e6e8e6; --muted: #98a29d; --line: #2a2f2c; --card: #191c1a; --link: #6cd3b0;
    --get: #6cd3b0; --post: #e0a45c; --put: #9aaaf5; --patch: #c6a1ee; --delete: #f08c8e }
}
* { box-sizing: border-box }
html { scroll-behavior: smooth; scroll-padding-top: 1rem }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.55 system-ui, sans-serif; display: grid; grid-template-columns: 13rem minmax(0, 1fr) }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem 1rem; border-inline-end: 1px solid var(--line); display: flex; flex-direction: column; gap: .1rem }
nav a { color: inherit; text-decoration: none; padding: .25rem .5rem; border-radius: .4rem }
nav a:hover { background: var(--line) }
nav .home { font-weight: 650; margin-block-end: .75rem }
main { padding: 1.5rem clamp(1rem, 4vw, 3rem) 6rem; max-width: 60rem; min-width: 0 }
h1 { font-size: 1.75rem; margin: 0 0 1rem } h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem } h3 { font-size: .9rem; margin: 1rem 0 .25rem }
small, .muted { color: var(--muted); font-weight: 400; font-size: .85em }
a { color: var(--link) }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
code { font: .875em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere }
details { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; margin-block: .4rem; padding: 0 1rem }
details[open] { padding-block-end: 1rem }
details:target { border-color: var(--link) }
summary { cursor: pointer; margin: 0 -1rem; padding: .6rem 1rem; list-style: none; display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline }
summary::-webkit-details-marker { display: none }
summary span { color: var(--muted) }
.method { font: 600 .75rem ui-monospace, monospace; min-width: 3.6rem }
.get { color: var(--get) } .post { color: var(--post) } .put { color: var(--put) } .patch { color: var(--patch) } .delete { color: var(--delete) }
.access { color: var(--muted); margin: .25rem 0 }
.fields { list-style: none; margin: .25rem 0; padding-inline-start: .9rem; border-inline-start: 2px solid var(--line) }
.fields li { padding-block: .1rem }
.type { color: var(--muted); margin-inline-start: .35rem }
.type code { color: var(--text) }
dl { display: grid; grid-template-columns: 4rem minmax(0, 1fr); gap: .3rem .75rem; margin: 0 } dt { font-weight: 600 } dd { margin: 0 } dd > p { margin: 0 }
@media (max-width: 48rem) { body { display: block } nav { position: static; height: auto; flex-flow: row wrap; border: 0; border-block-end: 1px solid var(--line) } nav .home { width: 100%; margin: 0 } }
`.trim()
