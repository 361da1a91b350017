const RESULTS = 'bench results'
const SQL = 'bench sql'

/** README with the benchmark's results and its SQL between their markers. Throws where a marker is missing. */
export function withBenchmark(readme: string, results: string, sql: string): string {
  return fillSection(fillSection(readme, RESULTS, results), SQL, `\`\`\`sql\n${sql}\`\`\`\n`)
}

/** README with the content between the markers of that name. Throws where a marker is missing. */
export function fillSection(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`]
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from)
    throw new Error(`README.md: expected ${begin.trim()} and ${end}, found none; add them back`)
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`
}
