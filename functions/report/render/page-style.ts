/** Columns beside the point of a table are hidden; with its box ticked, each row is a list of all of them. */
const columnsBehindTap = (table: '.table' | '.many'): string => `
  ${table} .tap { display: flex; gap: .5rem; align-items: center; margin: .3rem 0; font-size: .9rem }
  ${table} .tap input { width: 1.2rem; height: 1.2rem } ${table} .tap label { padding: .3rem 0 }
  ${table}:not(:has(:checked)) .d { display: none }
  ${table}:has(:checked) :is(table, tbody, tr) { display: block } ${table}:has(:checked) thead { position: absolute; left: -99rem }
  ${table}:has(:checked) tr { border-bottom: 2px solid var(--line); padding: .4rem 0; max-width: 46rem }
  ${table}:has(:checked) tbody > tr > * { display: flex; justify-content: space-between; gap: 1rem; border: 0; padding: .12rem 0;
    max-width: none; white-space: normal; text-align: right }
  ${table}:has(:checked) tbody th { font-weight: 600; text-align: left }
  ${table}:has(:checked) td::before { content: attr(data-of); color: var(--soft); text-align: left }
`

/** The style of every page on screens: readable on a phone, beside its contents on a wide screen, and in the dark. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #16202a; --soft: #525d68; --paper: #fff; --card: #f4f6f8; --line: #d5dce3;
  --link: #0b5cad; --blue: #2f86c1; --orange: #d9822b }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf0; --soft: #abb5bf; --paper: #12161b; --card: #1b2128; --line: #36404a;
  --link: #84b9f5 } }
* { box-sizing: border-box }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100% }
body { margin: 0 auto; max-width: 82rem; padding: 1rem 1.5rem 3rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: break-word }
h1 { font-size: clamp(1.6rem, 4vw, 2.3rem); line-height: 1.15; letter-spacing: -.015em; margin: .1rem 0 .3rem; text-wrap: balance }
h2 { font-size: 1.45rem; line-height: 1.25; letter-spacing: -.01em; margin: 0 0 .5rem; max-width: 46rem; text-wrap: balance }
h3 { font-size: 1rem; line-height: 1.35; margin: 1.6rem 0 .4rem }
a { color: var(--link); text-underline-offset: .15em }
a:focus-visible, summary:focus-visible, input:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px }
p { margin: .6rem 0 }
.text > section > p, .text > section > ul, .text > section > details { max-width: 46rem }
.text > section > details[open] { max-width: none } .text > section > details > p, details > div > p, details > div > ul { max-width:
  46rem }
.soft { color: var(--soft); font-size: .9rem }
.kicker { color: var(--soft); font-size: .82rem; letter-spacing: .05em; text-transform: uppercase; margin: 0 }
.skip { position: absolute; left: -99rem } .skip:focus { left: 1rem; top: .5rem; z-index: 9; background: var(--paper); padding: .4rem
  .8rem }
.generated { background: var(--orange); color: #16130f; padding: .45rem .9rem; margin: 0 0 .9rem; border-radius: .4rem; font-size:
  .92rem }
.who { margin: 0 0 .8rem; color: var(--soft); display: flex; flex-wrap: wrap; gap: 0 1.5rem; justify-content: space-between }
ol.conclusions { list-style: none; margin: .8rem 0 .4rem; padding: 0; display: grid; gap: .8rem;
  grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)) }
ol.conclusions li { background: var(--card); border-radius: .6rem; padding: .8rem 1.1rem .9rem; margin: 0; display: flex;
  flex-direction: column }
.claim { color: inherit; text-decoration: none; flex: 1 } .claim:hover span { text-decoration: underline }
.claim strong { display: block; font-size: clamp(2.1rem, 4.6vw, 3.1rem); line-height: 1.1; letter-spacing: -.02em; color: var(--link) }
.claim span { display: block; font-size: 1.08rem; line-height: 1.4; margin: .15rem 0 .6rem }
.small svg { display: block; width: 100%; max-width: 22rem; height: auto; margin: 0 0 .5rem }
.sure { color: var(--soft); font-size: .9rem } abbr { text-decoration: underline dotted; text-underline-offset: .18em }
.sureness { margin: .3rem 0 .6rem }
.notice { background: var(--card); border-left: 4px solid var(--orange); padding: .5rem .9rem; margin: .7rem 0; border-radius: 0 .4rem
  .4rem 0 }
dl.strip, dl.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: .5rem 1.6rem; margin: .8rem 0;
  font-size: .9rem; line-height: 1.45; border-top: 1px solid var(--line); padding-top: .7rem }
dt { color: var(--soft); font-weight: 600 } dd { margin: 0 }
.term { color: inherit; text-decoration: underline dotted } .gloss { color: var(--soft) }
nav ul { list-style: none; margin: 0; padding: 0 } 
nav.neighbours, nav.jump { border-top: 1px solid var(--line); padding: .5rem 0; font-size: .9rem }
:is(nav.neighbours, nav.jump) ul { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem } nav.contents { display: none }
.text > section { margin-top: 2.6rem; padding-top: 1.2rem; border-top: 2px solid var(--line) }
.answer { font-size: 1.15rem; line-height: 1.45 }
ul.found { list-style: none; padding: 0; margin: .6rem 0; max-width: 46rem }
ul.found li { padding: .6rem 0; border-bottom: 1px solid var(--line) } ul.found p { margin: 0 }
figure { margin: 1.2rem 0; max-width: 46rem } figure svg { display: block; width: 100%; height: auto; color: var(--ink) }
figcaption { color: var(--soft); font-size: .9rem; margin-bottom: .4rem }
.narrow { display: none }
.table { max-width: 68rem } .tap { display: none }
table { border-collapse: collapse; font-size: .88rem; line-height: 1.4; width: 100% }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
thead th { font-weight: 600; vertical-align: bottom; color: var(--soft) } tbody th { font-weight: 400; min-width: 6rem }
.n { text-align: right; font-variant-numeric: tabular-nums } td.n { white-space: nowrap } td { max-width: 26rem }
details { margin: .7rem 0; border-top: 1px solid var(--line); padding: .45rem 0 }
details:has(:target)::details-content { content-visibility: visible; block-size: auto }
summary { cursor: pointer; color: var(--link) }
.wide-text { display: block; min-width: 19rem } .where { display: none } .long { overflow-wrap: anywhere }
code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere }
dl.words > div { margin: .8rem 0; max-width: 46rem } dl.words dt { color: inherit } :target { scroll-margin-top: 1rem }
dl.words :target, dl.words > div:target { background: var(--card); outline: .4rem solid var(--card) }
li { margin: .25rem 0 } footer { margin-top: 3rem; color: var(--soft); font-size: .85rem }
@media screen and (min-width: 66rem) {
  .rest { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: 2.5rem; border-top: 1px solid var(--line) }
  nav.contents { display: block; position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 2.6rem 0 1rem;
    font-size: .88rem } nav.contents li { margin: .3rem 0 }
  nav.jump { display: none } .text > section:first-child { border-top: 0 }
}
@media screen and (max-width: 40rem) {
  body { padding: .7rem 1rem 3rem } .generated { font-size: .82rem; line-height: 1.35 } .who { font-size: .9rem }
  figure .wide { display: none } figure .narrow { display: block }
  .day { white-space: nowrap } .wide-text { min-width: 0 } td { max-width: none } thead th, tbody th { min-width: 0; hyphens: auto }
  table { font-size: .84rem } th, td { padding-right: .3rem } th.n { padding-left: .2rem } td.n { white-space: normal }
}
@media screen and (max-width: 62rem) {${columnsBehindTap('.table')}}
@media screen and (min-width: 62.01rem) {${columnsBehindTap('.many')}}
`
