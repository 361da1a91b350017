/** Figures of the hours from hours-cells.csv: contacts and observed quarter-hours of each network, weekday and hour. */
import { numberOf, type Recomputed, type ReportFiles, sumOf } from './files.ts'

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const WEEKEND = [6, 7]
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)

/** Contacts per observed hour of a local weekday and hour, networks added up. */
const cellOf = (files: ReportFiles, weekday: number, hour: number): number =>
  files
    .rows('hours-cells')
    .filter(row => Number(row.weekday) === weekday && Number(row.hour) === hour)
    .reduce((sum, row) => sum + (numberOf(row, 'contacts') * 4) / numberOf(row, 'observed_quarter_hours'), 0)

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const meanOfDays = (files: ReportFiles, days: readonly number[]): number =>
  meanOf(days.flatMap(day => HOURS.map(hour => cellOf(files, day, hour))))

export function weekdayFigure(files: ReportFiles, name: string): Recomputed {
  const weekday = WEEKDAYS.indexOf(name) + 1
  const rows = files.rows('hours-cells').filter(row => Number(row.weekday) === weekday)
  return {
    numerator: sumOf(rows, 'contacts'),
    denominator: sumOf(rows, 'observed_quarter_hours') / 4,
    value: meanOfDays(files, [weekday]),
  }
}

/** The shortest run of hours with four fifths of the mean day; the earliest of equal ones. */
export function spanFigure(files: ReportFiles, part: string): Recomputed {
  const days = [1, 2, 3, 4, 5, 6, 7].filter(day => WEEKEND.includes(day) === (part === 'weekend'))
  const profile = HOURS.map(hour => meanOf(days.map(day => cellOf(files, day, hour))))
  const denominator = profile.reduce((sum, value) => sum + value, 0)
  const runs = HOURS.flatMap(length =>
    HOURS.map(from => {
      const numerator = HOURS.slice(0, length).reduce((sum, hour) => sum + (profile[(from + hour) % 24] ?? 0), 0)
      return { from, length, numerator }
    }),
  )
  const run = runs.find(({ numerator }) => numerator / denominator >= 0.8 - 1e-12)
  if (run === undefined) throw new Error('expected a run of hours with four fifths of the day, found none')
  const clock = (hour: number) => `${String(hour % 24 || (hour === 0 ? 0 : 24)).padStart(2, '0')}:00`
  const text = `${clock(run.from)} to ${clock(run.from + run.length)}`
  return { numerator: run.numerator, denominator, value: run.length, text }
}

/** `label`: `Tuesday and Monday against the other days`. */
export function busiestFigure(files: ReportFiles, label: string): Recomputed {
  const named = WEEKDAYS.flatMap((name, at) => (label.toLowerCase().includes(name) ? [at + 1] : []))
  const others = [1, 2, 3, 4, 5, 6, 7].filter(day => !named.includes(day))
  const [numerator, denominator] = [meanOfDays(files, named), meanOfDays(files, others)]
  return { numerator, denominator, value: numerator / denominator }
}
