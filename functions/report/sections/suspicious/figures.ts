/** Figures of the suspicious: shares of contacts where there are, else how many of how many looked at. */
import { countText, type Figure } from '../../figures/figure.ts'
import type { Selection } from '../../figures/selection.ts'
import { shareFigure } from '../../figures/share-figure.ts'
import { figureOf, type QueryReference, type SectionContext } from '../../section.ts'
import { addDays } from '../../window/calendar.ts'
import type { Suspicious } from './counts.ts'
import { COUNT_FORMULA, FIGURES } from './words.ts'

export function suspiciousFigures(context: SectionContext, found: Suspicious): Map<string, Figure> {
  const { overview, window } = context
  const { scansOut, inward, regularity, long, volumes, listed, pairs, queries } = found
  const within = (table: string, column: string, conditions: Selection['conditions']): Selection => ({
    table,
    fromDt: addDays(window.fromDay, -1),
    toDt: addDays(window.toDay, 1),
    conditions: [{ column, is: 'local day', from: window.fromDay, to: window.toDay }, ...conditions],
  })
  const counted = (
    kind: 'scansOut' | 'regular' | 'long' | 'large',
    id: string,
    [numerator, denominator]: readonly [number, number],
    query: QueryReference,
    selection: Selection | null = null,
  ): Figure =>
    figureOf(context, {
      id,
      ...FIGURES[kind],
      value: numerator,
      text: countText(numerator),
      numerator,
      numeratorOf: FIGURES[kind].unit,
      denominator,
      formula: COUNT_FORMULA,
      role: kind === 'scansOut' ? 'attempt_out' : 'use',
      query,
      counted: selection,
    })
  const figures = [
    shareFigure(context, {
      id: 'suspicious.scans-in',
      ...FIGURES.scansIn,
      numerator: inward.byScans,
      denominator: inward.all,
      role: 'attempt_in',
      query: queries.attempts,
      counted: {
        ...within('attempts', 'local_day', [
          { column: 'role', is: 'equal', value: 'attempt_in' },
          { column: 'by_scan', is: 'equal', value: 1 },
        ]),
        sums: ['contacts'],
      },
    }),
    shareFigure(context, {
      id: 'suspicious.listed',
      ...FIGURES.listed,
      numerator: listed.contacts,
      denominator: overview.use - overview.useInfrastructure,
      role: 'use',
      query: listed.query,
      counted: listed.counted,
    }),
    counted(
      'scansOut',
      'suspicious.scans-out',
      [scansOut.length, overview.localAddresses],
      queries.scans,
      within('scans', 'first_slot', [{ column: 'began', is: 'equal', value: 'local' }]),
    ),
    counted('regular', 'suspicious.regular', [regularity.regular.length, regularity.tried], queries.pairs),
    counted('long', 'suspicious.long', [long.length, pairs.length], queries.pairs),
    counted('large', 'suspicious.large', [volumes.large.length, volumes.compared], queries.bytes),
  ]
  return new Map(figures.map(figure => [figure.id, figure]))
}
