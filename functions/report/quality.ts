/** Data quality from 1 to 5: the least of its components, never a probability. */
import type { ReferenceSource } from '../lib/reference/reference-set.ts'
import type { Observed } from './observed.ts'
import type { DataQuality, Overview } from './section.ts'

const OBSERVED_STEPS = [95, 85, 70, 50]
const UNKNOWN_STEPS = [10, 20, 35, 50]
const YEAR_MS = 365.25 * 86_400_000

export function assessQuality(
  observed: readonly Observed[],
  overview: Overview,
  sources: readonly ReferenceSource[],
  window: { fromDay: string; toDay: string },
): DataQuality {
  const slots = observed.reduce((sum, network) => sum + network.total, 0)
  const seen = observed.reduce((sum, network) => sum + network.observed, 0)
  const percent = (part: number, whole: number) => (whole === 0 ? 0 : (100 * part) / whole)
  const observedShare = percent(seen, slots)
  const unclassified = percent(overview.unclassified, overview.use - overview.useInfrastructure)
  const unclear = percent(overview.unclear, overview.use + overview.unclear)
  const atLeast = (value: number) => 5 - OBSERVED_STEPS.filter(step => value < step).length
  const atMost = (value: number) => 5 - UNKNOWN_STEPS.filter(step => value > step).length
  const components = [
    {
      name: 'observed time',
      value: atLeast(observedShare),
      because: `${observedShare.toFixed(1)} % of the quarter-hours`,
    },
    {
      name: 'identified services',
      value: atMost(unclassified),
      because: `${unclassified.toFixed(1)} % not identified`,
    },
    { name: 'clear roles', value: atMost(unclear), because: `${unclear.toFixed(1)} % unclear` },
  ]
  const least = components.reduce((a, b) => (b.value < a.value ? b : a))
  const years = ageYears(sources, window)
  const geographicCap = years === null || years > 3 ? 2 : years > 1 ? 3 : 5
  return { value: least.value, components, decidedBy: least.name, geographic: Math.min(least.value, geographicCap) }
}

/** Years between the geographic data and the nearer end of the window; null where its date is not known. */
export function ageYears(
  sources: readonly ReferenceSource[],
  { fromDay, toDay }: { fromDay: string; toDay: string },
): number | null {
  const dates = sources.map(({ date }) => date)
  if (dates.length === 0 || dates.includes(null)) return null
  return Math.max(
    ...dates.map(date => {
      const ms = Date.parse(date ?? '')
      const distance = Math.max(0, Date.parse(fromDay) - ms, ms - Date.parse(toDay))
      return distance / YEAR_MS
    }),
  )
}
