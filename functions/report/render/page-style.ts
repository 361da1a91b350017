/** The style of every page: readable on a phone, in print and in the dark; nothing is loaded. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1a1a1a; --soft: #555; --paper: #fff; --line: #d0d0d0; --tint: #f4f5f7; --link: #0b57a4 }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --soft: #b0b0b0; --paper: #16181b; --line: #3a3d42; --tint: #202328; --link: #8ab8ff } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; color: var(--ink); background: var(--paper); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1rem 0 .3rem }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .3rem; border-top: 1px solid var(--line); padding-top: 1rem }
h3 { font-size: 1rem; margin: 1.4rem 0 .3rem }
a { color: var(--link) }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
p { margin: .5rem 0 } .soft { color: var(--soft); font-size: .9rem }
ol.findings li { margin: .6rem 0 }
dl.facts { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: .3rem 1rem; margin: 1rem 0 } dl.facts dt { color: var(--soft) } dl.facts dd { margin: 0 }
.notice { background: var(--tint); border-left: 4px solid #d55e00; padding: .6rem .8rem; margin: 1rem 0 }
figure { margin: 1rem 0 } figure svg { width: 100%; height: auto; color: var(--ink) } figcaption { color: var(--soft); font-size: .9rem }
.wide { overflow-x: auto; margin: .5rem 0 }
table { border-collapse: collapse; font-size: .88rem; min-width: 100% } caption { text-align: left; color: var(--soft); padding: .3rem 0 }
th, td { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top } th, td { overflow-wrap: normal; min-width: 4.5rem } td { max-width: 18rem } th { font-weight: 600 } .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
details { margin: .6rem 0 } summary { cursor: pointer; color: var(--link) }
code { font: .85rem ui-monospace, monospace }
@media print { body { max-width: none; font-size: 10pt } details > * { display: block } h2 { break-after: avoid } figure, table { break-inside: avoid } a { color: inherit; text-decoration: none } }
`
