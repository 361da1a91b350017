/** The chart of the access paths: shares of contacts, and of bytes below them. */
import type { Chart } from '../../figures/figure.ts'
import { type PairOfBars, pairsOfBars } from '../../render/pairs-of-bars.ts'
import { TITLE_OF_CHART } from './words.ts'

export const pathsChart = (rows: readonly PairOfBars[]): Promise<Chart> =>
  pairsOfBars('access-paths', TITLE_OF_CHART, rows, { axis: '%', labelLimit: 170 })
