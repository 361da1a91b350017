/** Days that stand out: each against the median of the same weekday of the six weeks before it, of which one holiday moves nothing. */
import { median, medianAbsoluteDeviation } from 'simple-statistics'
import { dataChanges } from '../../data-days.ts'
import { MIN_DENOMINATOR } from '../../figures/figure.ts'
import type { EarlierDays, SectionContext } from '../../section.ts'
import { addDays } from '../../window/calendar.ts'
import { CELLS, type NetworkSlots, networkSlots, seenAt } from './counts.ts'

export const WEEKS_BACK = 6
const FEWEST_WEEKS = 4
/** An earlier day is compared where it holds at least so much of what was observed of the day. */
const SHARED = 0.75
/** At least so many times as much, or as little. */
export const LEAST_CHANGE = 1.25
/** And so many spreads of the days compared with, which are never less than what chance alone makes of such counts. */
export const LEAST_SPREADS = 4
/** Of a normal distribution: its standard deviation, by the median of absolute deviations. */
const MAD_TO_DEVIATION = 1.4826

export interface StandingDay {
  day: string
  /** Contacts on the networks and quarter-hours that were observed on all of the days compared. */
  contacts: number
  /** Median of the same on the days that it is compared with, and how many these are. */
  usual: number
  weeks: number
  standsOut: boolean
}

/** Quarter-hours of a network by the days of both spans; undefined for a day of neither. */
export type SlotsOf = (network: string, day: string) => NetworkSlots | undefined

/** Each day of the window that can be compared with earlier ones, of it or of the six weeks before it. */
export async function standingDays(
  context: SectionContext,
  days: readonly string[],
  slots: readonly NetworkSlots[],
  earlier: EarlierDays | null,
): Promise<StandingDay[]> {
  const back = 7 * WEEKS_BACK
  const isBefore = earlier?.toDay === addDays(context.window.fromDay, -1)
  const before = earlier !== null && isBefore && earlier.days >= back ? earlier : await context.before(back)
  const slotsBefore =
    before === null
      ? []
      : networkSlots({ ...before, networks: context.networks }, (await before.byDay('sections/activity/slots')).rows)
  const begins = dataChanges([...(before?.dataDays ?? []), ...context.dataDays])
  const slotsOf = (network: string, day: string) =>
    (day < context.window.fromDay ? slotsBefore : slots).find(own => own.network === network)
  const names = slots.map(({ network }) => network)
  return days.flatMap(day => {
    // A local day lies within the UTC days around it: one that may hold rows of both is like none.
    if (begins.some(first => day >= addDays(first, -1) && day <= first)) return []
    const last = begins.findLast(first => first < day)
    return standingDay(day, names, slotsOf, last === undefined ? '' : addDays(last, 1)) ?? []
  })
}

/**
 * Undefined where the day cannot be compared: fewer than four earlier days of its weekday, from `firstDay` on (the day on
 * which the present data on services begin), or next to nothing on them.
 */
export function standingDay(
  day: string,
  networks: readonly string[],
  slotsOf: SlotsOf,
  firstDay: string,
): StandingDay | undefined {
  const earlier: string[] = []
  for (let week = 1; week <= WEEKS_BACK; week++) {
    const other = addDays(day, -7 * week)
    if (other >= firstDay) earlier.push(other)
  }
  const taking = networks
    .map(network => ({ network, with: earlier.filter(other => isLike(network, day, other, slotsOf)) }))
    .filter(own => own.with.length >= FEWEST_WEEKS)
  if (taking.length === 0) return undefined
  const others = earlier.filter(other => taking.every(own => own.with.includes(other)))
  if (others.length < FEWEST_WEEKS) return undefined
  const [contacts = 0, ...before] = sharedContacts(
    taking.map(({ network }) => network),
    [day, ...others],
    slotsOf,
  )
  const usual = median(before)
  if (usual < MIN_DENOMINATOR) return undefined
  const spread = Math.max(MAD_TO_DEVIATION * medianAbsoluteDeviation(before), Math.sqrt(usual))
  const isLarge = contacts >= usual * LEAST_CHANGE || contacts * LEAST_CHANGE <= usual
  const standsOut = isLarge && Math.abs(contacts - usual) >= LEAST_SPREADS * spread
  return { day, contacts, usual, weeks: others.length, standsOut }
}

function isLike(network: string, day: string, other: string, slotsOf: SlotsOf): boolean {
  const [own, then] = [slotsOf(network, day), slotsOf(network, other)]
  if (own === undefined || then === undefined) return false
  let [seen, both] = [0, 0]
  for (let cell = 0; cell < CELLS; cell++) {
    if (seenAt(own, day, cell) < 0) continue
    seen++
    if (seenAt(then, other, cell) >= 0) both++
  }
  return seen > 0 && both >= SHARED * seen
}

/** Contacts of each day on what was observed on all of them. */
function sharedContacts(networks: readonly string[], days: readonly string[], slotsOf: SlotsOf): number[] {
  const sums = days.map(() => 0)
  for (const network of networks) {
    const slots = days.map(day => slotsOf(network, day))
    for (let cell = 0; cell < CELLS; cell++) {
      const places = slots.map((own, at) => (own === undefined ? -1 : seenAt(own, days[at] ?? '', cell)))
      if (places.some(place => place < 0)) continue
      for (const [at, place] of places.entries()) sums[at] = (sums[at] ?? 0) + (slots[at]?.contacts[place] ?? 0)
    }
  }
  return sums
}
