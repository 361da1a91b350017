/** The style of every page: readable on a phone, in print and in the dark; nothing is loaded. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #16202a; --soft: #55606b; --paper: #fff; --card: #f5f7f9; --line: #d8dee4;
  --link: #0b5cad; --blue: #2f86c1; --orange: #d9822b }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf0; --soft: #a5afba; --paper: #12161b; --card: #1b2128; --line: #323b45;
  --link: #84b9f5 } }
* { box-sizing: border-box }
html { scroll-padding-top: 1rem }
body { margin: 0 auto; max-width: 48rem; padding: 1.2rem 1rem 4rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { font-size: clamp(1.6rem, 5vw, 2.2rem); line-height: 1.2; letter-spacing: -.015em; margin: .2rem 0 .4rem; text-wrap: balance }
h2 { font-size: 1.4rem; line-height: 1.25; letter-spacing: -.01em; margin: 3rem 0 .4rem; padding-top: 1.4rem;
  border-top: 2px solid var(--line) }
h3 { font-size: 1rem; line-height: 1.35; margin: 1.8rem 0 .4rem }
a { color: var(--link); text-underline-offset: .15em }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px }
p { margin: .6rem 0 }
.soft { color: var(--soft); font-size: .9rem }
.kicker { color: var(--soft); font-size: .85rem; letter-spacing: .06em; text-transform: uppercase; margin: 0 }
.question { font-size: 1.05rem; color: var(--soft); margin-top: 0 }
dl.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .7rem; margin: 1.2rem 0 }
dl.facts > div { background: var(--card); border-radius: .5rem; padding: .7rem .9rem }
dl.facts > div.whole { grid-column: 1 / -1 }
dl.facts dt { color: var(--soft); font-size: .82rem; letter-spacing: .03em }
dl.facts dd { margin: .1rem 0 0 }
.dots { letter-spacing: .12em; color: var(--blue); white-space: nowrap }
.generated { background: var(--orange); color: #1d1d1f; padding: .7rem 1rem; margin: 0 0 1.2rem; border-radius: .5rem }
.notice { background: var(--card); border-left: 4px solid var(--orange); padding: .6rem .9rem; margin: 1rem 0;
  border-radius: 0 .5rem .5rem 0 }
ol.findings { list-style: none; counter-reset: finding; margin: 1rem 0; padding: 0; display: grid; gap: .8rem }
ol.findings li { counter-increment: finding; background: var(--card); border-radius: .5rem; padding: .9rem 1rem .8rem 3.2rem;
  position: relative }
ol.findings li::before { content: counter(finding); position: absolute; left: 1rem; top: .7rem; font-size: 1.5rem;
  font-weight: 600; color: var(--blue) }
ol.findings p { margin: 0; font-size: 1.08rem; line-height: 1.5 }
ol.findings .soft { margin-top: .35rem; font-size: .85rem }
nav.contents { margin: 2rem 0 0; padding: .8rem 1rem; background: var(--card); border-radius: .5rem }
nav.contents p { margin: 0 0 .2rem; font-weight: 600 }
nav.contents ol { margin: 0; padding-left: 1.3rem; columns: 15rem; column-gap: 2rem }
nav.contents li { break-inside: avoid; padding: .15rem 0 }
figure { margin: 1.4rem 0 } figure svg { display: block; width: 100%; height: auto; color: var(--ink) }
figcaption { color: var(--soft); font-size: .9rem; margin-bottom: .5rem }
.narrow { display: none }
@media screen and (max-width: 34rem) { .wide { display: none } .narrow { display: block } }
.scroll { overflow: auto; max-height: 27rem; margin: 0; border: 1px solid var(--line); border-radius: .5rem }
table { border-collapse: separate; border-spacing: 0; font-size: .88rem; line-height: 1.4; min-width: 100% }
th, td { text-align: left; padding: .35rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: normal;
  max-width: 20rem }
tbody tr:last-child > * { border-bottom: 0 }
thead th { position: sticky; top: 0; z-index: 2; background: var(--card); font-weight: 600; vertical-align: bottom }
tbody th { position: sticky; left: 0; z-index: 1; background: var(--paper); font-weight: 400; min-width: 7rem; max-width: 13rem;
  overflow-wrap: break-word }
thead th:first-child { left: 0; z-index: 3 }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap } thead .n { white-space: normal; min-width: 5rem }
thead th { hyphens: auto }
details { margin: 1.2rem 0; border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .9rem }
summary { cursor: pointer; color: var(--link); font-weight: 600 }
code { font: .85em ui-monospace, monospace }
li { margin: .25rem 0 }
@media print {
  body { max-width: none; font-size: 10pt; padding: 0 } h2, h3 { break-after: avoid } h2 { margin-top: 1.6rem }
  a { color: inherit; text-decoration: none }
  figure, ol.findings li, dl.facts > div, tr { break-inside: avoid } figcaption { break-after: avoid }
  .scroll { overflow: visible; max-height: none; border: 0 } thead th, tbody th { position: static; background: none }
  th, td { padding: .2rem .4rem; font-size: 7.5pt; overflow-wrap: anywhere; white-space: normal; min-width: 0 }
  thead .n { min-width: 0 }
  .wide { display: block } .narrow { display: none }
  details { border: 0; padding: 0 } details::details-content { content-visibility: visible; block-size: auto }
  details > * { display: block } summary { color: inherit; list-style: none }
}
`
