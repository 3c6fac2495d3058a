import { html } from 'hono/html'

type Page = ReturnType<typeof html>

/** A site like a customer's, to try the widget on: it embeds it with the very snippet that customers paste. */
export function demoPage(args: { readonly publicId: string | null; readonly nonce: string }): Page {
  const { publicId, nonce } = args
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Fernhill Bakery</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<p class="note">A test page of this hub. ${
    publicId === null
      ? html`There is no widget to show yet.`
      : html`The chat in the corner is your own: write something, and answer it in the <a href="/inbox">inbox</a>.`
  }</p>
<header>
<p class="name">Fernhill Bakery</p>
<nav aria-label="Main"><a href="#bread">Bread</a> <a href="#cakes">Cakes</a> <a href="#visit">Visit us</a></nav>
</header>
<main>
${publicId === null ? howTo : html``}
<section class="lead">
<h1>Bread takes its time. So do we.</h1>
<p>Sourdough from a starter older than our youngest baker, baked on stone every morning but Monday.</p>
${publicId === null ? html`` : html`<p><button type="button" id="ask">Ask the baker</button></p>`}
</section>
<section id="bread">
<h2>Bread</h2>
<ul class="list">
<li><b>Fernhill sourdough</b><span>wheat and rye, 900 g</span><i>6.20</i></li>
<li><b>Seeded rye</b><span>sunflower, flax, pumpkin</span><i>5.80</i></li>
<li><b>Saturday brioche</b><span>butter, and then some butter</span><i>7.40</i></li>
</ul>
</section>
<section id="cakes">
<h2>Cakes to order</h2>
<p>Two days ahead, please. Tell us how many will eat, who must not have nuts, and what should be written on it.</p>
</section>
<section id="visit">
<h2>Visit us</h2>
<p>12 Mill Lane, Fernhill. Tuesday to Friday 7 to 18, Saturday 7 to 14.</p>
</section>
</main>
${publicId === null ? html`` : snippet(publicId, nonce)}
</body>
</html>`
}

function snippet(publicId: string, nonce: string): Page {
  return html`<script nonce="${nonce}">
  window.Hubbub=window.Hubbub||function(){(Hubbub.q=Hubbub.q||[]).push([].slice.call(arguments))};
  Hubbub('boot',{widget:'${publicId}',customLauncher:'#ask'});
</script>
<script async src="/w/${publicId}.js"></script>`
}

const howTo = html`<section class="card">
<h2>Connect a web widget first</h2>
<ol>
<li>Sign in to the <a href="/admin/channels">hub</a> as an administrator.</li>
<li>Under Channels choose “Web widget”, and the site that it belongs to.</li>
<li>Come back here and reload: the chat appears in the corner.</li>
</ol>
</section>`

const style = html`
:root{color-scheme:light dark;--paper:light-dark(#fbf8f1,#1b1916);--ink:light-dark(#2a241c,#efe9dd);--soft:light-dark(#6b6153,#b3a998);--line:light-dark(#e2d9c7,#38332b);--crust:light-dark(#8a4b1a,#e0a36a);--card:light-dark(#fffdf8,#24211d)}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.6 Georgia,'Times New Roman',serif}
a{color:var(--crust)}
.note{max-width:none;margin:0;padding:8px 16px;background:var(--ink);color:var(--paper);font:14px/1.4 system-ui,sans-serif;text-align:center}
.note a{color:inherit}
header{display:flex;flex-wrap:wrap;gap:8px 32px;align-items:baseline;justify-content:space-between;max-width:44rem;margin:0 auto;padding:32px 24px 0}
.name{margin:0;font-size:1.35rem;font-weight:700;letter-spacing:.01em}
nav{display:flex;gap:20px}
nav a{padding:4px 0;color:var(--ink);text-underline-offset:4px}
main{max-width:44rem;margin:0 auto;padding:0 24px 120px}
.lead{padding:56px 0 24px}
h1{margin:0 0 12px;max-width:16ch;font-size:clamp(2.2rem,7vw,3.4rem);line-height:1.08;letter-spacing:-.015em;text-wrap:balance}
.lead p{max-width:44ch;margin:0 0 20px;color:var(--soft);font-size:1.15rem}
section{padding:28px 0;border-top:1px solid var(--line)}
.lead{border:0}
h2{margin:0 0 12px;font-size:1.3rem}
p{max-width:60ch;margin:0 0 12px}
.list{margin:0;padding:0;list-style:none}
.list li{display:grid;grid-template-columns:1fr auto;padding:10px 0;border-bottom:1px dotted var(--line)}
.list span{grid-column:1;color:var(--soft);font-size:.95rem}
.list i{grid-column:2;grid-row:1;font-style:normal;font-variant-numeric:tabular-nums}
button{min-height:44px;padding:8px 20px;border:0;border-radius:4px;background:var(--crust);color:var(--paper);font:inherit;cursor:pointer}
:focus-visible{outline:2px solid var(--crust);outline-offset:3px}
.card{margin:32px 0 0;padding:24px;border:1px solid var(--line);border-radius:8px;background:var(--card)}
.card ol{margin:0;padding-left:1.2em}
`
