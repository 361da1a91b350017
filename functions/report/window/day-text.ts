/** Days and zones as people say them. */
import { calendarOf, daysBetween } from './calendar.ts'

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

const partsOf = (day: string) => {
  const [year = '', month = '', date = ''] = day.split('-')
  return { year, month: MONTHS[Number(month) - 1] ?? month, date: String(Number(date)) }
}

/** `17 May` of `2017-05-17`. */
export function shortDayText(day: string): string {
  const { date, month } = partsOf(day)
  return `${date} ${month}`
}

/** `17 May 2017`. */
export const dayText = (day: string): string => `${shortDayText(day)} ${partsOf(day).year}`

/** `May 2017`. */
export function monthText(day: string): string {
  const { month, year } = partsOf(day)
  return `${month} ${year}`
}

/** `1 April to 6 July 2017`; `30 December 2016 to 6 January 2017`; one day as such. */
export function daysText(fromDay: string, toDay: string): string {
  if (fromDay === toDay) return dayText(fromDay)
  return `${partsOf(fromDay).year === partsOf(toDay).year ? shortDayText(fromDay) : dayText(fromDay)} to ${dayText(toDay)}`
}

/** What local time is at a moment: `UTC+08:30`. An empty zone is UTC. */
export function offsetText(zone: string, ms: number): string {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone === '' ? 'UTC' : zone, timeZoneName: 'longOffset' })
  const said = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return said.replace(/^GMT/, 'UTC').replace(/[+-]00:00$/, '')
}

/** The offset of a zone over local days: `UTC+08:30`; where it changes `UTC+01:00, from 26 March 2017 UTC+02:00`. */
export function offsetsText(zone: string, fromDay: string, toDay: string): string {
  const { startOf } = calendarOf(zone)
  const said: string[] = []
  let known = ''
  for (const day of daysBetween(fromDay, toDay)) {
    // Clocks change after midnight: the day is told by its noon.
    const offset = offsetText(zone, startOf(day) + 12 * 3_600_000)
    if (offset !== known) said.push(known === '' ? offset : `from ${dayText(day)} ${offset}`)
    known = offset
  }
  return said.join(', ')
}
