/** The days that the key of an upload names: all that is known of when a file is about that nobody can read. */
import { isDay } from './iso-day.ts'

const EARLIEST_YEAR = 1990
const LATEST_YEAR = 2100

/** Year and month, and day where there is one, of folders and names: `2017/05/01`, `year=2017/month=05/day=01`. */
const FOLDERS = /(?:^|\/)(?:year=)?(\d{4})\/(?:month=)?(\d{2})\/(?:day=)?(\d{2})(?=\/|$)/g
/** `2017-05-01` and `20170501`, wherever they stand as a number of their own. */
const DATES = /(?<!\d)(\d{4})(-?)(\d{2})\2(\d{2})(?!\d)/g

/** UTC days YYYY-MM-DD that a key names, each once, in order; none where it says no whole date. */
export function daysInKey(key: string): string[] {
  const days = new Set<string>()
  for (const [, year, month, day] of key.matchAll(FOLDERS)) add(days, `${year}-${month}-${day}`)
  for (const [, year, , month, day] of key.matchAll(DATES)) add(days, `${year}-${month}-${day}`)
  return [...days].sort()
}

function add(days: Set<string>, day: string): void {
  const year = Number(day.slice(0, 4))
  if (isDay(day) && year >= EARLIEST_YEAR && year <= LATEST_YEAR) days.add(day)
}
