/** Where the panel fills the screen. */
export const fullScreen = '(max-width:480px),(max-height:499px)'

/**
 * For the shadow root's constructable stylesheet: the page's policy needs no `style-src` for it. `:host` is `!important`, since the page's own
 * rules (such as `html > * { display: none }`) would win otherwise. `l`: on the left, `n`: no launcher, `o`: open.
 */
export const css = `:host{all:initial!important}
*{box-sizing:border-box}
.b,.p{position:fixed;z-index:var(--z);right:var(--x);bottom:var(--y);background:var(--c);border:0}
.l>*{right:auto;left:var(--x)}
.b{display:flex;align-items:center;gap:8px;height:56px;padding:16px;border-radius:28px;color:var(--f);font:600 16px system-ui;cursor:pointer;forced-color-adjust:none;box-shadow:0 6px 16px #0000002e}
.b:focus-visible{outline:2px solid var(--c);outline-offset:2px}
.b i{width:22px;height:18px;margin:1px;border:solid;border-width:0 3px 3px 0;border-radius:9px 9px 9px 2px;background:currentColor}
.o~.b i{width:14px;height:14px;margin:0 5px 6px;border-radius:1px;background:0;rotate:45deg}
.b b{position:absolute;top:-4px;right:-4px;min-width:22px;padding:0 6px;border-radius:11px;background:#c2410c;color:#fff;font:600 12px/22px system-ui}
.n .b,.o~.b b,.o~.b span,b:empty,span:empty{display:none}
.p{bottom:calc(var(--y) + 68px);width:400px;max-width:calc(100vw - 2*var(--x));height:min(680px,100vh - 88px - var(--y));overflow:hidden;border-radius:16px;background:linear-gradient(var(--c) 56px,Canvas 0);color-scheme:var(--s);box-shadow:0 16px 48px #00000038;visibility:hidden;opacity:0;transform:translateY(8px);transition:.18s}
.n .p{bottom:var(--y)}
.p.o{visibility:visible;opacity:1;transform:none}
iframe{width:100%;height:100%;border:0}
@media${fullScreen}{.p.p.p{inset:0;width:auto;max-width:none;height:100%;border-radius:0}.o~.b{display:none}}
@media(prefers-reduced-motion){.p{transition:none}}
@media print{:host{display:none!important}}`
