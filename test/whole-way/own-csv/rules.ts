/** How each figure of a report follows from the report's own CSV files. */
import { chanceFigure, detectableFigure, effectFigure } from './events.ts'
import { type Cells, numberOf, type Recomputed, type ReportFiles, shareOf, sumOf } from './files.ts'
import { busiestFigure, spanFigure, weekdayFigure } from './hours.ts'

export interface StatedFigure {
  id: string
  label: string
  value: number | null
  text: string
  unit: string
  numerator: number
  denominator: number
  interval?: { low: number; high: number } | null
}

type Rule = (files: ReportFiles, parts: readonly string[], figure: StatedFigure) => Recomputed

const BACKGROUND = 'background services'
const GAMES_AND_CONTENT = ['games', 'video streaming', 'music streaming', 'streaming']

/** Contacts or bytes of activity, as activity.csv has them by day. */
const activityOf = (files: ReportFiles, measure: string): number => sumOf(files.rows('activity'), measure)
const named = (rows: readonly Cells[], column: string, name: string): Cells | undefined =>
  rows.find(row => row[column] === name)
const slugOf = (name: string): string => name.replace(/[^\p{L}\p{N}]+/gu, '-')
/** `Share of games, in bytes` is of games. */
const categoryIn = (label: string): string =>
  label.replace(/^Share of /, '').replace(/, (in bytes|background services counted in)$/, '')
const measureOf = (kind: string): string => (kind === 'bytes' ? 'bytes' : 'contacts')
const countryOf = (rows: readonly Cells[], code: string) => rows.find(({ country }) => country?.endsWith(`(${code})`))

function categoryFigure(files: ReportFiles, kind: string, label: string, isBoth: boolean): Recomputed {
  const rows = files.rows('categories')
  const counted = kind === 'share-of-all' ? rows : rows.filter(({ category }) => category !== BACKGROUND)
  const own = rows.filter(({ category = '' }) =>
    isBoth ? GAMES_AND_CONTENT.includes(category) : category === categoryIn(label),
  )
  if (own.length === 0) throw new Error(`expected a category of ${label}, found none`)
  return shareOf(sumOf(own, measureOf(kind)), sumOf(counted, measureOf(kind)))
}

function changeFigure(files: ReportFiles, change: string, label: string, isOther: boolean): Recomputed {
  const told = files.rows('onsets').filter(row => row.told === 'told')
  const row = told.find(({ what = '' }) => label.includes(what))
  if (row === undefined) throw new Error(`expected a change told that ${label} names, found none`)
  const words: Record<string, string> = { began: 'began', ended: 'ended', burst: 'rose for some days' }
  if (row.change !== words[change]) throw new Error(`expected ${change}, found ${row.change}`)
  const days = files.rows('onsets-days').filter(({ what }) => what === row.what)
  const own = days.filter(({ day = '' }) => (day >= (row.first ?? '') && day <= (row.last ?? '')) !== isOther)
  const [numerator, denominator] = [sumOf(own, 'contacts'), own.length]
  return { numerator, denominator, value: numerator / denominator }
}

/** `kind`: column of coverage-unknown.csv's `what` by the figure's id. */
const UNKNOWN: Record<string, string> = {
  unclassified: 'Service not identified',
  'no-country': 'No country of registration',
  'no-operator': 'No network operator (AS)',
  'no-kind': 'Kind of organisation not known',
}

function unknownFigure(files: ReportFiles, kind: string, network: string | undefined): Recomputed {
  const rows = files
    .rows('coverage-unknown')
    .filter(row => row.what === UNKNOWN[kind] && (network === undefined || row.network === network))
  return shareOf(sumOf(rows, 'contacts'), sumOf(rows, 'of'))
}

const ROLE = { use: 'begun inside, answered', unclear: 'not clear who began, or whether it was answered' }
const rolesOf = (files: ReportFiles, roles: readonly string[]) =>
  files.rows('coverage-roles').filter(({ role = '' }) => roles.includes(role))

const isOutOfScope = ({ scope = '' }: Cells): boolean => scope.startsWith('out of scope')
const RECORDS: Record<string, (row: Cells) => boolean> = {
  denied: ({ action }) => action === 'deny',
  internal: ({ scope }) => scope === 'internal',
  special: ({ scope }) => scope === 'special',
  'icmp-untyped': ({ icmp }) => icmp === 'untyped',
  'icmp-errors': ({ icmp }) => icmp === 'error',
}

