/** The style of printed pages: the first screen on the first, folds closed and listed with where to find them. */
export const PRINT_STYLE = `
@page { size: A4; margin: 16mm 14mm 18mm }
@media print {
  :root { --ink: #000; --soft: #444; --paper: #fff; --card: #f4f4f4; --line: #bbb; --link: #000 }
  body { max-width: none; padding: 0; font-size: 9.5pt; line-height: 1.4 } h1 { font-size: 20pt } h2 { font-size: 13pt }
  a { color: inherit; text-decoration: none } .skip, nav, .tap, .many .d { display: none }
  h2, h3, figcaption, .kicker, .answer { break-after: avoid }
  figure, ol.conclusions li, ul.found li, dl > div, tr, summary, .notice { break-inside: avoid }
  .generated { border: 1.5pt solid #000; background: none; color: #000 }
  ol.conclusions { grid-template-columns: repeat(3, 1fr) } ol.conclusions li { border: 1pt solid var(--line) }
  .claim strong { font-size: 22pt } .claim span { font-size: 10pt }
  .text > section { margin-top: 14pt; padding-top: 8pt } p, figure, h3 { margin-top: 5pt; margin-bottom: 5pt }
  figure { max-width: 150mm } table { font-size: 8pt } th, td { padding: 1.5pt 5pt 1.5pt 0 } tbody th { min-width: 0 }
  details { padding: 2pt 0; margin: 2pt 0 } details::details-content { display: none } summary { list-style: none; color: inherit }
  .where { display: inline; color: var(--soft) } .where::before { content: "in " }
}
`
