/** Privacy of outputs: what rests on one local address is pooled, so that no row speaks of one machine and sums hold. */
import { numberIn, type Row, type SectionContext, textIn } from '../section.ts'

/** Stands for a class whose name is withheld. */
export const WITHHELD = 'withheld'
export const WITHHELD_LABEL = 'other (withheld)'

/** Classes with a single local address, by `rows` with the column `addresses`; none where the definition allows names. */
export function singleAddressClasses(
  { showLocalAddresses }: Pick<SectionContext, 'showLocalAddresses'>,
  rows: readonly Row[],
  classOf: (row: Row) => string,
): ReadonlySet<string> {
  if (showLocalAddresses) return new Set()
  const addresses = new Map<string, number>()
  for (const row of rows) addresses.set(classOf(row), (addresses.get(classOf(row)) ?? 0) + numberIn(row, 'addresses'))
  return new Set([...addresses].filter(([, count]) => count === 1).map(([name]) => name))
}

/** The rows with each of these classes called withheld. */
export const withhold = (rows: readonly Row[], column: string, classes: ReadonlySet<string>): Row[] =>
  rows.map(row => (classes.has(textIn(row, column)) ? { ...row, [column]: WITHHELD } : row))
