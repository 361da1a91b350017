/** When a folder's files are from, as far as its name says: uploads of years ago need no look each time. */
import { daysInKey } from '../lib/key-days.ts'

export interface FolderPeriod {
  /** Of its last day, month or year, epoch ms, UTC. */
  endMs: number
  /** Whether it names whole days: nothing below it can be stepped over. */
  whole: boolean
}

const DAY_MS = 86_400_000
const EARLIEST_YEAR = 1990
const LATEST_YEAR = 2100
/** `2026/` or `year=2026/` at the end, with `11/` or `month=11/` behind it; or `2026-11/`. */
const YEAR_AND_MONTH = /(?:^|\/)(?:year=)?(\d{4})(?:\/(?:month=)?(\d{2})|-(\d{2}))?\/$/

/** The period of a prefix that ends with a slash; undefined where it names none. */
export function periodOf(prefix: string): FolderPeriod | undefined {
  const day = daysInKey(prefix).at(-1)
  if (day !== undefined) return { endMs: Date.parse(day) + DAY_MS, whole: true }
  const [, yearText, part, joined] = YEAR_AND_MONTH.exec(prefix) ?? []
  const year = Number(yearText)
  if (yearText === undefined || year < EARLIEST_YEAR || year > LATEST_YEAR) return undefined
  const month = Number(part ?? joined ?? 12)
  if (month < 1 || month > 12) return undefined
  return { endMs: Date.UTC(year, month, 1), whole: false }
}
