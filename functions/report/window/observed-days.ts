/** Observed time by local day. */
import { calendarOf, SLOT_MS, zoneOf } from './calendar.ts'
import type { Observed } from './observed.ts'

export interface ObservedDay {
  /** Local day. */
  day: string
  /** Observed hours, of so many that the day has (23 or 25 where clocks change). */
  hours: number
  of: number
}

/** Days of a network's window in order. */
export function observedDays({ slots, fromMs }: Pick<Observed, 'slots' | 'fromMs'>, zone: string): ObservedDay[] {
  const calendar = calendarOf(zone)
  const days: ObservedDay[] = []
  for (let i = 0; i < slots.length; i++) {
    const { day } = calendar.at(fromMs + i * SLOT_MS)
    const last = days.at(-1)
    const own = last?.day === day ? last : { day, hours: 0, of: 0 }
    if (own !== last) days.push(own)
    own.of += 0.25
    if (slots[i] === 1) own.hours += 0.25
  }
  return days
}

/** Days on which at least one network was observed for half of the day. */
export function daysSeen(
  observed: readonly Observed[],
  networks: readonly { name: string; timeZone: string }[],
): ReadonlySet<string> {
  const seen = new Set<string>()
  for (const network of observed) {
    const zone = zoneOf(networks, network.network)
    for (const { day, hours, of } of observedDays(network, zone)) if (hours * 2 >= of) seen.add(day)
  }
  return seen
}