function recordsFigure(files: ReportFiles, kind: string): Recomputed {
  const rows = files.rows('coverage-records')
  if (kind === 'out-of-scope') return shareOf(sumOf(rows.filter(isOutOfScope), 'records'), sumOf(rows, 'records'))
  const watched = rows.filter(row => !isOutOfScope(row))
  return shareOf(sumOf(watched.filter(RECORDS[kind] ?? (() => false)), 'records'), sumOf(watched, 'records'))
}

/** The median distance of contacts to the edition of countries, by days; contacts of activity stand for all. */
function ageFigure(files: ReportFiles): Recomputed {
  const dates = files.rows('coverage-editions').filter(({ data }) => data === 'countries')
  if (dates.length !== 1) throw new Error(`expected one edition of countries, found ${dates.length}`)
  const at = Date.parse(dates[0]?.date ?? '')
  const days = files
    .rows('activity')
    .map(row => ({ days: Math.abs(Date.parse(row.day ?? '') - at) / 86_400_000, contacts: numberOf(row, 'contacts') }))
    .sort((a, b) => a.days - b.days)
  const half = days.reduce((sum, { contacts }) => sum + contacts, 0) / 2
  let sum = 0
  let numerator = Number.NaN
  for (const { days: distance, contacts } of days) {
    if (sum < half) numerator = distance
    sum += contacts
  }
  return { numerator, denominator: 365.25, value: numerator / 365.25 }
}

function hiddenFigure(files: ReportFiles, measure: string, part: string): Recomputed {
  const kinds: Record<string, string> = { port: 'VPN or proxy port', relay: 'listed relay' }
  const rows = files.rows('obfuscation').filter(({ kind }) => part === 'all' || kind === kinds[part])
  return shareOf(sumOf(rows, measureOf(measure)), activityOf(files, measureOf(measure)))
}

