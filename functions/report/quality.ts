/** Data quality from 1 to 5: the least of its components, never a probability. */
import type { EditionData } from '../lib/reference/editions.ts'
import { MIN_DENOMINATOR, percentText } from './figures/figure.ts'
import { editionDistance, type PlacedDay, placedEditions } from './placed-editions.ts'
import type { DataQuality, Overview } from './section.ts'
import type { Observed } from './window/observed.ts'

const OBSERVED_STEPS = [95, 85, 70, 50]
const UNKNOWN_STEPS = [10, 20, 35, 50]

/** Data quality of a window; `placed`: its days, with the editions that placed their contacts. */
export function assessQuality(
  observed: readonly Observed[],
  overview: Pick<Overview, 'use' | 'useInfrastructure' | 'unclassified' | 'unclear'>,
  placed: readonly PlacedDay[],
): DataQuality {
  const slots = observed.reduce((sum, network) => sum + network.total, 0)
  const seen = observed.reduce((sum, network) => sum + network.observed, 0)
  const observedShare = slots === 0 ? 0 : (100 * seen) / slots
  const components = [
    {
      name: 'logged time',
      value: 5 - OBSERVED_STEPS.filter(step => observedShare < step).length,
      reason: `${percentText(observedShare)} of the window was logged`,
    },
    share(
      'identified services',
      overview.unclassified,
      overview.use - overview.useInfrastructure,
      'of the activity is not identified',
    ),
    share(
      'clear roles',
      overview.unclear,
      overview.use + overview.unclear,
      'of the contacts that may be activity do not show who began, or whether it was answered',
    ),
  ]
  const least = components.reduce((a, b) => (b.value < a.value ? b : a))
  return {
    value: least.value,
    components,
    decidedBy: least.name,
    geographic: distanceCap(placed, 'country'),
    operators: distanceCap(placed, 'asn'),
  }
}

/** Why nobody should rest on a report; undefined where one may. */
export function weaknessOf({
  watched,
  quality,
}: {
  watched: readonly string[]
  quality: DataQuality
}): string | undefined {
  if (watched.length === 0) return 'nothing is watched'
  if (quality.value > 1) return undefined
  const reasons = quality.components.filter(({ value }) => value === 1).map(({ name, reason }) => `${name}, ${reason}`)
  return `data quality is 1 of 5 (${reasons.join('; ')})`
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

const DATA_WORDS = { country: 'the data on countries', asn: 'the data on autonomous systems' } as const

/** Addresses change hands: data of another year than the flows say less on where, and whose. */
function distanceCap(placed: readonly PlacedDay[], data: EditionData): DataQuality['geographic'] {
  const distance = editionDistance(placed, data)
  if (distance === null) return { cap: 2, reason: `the date of ${DATA_WORDS[data]} is not known`, years: null }
  const { years, newer } = distance
  const editions = placedEditions(placed).filter(edition => edition.data === data)
  const total = editions.reduce((sum, { contacts }) => sum + contacts, 0)
  const dates =
    editions.length === 1
      ? (editions[0]?.date ?? '')
      : editions.map(({ date, contacts }) => `${date} (${percentText((100 * contacts) / total)})`).join(', ')
  const reason = `${DATA_WORDS[data]} are of ${dates}, ${years.toFixed(1)} years ${newer ? 'after' : 'before'} most contacts`
  return { cap: years > 3 ? 2 : years > 1 ? 3 : 5, reason, years }
}
