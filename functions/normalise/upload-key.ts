/** What the key of an upload says. A part of it that says when never says who. */

/** Who an upload is from. */
export interface UploadOrigin {
  /** The team. */
  source: string
  /** The exporter of logs that do not name one. */
  keyExporter: string
}

/**
 * Source: the first folder of the key that is no date, else `named` (on one machine, see `nameOfFolder`). Exporter:
 * `<source>/<folders of the key without dates>`, so that
 * `uni/sensor-1/2017/04/01/conn.log.gz` and `uni/sensor-1/2017/04/02/conn.log.gz` are one exporter.
 */
export function originOf(key: string, named = 'local'): UploadOrigin {
  const kept = withoutDates(key.split('/').slice(0, -1))
  const source = kept[0] ?? named
  return { source, keyExporter: kept.length === 0 ? source : kept.join('/') }
}

/** What a folder is called: the last part of its path that is no date; undefined where there is none. */
export const nameOfFolder = (path: string): string | undefined => withoutDates(path.split(/[/\\]/)).at(-1)

/** The parts that are neither empty nor dates. */
function withoutDates(parts: readonly string[]): string[] {
  return parts.filter((part, at) => part !== '' && !isDate(part) && !isShortNumberOfDate(parts, at))
}

const HIVE = /^(?:[a-z]+_)?(?:dt|ds|date|day|month|year|hour|minute|week|time|yyyy|mm|dd|hh)=\d[\dT:._-]*Z?$/i
const MONTH = '(?:0?[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*'
/** A day, or a month, with what is between its numbers, and perhaps a time. */
const WRITTEN = new RegExp(`^\\d{4}([-_.])${MONTH}(?:\\1\\d{1,2}(?:[T_. -]\\d{2}(?:[:._-]?\\d{2}){0,2}Z?)?)?$`, 'i')
const COMPACT = /^\d{8}[T_.-]\d{2,6}Z?$/i

/**
 * `2017`, `04`, `201704`, `20170401`, `2017-04-01`, `2017_04`, `2017-Apr-01`, `2017-04-01T00`, `20170401T0000Z`,
 * `dt=2017-04-01`, `year=2017`, `hour=3`, `event_date=20170401`. Not twelve digits: an account of AWS has so many.
 */
function isDate(part: string): boolean {
  return /^(?:\d{2}|\d{4}|\d{6}|\d{8})$/.test(part) || WRITTEN.test(part) || COMPACT.test(part) || HIVE.test(part)
}

/** `4` and `1` of `2017/4/1`: a digit is a month or a day only right after a part that says when, `sensor/1` is a name. */
function isShortNumberOfDate(parts: readonly string[], at: number): boolean {
  if (at === 0 || !/^\d$/.test(parts[at] ?? '')) return false
  return isDate(parts[at - 1] ?? '') || isShortNumberOfDate(parts, at - 1)
}
