/**
 * What stands beside figures of contacts: on how many local addresses each rests, how much of it has the busiest one, how
 * many contacts of unclear role are beside it, and in which zones. Worked out from what each figure counts, in one place.
 */
import type { QueryEngine } from '../../lib/ports.ts'
import { bindParameters } from '../../lib/sql-literals.ts'
import { contacts } from '../../lib/tables/contacts.ts'
import { locals } from '../../lib/tables/rollups.ts'
import type { TableSchema } from '../../lib/tables/table-schema.ts'
import { type Figure, percentOf } from './figure.ts'
import { type Condition, conditionText, type Selection } from './selection.ts'

type Sides = Pick<Figure, 'localAddresses' | 'largestLocalShare' | 'unclearContacts' | 'zones'>

/** The figures with what stands beside them; those that count no contacts have no address. `zoneOf` by network. */
export async function withSides(
  figures: readonly Figure[],
  engine: QueryEngine,
  zoneOf: (network: string) => string,
): Promise<Figure[]> {
  const selections = new Map<string, Selection>()
  for (const { counted } of figures) if (counted?.table === 'contacts') selections.set(keyOf(counted), counted)
  const sides = new Map<string, Sides>()
  for (const source of SOURCES) {
    const own = [...selections.values()].filter(selection => sourceOf(selection) === source)
    if (own.length === 0) continue
    const { sql, parameters } = sidesQuery(own, source)
    const { columns, rows } = await engine.select(sql, parameters)
    for (const [at, selection] of own.entries()) {
      const column = (name: string) => columns.indexOf(`${name}_${at}`)
      const found = rows.map(row => ({
        zone: zoneOf(String(row[columns.indexOf('network')])),
        addresses: Number(row[column('addresses')]),
        largest: Number(row[column('largest')]),
        number: Number(row[column('number')]),
        unclear: Number(row[column('unclear')]),
      }))
      sides.set(keyOf(selection), sidesOf(found))
    }
  }
  return figures.map(figure => {
    const { counted } = figure
    if (counted === null || counted.table !== 'contacts')
      return { ...figure, localAddresses: null, largestLocalShare: null }
    const own = sides.get(keyOf(counted))
    if (own === undefined) return figure
    return { ...figure, ...own, zones: own.zones.length === 0 ? figure.zones : own.zones }
  })
}

const keyOf = ({ fromDt, toDt, conditions }: Selection): string => JSON.stringify([fromDt, toDt, conditions])

interface FoundOfNetwork {
  zone: string
  addresses: number
  largest: number
  number: number
  unclear: number
}

/** Addresses of two networks are two. */
function sidesOf(found: readonly FoundOfNetwork[]): Sides {
  const sum = (of: (own: FoundOfNetwork) => number) => found.reduce((total, own) => total + of(own), 0)
  const largest = found.reduce((most, own) => Math.max(most, own.largest), 0)
  return {
    localAddresses: sum(({ addresses }) => addresses),
    largestLocalShare: percentOf(
      largest,
      sum(({ number }) => number),
    ),
    unclearContacts: sum(({ unclear }) => unclear),
    zones: [...new Set(found.filter(({ number }) => number > 0).map(({ zone }) => zone))].sort(),
  }
}

/** A table with local addresses, and how it says what a selection of contacts does. */
interface Source {
  schema: TableSchema
  address: string
  /** How many contacts a row is. */
  number: string
  /** The condition in this table's columns; undefined where it cannot say it. */
  own(condition: Condition): Condition | undefined
}

/** The smallest first. */
const SOURCES: readonly Source[] = [
  { schema: locals, address: 'local_address', number: 'contacts', own: ofLocals },
  { schema: contacts, address: 'local_prefix', number: '1', own: condition => condition },
]

function ofLocals(condition: Condition): Condition | undefined {
  if ('anyOf' in condition) {
    const anyOf = condition.anyOf.map(all => all.map(ofLocals))
    const known = anyOf.map(all => all.filter(own => own !== undefined))
    return known.every((all, at) => all.length === anyOf[at]?.length) ? { anyOf: known } : undefined
  }
  if (condition.column === 'slot') {
    const isOfDays = condition.is === 'local day' || condition.is === 'local weekday'
    return isOfDays ? { ...condition, column: 'local_day' } : undefined
  }
  return locals.columns.some(({ name }) => name === condition.column) ? condition : undefined
}

const sourceOf = ({ conditions }: Selection): Source | undefined =>
  SOURCES.find(({ own }) => conditions.every(condition => own(condition) !== undefined))

/** One question for all selections of a table, that have the same days; values are literals where `?` may not stand. */
export function sidesQuery(selections: readonly Selection[], { schema, address, number, own }: Source) {
  const [first] = selections
  const whereText = (conditions: readonly Condition[]): string => {
    const terms = conditions.flatMap(condition => own(condition) ?? []).map(term => conditionText(term, schema))
    return terms.map(({ sql, parameters }) => bindParameters(sql, parameters)).join(' AND ')
  }
  const sums = selections.flatMap(({ conditions }, at) => {
    const others = conditions.filter(condition => !('column' in condition) || condition.column !== 'role')
    const unclear: Condition = { column: 'role', is: 'equal', value: 'unclear' }
    return [
      `sum(CASE WHEN ${whereText(conditions)} THEN ${number} ELSE 0 END) AS number_${at}`,
      `sum(CASE WHEN ${whereText([...others, unclear])} THEN ${number} ELSE 0 END) AS unclear_${at}`,
    ]
  })
  const columns = selections.flatMap((_, at) => [
    `cast(sum(CASE WHEN number_${at} > 0 THEN 1 ELSE 0 END) AS bigint) AS addresses_${at}`,
    `cast(max(number_${at}) AS bigint) AS largest_${at}`,
    `cast(sum(number_${at}) AS bigint) AS number_${at}`,
    `cast(sum(unclear_${at}) AS bigint) AS unclear_${at}`,
  ])
  const sql = `WITH hosts AS (
  SELECT network, ${address},
    ${sums.join(',\n    ')}
  FROM ${schema.name}
  WHERE dt BETWEEN ? AND ?
  GROUP BY network, ${address}
)
SELECT network,
  ${columns.join(',\n  ')}
FROM hosts
GROUP BY network
ORDER BY network
`
  return { sql, parameters: [first?.fromDt ?? '', first?.toDt ?? ''] }
}

/** The sources, for those who try their questions. */
export const sideSources = SOURCES
