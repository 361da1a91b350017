/** What is taken out before countries are compared, in a fixed order, each contact once. */
import { EXCLUSION_ORDER } from '../../labels.ts'
import { numberIn, type Row, textIn } from '../../section.ts'

export interface Waterfall {
  all: number
  steps: { name: string; contacts: number }[]
  left: number
  withoutCountry: number
}

/** `rows` of `presence/days`. */
export function waterfallOf(rows: readonly Row[]): Waterfall {
  const sum = (keep: (row: Row) => boolean) =>
    rows.reduce((total, row) => (keep(row) ? total + numberIn(row, 'contacts') : total), 0)
  return {
    all: sum(() => true),
    steps: EXCLUSION_ORDER.map(name => ({ name, contacts: sum(row => textIn(row, 'excluded_as') === name) })),
    left: sum(row => textIn(row, 'excluded_as') === ''),
    withoutCountry: sum(row => textIn(row, 'excluded_as') === '' && textIn(row, 'country') === 'ZZ'),
  }
}
