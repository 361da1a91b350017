/** Every sentence on what coverage names with dates, as functions of figures to text. */
import type { Whole } from '../../../lib/exact-numbers.ts'
import { countText } from '../../figures/figure.ts'
import { utcText } from './words.ts'

export const NAMED_CAPTIONS = {
  gaps: 'Gaps of an hour and more: the longest five, and the others together',
  networkDays: 'Networks that are watched on some days of the window only',
  uploads: 'Uploads that do not count as they are, whole UTC days of the window',
  formats: 'Exporters that changed their format, whole UTC days of the window',
} as const

export const OTHER_GAPS = 'all other gaps of an hour and more'
export const DATES_OF_NETWORKS = { first: 'first watched day', last: 'last watched day' } as const

/** Of networks of which nothing was logged; undefined of none. */
export const silentText = (names: readonly string[]): string | undefined =>
  names.length === 0
    ? undefined
    : `Nothing was logged of ${names.join(', ')}, in the window or within 30 days of it: all of the window is missing there, and ` +
      'no figure holds any of it.'

/** Of gaps of an hour and more; `others` beside the longest. */
export function gapsText(
  longest: readonly { network: string; fromMs: number; slots: number }[],
  others: { gaps: number; slots: number },
): string {
  if (longest.length === 0) return 'No gap of an hour or more.'
  const told = longest.map(
    ({ network, fromMs, slots }) => `${network} from ${utcText(fromMs)} UTC for ${hoursText(slots)}`,
  )
  const rest = others.gaps === 0 ? '' : `; ${others.gaps} more of ${hoursText(others.slots)} together`
  return (
    `Gaps of an hour and more, the longest first: ${told.join('; ')}${rest}. What passed in them is in no figure; means are per ` +
    'logged time.'
  )
}

const hoursText = (slots: number): string => `${Number((slots / 4).toFixed(2))} ${slots === 4 ? 'hour' : 'hours'}`

/** Of networks that are watched on some days of the window only; undefined of none. */
export const networkDaysText = (
  days: readonly { network: string; cidr: string; what: 'first' | 'last'; day: string }[],
): string | undefined =>
  days.length === 0
    ? undefined
    : `By networks.csv, ${days.map(networkDayText).join('; ')}: the other days are not of its window, and its addresses are no ` +
      'watched ones there.'

const networkDayText = ({
  network,
  cidr,
  what,
  day,
}: {
  network: string
  cidr: string
  what: 'first' | 'last'
  day: string
}) => `${day} is the ${DATES_OF_NETWORKS[what]} of ${network} (${cidr})`

const OUTCOMES: Record<string, { label: string; one: string; several: string; meaning: string }> = {
  copy: {
    label: 'copy',
    one: 'is a copy of another',
    several: 'are copies of others',
    meaning: 'the same content counts once',
  },
  cut: {
    label: 'cut',
    one: 'is cut',
    several: 'are cut',
    meaning: 'what stands before the cut counts, what stood behind it is missing',
  },
  unknown: {
    label: 'no known format',
    one: 'is in no known format',
    several: 'are in no known format',
    meaning: 'what they hold is in no figure; their days are those that their names say',
  },
  implausible: {
    label: 'too many bytes',
    one: 'claims more bytes than a day can hold',
    several: 'claim more bytes than a day can hold',
    meaning: 'with them the day passes 2^56 bytes (6.7 Tbit/s all day), so they are in no figure of it',
  },
  refused: {
    label: 'refused',
    one: 'was refused whole',
    several: 'were refused whole',
    meaning: 'what they hold is in no figure; their days are those that their names say',
  },
}

export const outcomeLabel = (outcome: string): string => OUTCOMES[outcome]?.label ?? outcome

/** Of uploads that do not count as they are: one sentence for each thing that became of them. */
export function uploadsText(
  uploads: readonly { outcome: string; uploads: number; fromDay: string; toDay: string }[],
): string {
  if (uploads.length === 0) return 'No upload of these days is a copy, cut, refused or in no known format.'
  const told = uploads.map(({ outcome, uploads: count, fromDay, toDay }) => {
    const { one, several, meaning } = OUTCOMES[outcome] ?? { one: outcome, several: outcome, meaning: '' }
    const days = fromDay === toDay ? `on ${fromDay}` : `from ${fromDay} to ${toDay}`
    return `${countText(count)} ${count === 1 ? `upload ${one}` : `uploads ${several}`} (${days}): ${meaning}`
  })
  return `Of the uploads, counted on each day that they touch: ${told.join('; ')}.`
}

/** Of exporters that changed their format; undefined of none. */
export function formatsText(
  rows: readonly { exporter: string; format: string; fromDay: string }[],
): string | undefined {
  if (rows.length === 0) return undefined
  const exporters = [...Map.groupBy(rows, ({ exporter }) => exporter)]
  const told = exporters.slice(0, NAMED_EXPORTERS).map(([exporter, own]) => {
    const formats = own.map(({ format, fromDay }) => `${format} from ${fromDay}`)
    return `${exporter} (${formats.join(', ')})`
  })
  const more = exporters.length > told.length ? ` and ${exporters.length - told.length} more` : ''
  return (
    `Changed their format: ${told.join('; ')}${more}. Formats differ in what they tell (who began, whether it was answered, counters): ` +
    'a change on these days may be the format’s.'
  )
}

/** Of records that several uploads of an exporter hold; undefined of none. */
export function repeatedText(
  rows: readonly { exporter: string; records: Whole; fromDay: string; toDay: string }[],
): string | undefined {
  if (rows.length === 0) return undefined
  const told = rows.slice(0, NAMED_EXPORTERS).map(({ exporter, records, fromDay, toDay }) => {
    const days = fromDay === toDay ? `on ${fromDay}` : `from ${fromDay} to ${toDay}`
    return `${countText(records)} of ${exporter} (${days})`
  })
  const more = rows.length > told.length ? ` and those of ${rows.length - told.length} more exporters` : ''
  return `Records that several uploads of one exporter hold count once; left out as repeated: ${told.join('; ')}${more}.`
}

/** Of connections that more than eight exporters logged, once a network and day; undefined of none. */
export const crowdedText = (connections: number): string | undefined =>
  connections === 0
    ? undefined
    : `${countText(connections)} ${connections === 1 ? 'connection was' : 'connections were'} logged by more than 8 exporters on a ` +
      'day: the 8 with most records are compared, and each counts once as every other.'

const NAMED_EXPORTERS = 5
