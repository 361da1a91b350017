/** Worlds for the section on hours: so many contacts in every local hour. */
import { daysFrom, localTime, type World, type WorldContact, type WorldReport } from './report-world.ts'

export const NETWORKS = 'cidr,name,time_zone,weekend\n'
export const at = (ms: number): string => new Date(ms).toISOString()

/** `perHour` contacts in every local hour of the days, by weekday and hour; half-hours and changes of clocks included. */
export function everyHour(
  zone: string,
  days: readonly string[],
  perHour: (weekday: number, hour: number) => number,
  own: Partial<WorldContact> = {},
): WorldContact[] {
  const contacts: WorldContact[] = []
  const [first, last] = [Date.parse(days[0]!) - 86_400_000, Date.parse(days.at(-1)!) + 2 * 86_400_000]
  for (let ms = first; ms < last; ms += 900_000) {
    const { local_day, weekday, hour } = localTime(ms, zone)
    // One quarter-hour in four, so that an hour has its number once, and an hour that comes twice has it twice.
    if (!days.includes(local_day) || new Date(ms).getUTCMinutes() % 60 >= 15) continue
    const times = perHour(weekday, hour)
    if (times > 0) contacts.push({ slot: at(ms), times, ...own })
  }
  return contacts
}

export const world = (
  zone: string,
  days: readonly string[],
  contacts: readonly WorldContact[],
  weekend = '',
): World => ({
  networks: `${NETWORKS}10.1.0.0/16,harbour,${zone},${weekend}\n`,
  contacts,
  logged: { from: daysFrom(days[0]!, 1)[0]!, to: days.at(-1)! },
})

/** Mean of a cell of the table, weekday 1 is Monday. */
export const cell = (report: WorldReport, weekday: number, hour: number) =>
  report.section('hours').tables.find(({ name }) => name === 'hours')!.rows[hour]![weekday]

export const OFFICE = (weekday: number, hour: number) => (weekday <= 5 && hour >= 9 && hour < 17 ? 10 : 0)
