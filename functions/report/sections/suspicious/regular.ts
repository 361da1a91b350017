/** Pairs whose sessions begin at regular times, by log records of a few days: contacts are too coarse for short periods. */
import { listedParameters } from '../../../lib/listed-parameters.ts'
import { numberIn, type Row, type SectionContext, textIn } from '../../section.ts'
import { type BeaconScore, beaconScore } from '../../statistics/beacon-score.ts'
import { benjaminiHochberg } from '../../statistics/false-discovery.ts'
import { type PoissonScores, regularityP } from '../../statistics/regularity.ts'
import { addDays, DAY_MS } from '../../window/calendar.ts'
import { keyOfPair, type Pair } from './pairs.ts'

export const LEAST_SESSIONS = 24
export const LEAST_DAYS = 2
/** p-values of pairs together, at most. */
export const MOST_P = 0.01
/** Log records are read of so many days at a time, at most twice, and of so many pairs. */
export const SPAN_DAYS = 7
const MOST_SPANS = 2
export const MOST_PAIRS = 40
/** Polling that everybody's programs do. */
const APART: ReadonlySet<string> = new Set(['SoftwareUpdate', 'Antimalware', 'Email', 'ConnCheck', 'Network'])

export interface RegularPair {
  pair: Pair
  sessions: number
  /** Median of the gaps between sessions, in seconds. */
  periodSeconds: number
  score: BeaconScore
  /** Adjusted for all pairs that were tried. */
  p: number
  fromDay: string
  toDay: string
}

export interface Regularity {
  regular: RegularPair[]
  /** With enough sessions. */
  tried: number
  /** Left out: polling of known programs, and pairs beyond what is read. */
  apart: number
  unread: number
}

export async function findRegular(context: SectionContext, pairs: readonly Pair[]): Promise<Regularity> {
  const often = pairs.filter(({ slots, days }) => slots >= LEAST_SESSIONS && days.length >= LEAST_DAYS)
  const apart = often.filter(({ category }) => APART.has(category))
  let waiting = often
    .filter(({ category }) => !APART.has(category))
    .sort((a, b) => b.days.length - a.days.length || b.slots - a.slots || (a.key < b.key ? -1 : 1))
  const tried: Omit<RegularPair, 'p'>[] = []
  const ps: number[] = []
  const known: PoissonScores = new Map()
  for (let span = 0; span < MOST_SPANS && waiting.length > 0; span++) {
    const { fromDay, toDay, chosen } = bestSpan(waiting)
    const asked = chosen.slice(0, MOST_PAIRS)
    if (asked.length === 0) break
    // Its parameters name local addresses, so that no figure refers to it.
    const answers = await Promise.all(
      listedParameters(asked.map(({ key }) => key)).map(keys =>
        context.ask('sections/suspicious/sessions', [fromDay, toDay, keys]),
      ),
    )
    const sessions = Map.groupBy(
      answers.flatMap(({ rows }) => rows),
      idOfRow,
    )
    for (const pair of asked) {
      const own = sessions.get(idOf(pair.network, pair.key)) ?? []
      const begins = own.map(row => numberIn(row, 'begin_second'))
      if (own.length < LEAST_SESSIONS || daysOf(begins) < LEAST_DAYS) continue
      const bytes = own.map(row => Number(row.bytes_out ?? 0))
      const range = { from: Date.parse(fromDay) / 1000, to: (Date.parse(toDay) + DAY_MS) / 1000 }
      const score = beaconScore(begins, bytes, range)
      if (score === undefined) continue
      const gaps = begins.slice(1).map((begin, at) => begin - (begins[at] ?? 0))
      const sorted = gaps.filter(gap => gap > 0).sort((a, b) => a - b)
      const periodSeconds = sorted[Math.floor(sorted.length / 2)] ?? 0
      tried.push({ pair, sessions: own.length, periodSeconds, score, fromDay, toDay })
      ps.push(regularityP(gaps, context.seed, known))
    }
    const done = new Set(asked)
    waiting = waiting.filter(pair => !done.has(pair))
  }
  const adjusted = benjaminiHochberg(ps)
  const regular = tried
    .map((own, at): RegularPair => ({ ...own, p: adjusted[at] ?? 1 }))
    .filter(({ p }) => p <= MOST_P)
    .sort((a, b) => b.score.score - a.score.score || b.sessions - a.sessions)
  return { regular, tried: tried.length, apart: apart.length, unread: waiting.length }
}

/** The days in a row on which most of the pairs met often enough; of equal ones the last. */
function bestSpan(pairs: readonly Pair[]): { fromDay: string; toDay: string; chosen: Pair[] } {
  let best: ReturnType<typeof bestSpan> = { fromDay: '', toDay: '', chosen: [] }
  for (const toDay of new Set(pairs.flatMap(({ days }) => days.map(({ dt }) => dt)).sort())) {
    const fromDay = addDays(toDay, 1 - SPAN_DAYS)
    const chosen = pairs.filter(({ days }) => {
      const own = days.filter(({ dt }) => dt >= fromDay && dt <= toDay)
      return own.length >= LEAST_DAYS && own.reduce((sum, { slots }) => sum + slots, 0) >= LEAST_SESSIONS
    })
    if (chosen.length > 0 && chosen.length >= best.chosen.length) best = { fromDay, toDay, chosen }
  }
  return best
}

const daysOf = (seconds: readonly number[]): number => new Set(seconds.map(second => Math.floor(second / 86_400))).size

const idOf = (network: string, key: string): string => JSON.stringify([network, key])
const idOfRow = (row: Row): string =>
  idOf(
    textIn(row, 'network'),
    keyOfPair(
      textIn(row, 'local_ip'),
      textIn(row, 'remote_ip'),
      numberIn(row, 'protocol'),
      numberIn(row, 'remote_port'),
    ),
  )