/** The first that matches decides. */
export const RULES: readonly (readonly [RegExp, Rule])[] = [
  [
    /^activity\.per-day\.(contacts|bytes)$/,
    (files, [measure = '']) => {
      const rows = files.rows('activity-networks')
      return {
        numerator: activityOf(files, measure),
        denominator: sumOf(files.rows('activity'), 'observed'),
        value: rows.reduce((sum, row) => sum + (96 * numberOf(row, measure)) / numberOf(row, 'observed'), 0),
      }
    },
  ],
  [/^(?:access-paths|coverage)\.(out-of-scope)$/, (files, [kind = '']) => recordsFigure(files, kind)],
  [
    /^access-paths\.(share|bytes)\.(.+)$/,
    (files, [kind = '', path = '']) => {
      const rows = files.rows('access-paths')
      return shareOf(numberOf(named(rows, 'path', path), measureOf(kind)), sumOf(rows, measureOf(kind)))
    },
  ],
  [
    /^categories\.(share|bytes|share-of-all)\.(.+)$/,
    (files, [kind = '', name], { label }) => categoryFigure(files, kind, label, name === 'games-and-content'),
  ],
  [
    /^services\.(share|bytes)\.(.+)$/,
    (files, [kind = '', slug]) => {
      const row = files.rows('services').find(({ service = '' }) => slugOf(service) === slug)
      return shareOf(numberOf(row, measureOf(kind)), activityOf(files, measureOf(kind)))
    },
  ],
  [
    /^services\.within\.[^.]+\.(.+)$/,
    (files, [slug], { unit }) => {
      const category = unit.replace(/^% of activity with /, '')
      const rows = files.rows('services-within').filter(row => row.category === category)
      const own = rows.find(({ service = '' }) => slugOf(service) === slug)
      return shareOf(
        numberOf(own, 'contacts'),
        numberOf(named(files.rows('categories'), 'category', category), 'contacts'),
      )
    },
  ],
  [/^hours\.span\.(weekdays|weekend)$/, (files, [part = '']) => spanFigure(files, part)],
  [/^hours\.weekday\.(\w+)$/, (files, [name = '']) => weekdayFigure(files, name)],
  [/^hours\.busiest-weekdays$/, (files, _, { label }) => busiestFigure(files, label)],
  [
    /^presence\.(share|raw)\.(..)$/,
    (files, [kind, code = ''], { label }) => {
      const row = countryOf(files.rows('presence'), code)
      const steps = files.rows('presence-waterfall')
      const reasoned = named(
        files.rows('presence-reasons'),
        'country',
        label.replace(/^.* registered in |, before .*$/g, ''),
      )
      return kind === 'raw'
        ? shareOf(numberOf(reasoned, 'contacts'), numberOf(steps[0], 'left'))
        : shareOf(numberOf(row, 'adjusted'), numberOf(steps.at(-1), 'left'))
    },
  ],
  [/^events\.(\d+)\.(before|day|after)$/, (files, [set = '', window = '']) => effectFigure(files, set, window)],
  [/^events\.(\d+)\.chance$/, (files, [set = '']) => chanceFigure(files, set)],
  [/^events\.(\d+)\.detectable$/, (files, [set = '']) => detectableFigure(files, set)],
  [
    /^onsets\.activity$/,
    files => {
      const days = files.rows('activity').filter(row => row.observed !== '0')
      const numerator = sumOf(days, 'contacts')
      return { numerator, denominator: days.length, value: numerator / days.length }
    },
  ],
  [
    /^onsets\.(began|ended|burst)\..*?(\.other-days)?$/,
    (files, [change = '', other], { label }) => changeFigure(files, change, label, other !== undefined),
  ],
  [
    /^suspicious\.scans-in$/,
    files =>
      shareOf(sumOf(files.rows('suspicious-ports'), 'by_scans'), sumOf(files.rows('suspicious-ports'), 'contacts')),
  ],
  [
    /^suspicious\.listed$/,
    files => shareOf(sumOf(files.rows('suspicious-listed'), 'contacts'), activityOf(files, 'contacts')),
  ],
  [
    /^suspicious\.scans-out$/,
    files => {
      const value = files.rows('suspicious-scans').filter(({ from = '' }) => !from.startsWith('outside')).length
      return { value, numerator: value, text: String(value) }
    },
  ],
  [
    /^suspicious\.(regular|long|large)$/,
    (files, [table = '']) => {
      const value = files.rows(`suspicious-${table}`).length
      return { value, numerator: value, text: String(value) }
    },
  ],
  [
    /^habits\.days\.\w+\.(.+)$/,
    (files, [name = '']) => {
      const row = named(files.rows('habits'), 'name', name)
      return shareOf(numberOf(row, 'days'), numberOf(row, 'observed_days'))
    },
  ],
  [
    /^habits\.one-off\.\w+\.(.+)$/,
    (files, [name = '']) => {
      const row = named(files.rows('habits'), 'name', name)
      const value = numberOf(row, 'contacts')
      return { value, numerator: value, denominator: numberOf(row, 'days'), text: String(value) }
    },
  ],
  [
    // The hours of a subject are in no table: only its contacts and what is printed of the resultant.
    /^habits\.rhythm\.\w+\.(.+)$/,
    (files, [name = '']) => {
      const row = named(files.rows('habits'), 'name', name)
      return { denominator: numberOf(row, 'contacts'), text: row?.resultant ?? '' }
    },
  ],
  [
    /^obfuscation\.(share|bytes)\.(all|port|relay)$/,
    (files, [measure = '', part = '']) => hiddenFigure(files, measure, part),
  ],
  [
    /^coverage\.observed$/,
    files => shareOf(sumOf(files.rows('activity'), 'observed'), sumOf(files.rows('activity'), 'of')),
  ],
  [
    /^coverage\.unclear$/,
    files => {
      const unclear = sumOf(rolesOf(files, [ROLE.unclear]), 'contacts')
      return shareOf(unclear, unclear + sumOf(rolesOf(files, [ROLE.use]), 'contacts'))
    },
  ],
  [
    /^coverage\.(sampled|twice|uncounted)$/,
    (files, [column = '']) => {
      const rows = files.rows('coverage-roles')
      return shareOf(sumOf(rows, column), sumOf(rows, 'contacts'))
    },
  ],
  [
    /^coverage\.(denied|internal|special|icmp-untyped|icmp-errors)$/,
    (files, [kind = '']) => recordsFigure(files, kind),
  ],
  [/^coverage\.reference-age$/, ageFigure],
  [
    /^coverage\.(unclassified|no-country|no-operator|no-kind)(?:\.(.+))?$/,
    (files, [kind = '', network]) => unknownFigure(files, kind, network),
  ],
]
