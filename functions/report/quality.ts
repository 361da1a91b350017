/** Data quality from 1 to 5: the least of its components, never a probability. */
import type { ReferenceSource } from '../lib/reference/reference-set.ts'
import { MIN_DENOMINATOR, percentText } from './figures/figure.ts'
import type { DataQuality, Overview } from './section.ts'
import type { Observed } from './window/observed.ts'

const OBSERVED_STEPS = [95, 85, 70, 50]
const UNKNOWN_STEPS = [10, 20, 35, 50]
const YEAR_MS = 365.25 * 86_400_000

/** Data quality of a window; `sources` of every reference set that its contacts rest on. */
export function assessQuality(
  observed: readonly Observed[],
  overview: Pick<Overview, 'use' | 'useInfrastructure' | 'unclassified' | 'unclear'>,
  sources: readonly ReferenceSource[],
  window: { fromDay: string; toDay: string },
): DataQuality {
  const slots = observed.reduce((sum, network) => sum + network.total, 0)
  const seen = observed.reduce((sum, network) => sum + network.observed, 0)
  const observedShare = slots === 0 ? 0 : (100 * seen) / slots
  const components = [
    {
      name: 'observed time',
      value: 5 - OBSERVED_STEPS.filter(step => observedShare < step).length,
      reason: `${percentText(observedShare)} of the quarter-hours of the window were observed`,
    },
    share(
      'identified services',
      overview.unclassified,
      overview.use - overview.useInfrastructure,
      'of the use contacts without infrastructure are not identified',
    ),
    share(
      'clear roles',
      overview.unclear,
      overview.use + overview.unclear,
      'of the use and unclear contacts have an unclear role',
    ),
  ]
  const least = components.reduce((a, b) => (b.value < a.value ? b : a))
  return { value: least.value, components, decidedBy: least.name, geographic: geographicCap(sources, window) }
}

function share(name: string, part: number, whole: number, of: string): DataQuality['components'][number] {
  if (whole < MIN_DENOMINATOR)
    return { name, value: 1, reason: `fewer than ${MIN_DENOMINATOR} contacts (${whole}): too few to say` }
  const percent = (100 * part) / whole
  return {
    name,
    value: 5 - UNKNOWN_STEPS.filter(step => percent > step).length,
    reason: `${percentText(percent)} ${of}`,
  }
}

/** Addresses change hands: data of another year than the flows say less on where. */
function geographicCap(
  sources: readonly ReferenceSource[],
  window: { fromDay: string; toDay: string },
): DataQuality['geographic'] {
  const age = ageOf(sources, window)
  if (age === null) return { cap: 2, reason: 'the date of the data on countries is not known', years: null }
  const { years, date, newer } = age
  const reason =
    years === 0
      ? `the data on countries are of ${date}, within the window`
      : `the data on countries are of ${date}, ${years.toFixed(1)} years ${newer ? 'after' : 'before'} the window`
  return { cap: years > 3 ? 2 : years > 1 ? 3 : 5, reason, years }
}

/** The source farthest from the nearer end of the window; null where the date of one is not known. */
function ageOf(
  sources: readonly ReferenceSource[],
  { fromDay, toDay }: { fromDay: string; toDay: string },
): { years: number; date: string; newer: boolean } | null {
  let oldest: { years: number; date: string; newer: boolean } | null = null
  for (const { date } of sources) {
    if (date === null) return null
    const ms = Date.parse(date)
    const years = Math.max(0, Date.parse(fromDay) - ms, ms - Date.parse(toDay)) / YEAR_MS
    if (oldest === null || years > oldest.years) oldest = { years, date, newer: date > toDay }
  }
  return oldest
}
