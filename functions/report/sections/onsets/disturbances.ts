/** What changes in the data and not in what the networks do: sensors that start or stop, versions, editions, formats. */
import { numberIn, type Row, type SectionContext, textIn } from '../../section.ts'
import { addDays, daysBetween, zoneOf } from '../../window/calendar.ts'
import { observedDays } from '../../window/observed-days.ts'
import type { KeyKind } from './keys.ts'

export type Cause = 'version' | 'edition' | 'format' | 'sensor'

export interface Disturbance {
  cause: Cause
  /** A day on or next to which a change may be its doing. */
  day: string
  /** Whose contacts it touches; every network's where absent. */
  network?: string
  /** Which keys it touches; all where absent. */
  kinds?: readonly KeyKind[]
}

/** An exporter with fewer of a network's records of a day is no sensor of it, but one of many. */
const SENSOR_SHARE = 0.1

/** Country data place countries; the systems of addresses tell services too. */
const PLACED_KINDS = { country: ['country'], asn: ['system', 'service', 'category'] } as const

/** `formats` of `coverage/formats`, `exporters` of `onsets/exporters`. */
export function disturbancesOf(
  context: Pick<SectionContext, 'window' | 'observed' | 'networks' | 'versionDays' | 'placed'>,
  formats: readonly Row[],
  exporters: readonly Row[],
): Disturbance[] {
  const { window, versionDays, placed } = context
  const found: Disturbance[] = versionDays.map(day => ({ cause: 'version', day }))
  for (const { data, firstDay } of placed) found.push({ cause: 'edition', day: firstDay, kinds: PLACED_KINDS[data] })
  for (const row of formats) found.push({ cause: 'format', day: textIn(row, 'first_dt') })
  for (const sensor of [...exporterDays(exporters), ...networkDays(context)]) found.push(sensor)
  // What was so when the window began, or is so when it ends, changes nothing in it.
  return found.filter(({ day }) => day > addDays(window.fromDay, 1) && day < addDays(window.toDay, -1))
}

/** First and last days of exporters that log much of a network on them: by records a day, as one that starts late has few in all. */
function exporterDays(rows: readonly Row[]): Disturbance[] {
  return [...Map.groupBy(rows, row => textIn(row, 'network'))].flatMap(([network, own]) => {
    const exporters = own.map(row => {
      const [first, last] = [textIn(row, 'first_dt'), textIn(row, 'last_dt')]
      return { first, last, perDay: numberIn(row, 'records') / daysBetween(first, last).length }
    })
    const perDayOn = perDayOfAll(exporters)
    return exporters.flatMap(({ first, last, perDay }) =>
      [first, last]
        .filter(day => perDay >= SENSOR_SHARE * (perDayOn.get(day) ?? 0))
        .map((day): Disturbance => ({ cause: 'sensor', day, network })),
    )
  })
}

/** Records a day of all exporters together, on each day that is the first or the last of one. */
function perDayOfAll(exporters: readonly { first: string; last: string; perDay: number }[]): Map<string, number> {
  const changes = new Map<string, number>()
  const add = (day: string, by: number) => changes.set(day, (changes.get(day) ?? 0) + by)
  for (const { first, last, perDay } of exporters) {
    add(first, perDay)
    add(last, 0)
    add(addDays(last, 1), -perDay)
  }
  let sum = 0
  const sums = new Map<string, number>()
  for (const day of [...changes.keys()].sort()) {
    sum += changes.get(day) ?? 0
    sums.set(day, sum)
  }
  return sums
}

/** Days after and before those of which less than half was observed of a network, or that it is not watched on. */
function networkDays({ observed, networks }: Pick<SectionContext, 'observed' | 'networks'>): Disturbance[] {
  return observed.flatMap(own => {
    const days = observedDays(own, zoneOf(networks, own.network))
    const isSeen = (at: number) => (days[at]?.hours ?? 0) * 2 >= (days[at]?.of ?? 1)
    return days
      .filter((_, at) => isSeen(at) && !(isSeen(at - 1) && isSeen(at + 1)))
      .map(({ day }): Disturbance => ({ cause: 'sensor', day, network: own.network }))
  })
}
