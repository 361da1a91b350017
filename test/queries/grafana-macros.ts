/**
 * What Grafana makes of the SQL of a panel before Athena gets it: the macros of its Athena data source, and variables, as its
 * documentation has them (https://grafana.com/docs/plugins/grafana-athena-datasource/latest/query-editor/#macros). An argument
 * may hold brackets.
 */
export interface PanelRange {
  /** `2017-04-01 00:00:00`, UTC. */
  from: string
  to: string
}

type Macro = (argument: string, range: PanelRange) => string

const dayOf = (time: string): string => time.slice(0, 10)
/** Of Joda's patterns the one that a partition of days needs. */
const asDay = (format: string, time: string): string => {
  if (format !== "'yyyy-MM-dd'") throw new Error(`expected 'yyyy-MM-dd', found ${format}`)
  return `'${dayOf(time)}'`
}

const MACROS: Readonly<Record<string, Macro>> = {
  timeFilter: (column, { from, to }) => `${column} BETWEEN TIMESTAMP '${from}' AND TIMESTAMP '${to}'`,
  dateFilter: (column, { from, to }) => `${column} BETWEEN date '${dayOf(from)}' AND date '${dayOf(to)}'`,
  rawTimeFrom: (format, { from }) => asDay(format, from),
  rawTimeTo: (format, { to }) => asDay(format, to),
}

/** `variables`: values of each by name, which `${name:sqlstring}` gives as texts of SQL. Throws for what is not known. */
export function expanded(
  sql: string,
  range: PanelRange,
  variables: Readonly<Record<string, readonly string[]>>,
): string {
  const values = sql.replaceAll(/\$\{(\w+)(?::(\w+))?\}/g, (written, name: string, format: string | undefined) => {
    const known = variables[name]
    if (known === undefined || format !== 'sqlstring')
      throw new Error(`expected a known variable as sqlstring, found ${written}`)
    return known.map(value => `'${value.replaceAll("'", "''")}'`).join(',')
  })
  let text = values
  for (let at = text.indexOf('$__'); at >= 0; at = text.indexOf('$__')) {
    const [whole = '', name = ''] = /^\$__(\w+)\(/.exec(text.slice(at)) ?? []
    const macro = MACROS[name]
    if (macro === undefined)
      throw new Error(`expected a macro of ${Object.keys(MACROS).join(', ')}, found ${text.slice(at, at + 30)}`)
    const begin = at + whole.length
    const end = closing(text, begin)
    text = text.slice(0, at) + macro(text.slice(begin, end).trim(), range) + text.slice(end + 1)
  }
  return text
}

/** Where the bracket closes that was opened before `from`. */
function closing(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')' && --depth === 0) return at
  }
  throw new Error(`expected a closing bracket, found none: ${text.slice(from - 20, from + 20)}`)
}
