/** Chart of what began, ended, or rose for some days. */
import type { Chart } from '../../figures/figure.ts'
import { draw, linesWithin } from '../../render/draw.ts'
import { BLUE, GREY } from '../../render/palette.ts'
import { DATE_AXIS, VERSION_RULE, versionMarks, versionText } from '../../render/time-axis.ts'
import { DAY_MS } from '../../window/calendar.ts'
import type { KeyChange } from './groups.ts'
import { CHART_TITLE, chartDescription, headlineOf } from './words.ts'

/** Contacts by observed day, a row of bars for each change, each on its own scale. */
export function changesChart(
  changes: readonly KeyChange[],
  days: readonly string[],
  versionDays: readonly string[],
): Promise<Chart> {
  const title = `${CHART_TITLE}${versionText(versionDays)}`
  return draw('onsets', title, chartDescription(changes), (width, isNarrow) => ({
    spacing: 10,
    vconcat: changes.map((change, row) => ({
      title: titleOf(change, width, isNarrow),
      width: width - 62,
      height: 52,
      layer: [
        {
          data: {
            values: days.map((day, at) => ({
              from: Date.parse(day) + DAY_MS / 10,
              to: Date.parse(day) + (9 * DAY_MS) / 10,
              contacts: change.key.counts[at] ?? 0,
              color: at >= change.from && at <= change.to ? BLUE : GREY,
            })),
          },
          mark: { type: 'rect' },
          encoding: {
            x: {
              field: 'from',
              type: 'temporal',
              scale: { type: 'utc' },
              title: null,
              axis: row === changes.length - 1 ? DATE_AXIS : null,
            },
            x2: { field: 'to' },
            y: {
              field: 'contacts',
              type: 'quantitative',
              title: null,
              axis: { tickCount: 2, format: '~s', minExtent: 36, maxExtent: 36, grid: false },
            },
            y2: { datum: 0 },
            color: { field: 'color', type: 'nominal', scale: null, legend: null },
          },
        },
        {
          data: { values: versionMarks(versionDays) },
          mark: VERSION_RULE,
          encoding: { x: { field: 'day', type: 'temporal' } },
        },
      ],
    })),
  }))
}

/** Where there is room, one line; on a phone the date stands above. */
function titleOf(change: KeyChange, width: number, isNarrow: boolean): string[] {
  const { figure, words } = headlineOf(change)
  return isNarrow ? [figure, ...linesWithin(words, width)] : linesWithin(`${figure}: ${words}`, width)
}
