/** What was watched, and when: the window, and the observed time of each network. Reads liveness around the window only. */
import type { WatchedNetwork } from '../lib/networks.ts'
import type { QueryEngine } from '../lib/ports.ts'
import { createAsker } from './ask.ts'
import { numberIn, type QueryReference, type Row, textIn } from './section.ts'
import { addDays, calendarOf } from './window/calendar.ts'
import { collectLiveness, type LivenessRow } from './window/liveness.ts'
import { NEIGHBOUR_DAYS, type Observed, observe } from './window/observed.ts'
import { chooseWindow, type LoggedDay, type ReportWindow } from './window/window.ts'

/** UTC days around the window whose liveness is read: 30, and one for the zone. */
export const LIVENESS_DAYS_AROUND = NEIGHBOUR_DAYS + 1

export interface Observation {
  window: ReportWindow
  /** Every network of networks.csv that is watched on a day of the window, also where nothing was logged of it. */
  observed: Observed[]
  /** Zones of these networks, in order; one at least. */
  zones: string[]
  /** What the liveness was asked by. */
  liveness: QueryReference
}

interface Asked {
  fromDay: string | null
  toDay: string | null
}

/** `publishedDays`: UTC days that have tables, in order. */
export async function observeNetworks(
  engine: QueryEngine,
  networks: readonly WatchedNetwork[],
  publishedDays: readonly string[],
  asked: Asked,
): Promise<Observation> {
  const window = await windowOf(engine, networks, publishedDays, asked)
  const { observed, liveness } = await observeDays(engine, networks, window)
  return {
    window,
    observed,
    zones: zonesOf(networks, new Set(observed.map(({ network }) => network))),
    liveness,
  }
}

/** Observed time of the networks that are watched on one of these local days, and what it was asked by. */
export async function observeDays(
  engine: QueryEngine,
  networks: readonly WatchedNetwork[],
  window: { fromDay: string; toDay: string },
): Promise<Pick<Observation, 'observed' | 'liveness'>> {
  const ask = createAsker(engine, window)
  const { rows, query } = await ask.byUtcDay('sections/coverage/liveness', LIVENESS_DAYS_AROUND)
  const [fromDay, toDay] = [addDays(window.fromDay, -LIVENESS_DAYS_AROUND), addDays(window.toDay, LIVENESS_DAYS_AROUND)]
  const liveness = collectLiveness(livenessRows(rows), fromDay, toDay)
  const observed: Observed[] = []
  for (const [name, own] of Map.groupBy(networks, network => network.name)) {
    const zone = own[0]?.timeZone ?? ''
    const { fromMs, toMs } = cutToDates(boundsOf(window, zone), own)
    if (fromMs < toMs) observed.push(observe(name, zone, liveness, fromMs, toMs))
  }
  return { observed, liveness: query }
}

/** What is asked for; else the whole days that were logged, of the zones of the networks of which anything was. */
async function windowOf(
  engine: QueryEngine,
  networks: readonly WatchedNetwork[],
  publishedDays: readonly string[],
  asked: Asked,
): Promise<ReportWindow> {
  const { fromDay, toDay } = asked
  const isWhole = fromDay !== null && toDay !== null && fromDay <= toDay
  const ask = createAsker(engine, {
    fromDay: isWhole ? addDays(fromDay, -1) : (publishedDays[0] ?? '1990-01-01'),
    toDay: isWhole ? addDays(toDay, 1) : (publishedDays.at(-1) ?? '1990-01-01'),
  })
  const logged = (await ask.byUtcDay('sections/coverage/logged-networks')).rows.map(row => textIn(row, 'network'))
  const days = (await ask.byUtcDay('sections/coverage/logged-days')).rows.map(loggedDay)
  return chooseWindow(days, zonesOf(networks, new Set(logged)), asked) ?? emptyWindow(asked)
}

/** Zones of networks that are named so. */
function zonesOf(networks: readonly WatchedNetwork[], names: ReadonlySet<string>): string[] {
  const zones = new Set(networks.filter(({ name }) => names.has(name)).map(({ timeZone }) => timeZone))
  return zones.size === 0 ? [''] : [...zones].sort()
}

const boundsOf = ({ fromDay, toDay }: { fromDay: string; toDay: string }, zone: string) => ({
  fromMs: calendarOf(zone).startOf(fromDay),
  toMs: calendarOf(zone).startOf(addDays(toDay, 1)),
})

/** A network is watched within its dates only: from the first of its prefixes to the last. */
function cutToDates(
  window: { fromMs: number; toMs: number },
  own: readonly Pick<WatchedNetwork, 'validFromMs' | 'validToMs'>[],
) {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const { validFromMs, validToMs } of own) {
    from = Math.min(from, validFromMs ?? Number.NEGATIVE_INFINITY)
    to = Math.max(to, validToMs ?? Number.POSITIVE_INFINITY)
  }
  return { fromMs: Math.max(window.fromMs, from), toMs: Math.min(window.toMs, to) }
}

function* livenessRows(rows: readonly Row[]): Iterable<LivenessRow> {
  for (const row of rows)
    yield {
      dt: textIn(row, 'dt'),
      exporter: textIn(row, 'exporter'),
      network: row.network === null ? null : textIn(row, 'network'),
      heartbeat: numberIn(row, 'heartbeat') === 1,
      slots: textIn(row, 'slots'),
      lost: textIn(row, 'lost'),
      records: numberIn(row, 'records'),
    }
}

const loggedDay = (row: Row): LoggedDay => ({
  dt: textIn(row, 'dt'),
  weight: numberIn(row, 'weight'),
  slots: numberIn(row, 'slots'),
  firstSlot: numberIn(row, 'first_slot'),
  lastSlot: numberIn(row, 'last_slot'),
})

function emptyWindow({ fromDay, toDay }: Asked): ReportWindow {
  const day = fromDay ?? toDay ?? '1970-01-01'
  return { fromDay: day, toDay: toDay ?? day, days: 1, partial: true, partialDays: [], strayDays: [] }
}
