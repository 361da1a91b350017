/** The style of printed pages: the first screen on the first, folds closed and listed with where to find them. */
export const PRINT_STYLE = `
@page { size: A4; margin: 14mm 13mm 15mm }
@media print {
  :root { font-size: 9pt; --ink: #000; --soft: #444; --paper: #fff; --card: #f4f4f4; --line: #bbb; --link: #000 }
  body { max-width: none; padding: 0; line-height: 1.35 } h1 { font-size: 19pt } h2 { font-size: 12pt }
  a { color: inherit; text-decoration: none } .skip, nav, .tap, .many .d { display: none }
  h2, h3, figcaption, .kicker, .answer { break-after: avoid }
  figure, ol.conclusions li, ul.found li, dl > div, tr, summary, .notice { break-inside: avoid }
  .generated { border: 1.5pt solid #000; background: none; color: #000 }
  ol.conclusions { grid-template-columns: repeat(3, 1fr) } ol.conclusions li { border: 1pt solid var(--line) }
  .claim strong { font-size: 22pt } .claim span { font-size: 10pt }
  .text > section { margin-top: 9pt; padding-top: 6pt } p, figure, h3 { margin-top: 4pt; margin-bottom: 4pt }
  figure { max-width: 125mm } h2, ul.found, .text > section > p, .text > section > ul, .text > section > details { max-width: none }
  table { font-size: 8pt } th, td { padding: 1.5pt 5pt 1.5pt 0 } tbody th { min-width: 0 }
  details { padding: 2pt 0; margin: 2pt 0 } details::details-content { display: none } summary { list-style: none; color: inherit }
  .where { display: inline; color: var(--soft) } .where::before { content: "in " }
}
`
