/** Titles of rwcut's columns (`rwascii.c`), which are cut to the width of their columns unless `--no-columns` is given. */
import { decodeText } from '../framing/fields.ts'
import { namedTwice } from '../framing/named-twice.ts'

/** 0-based places of the columns that are read; −1 where the file has no such column. */
export interface SilkColumns {
  /** Byte between two fields. */
  delimiter: number
  /** Titles as rwcut knows them whole, or as they stand; an empty last one where lines end with the delimiter. */
  names: readonly string[]
  sIP: number
  dIP: number
  sPort: number
  dPort: number
  protocol: number
  packets: number
  bytes: number
  flags: number
  start: number
  end: number
  duration: number
  sensor: number
  initialFlags: number
  sessionFlags: number
  application: number
  iType: number
  iCode: number
}

/** In the order in which rwcut numbers them, so that the first is meant where a cut title fits several. */
const DEFAULT_TITLES = 'sIP dIP sPort dPort protocol packets bytes flags sTime duration eTime sensor'.split(' ')
const titles = [
  ...DEFAULT_TITLES,
  ...'in out nhIP initialFlags sessionFlags attributes application class type sTime+msec eTime+msec dur+msec iType iCode'.split(
    ' ',
  ),
]
/** Widest title line that is looked at, in bytes: all built-in fields in columns take 400. */
const LONGEST_TITLES = 8192

/** A title as rwcut knows it whole; itself where it is another's. */
function wholeTitle(written: string): string {
  const lower = written.toLowerCase()
  const exact = titles.find(title => title.toLowerCase() === lower)
  if (exact !== undefined || lower.length < 2) return exact ?? written
  return titles.find(title => title.toLowerCase().startsWith(lower)) ?? written
}

/**
 * Columns of a file with these titles. Of times with and without `+msec` those with are read, as the others may be cut to
 * seconds; but not a start of one kind beside an end of the other.
 */
export function columnsOf(names: readonly string[], delimiter: number): SilkColumns {
  const place = (title: string) => names.indexOf(title)
  const either = (title: string, other: string) => (place(title) >= 0 ? place(title) : place(other))
  const whole = place('sTime+msec') >= 0 && (place('eTime+msec') >= 0 || place('eTime') < 0)
  return {
    delimiter,
    names,
    sIP: place('sIP'),
    dIP: place('dIP'),
    sPort: place('sPort'),
    dPort: place('dPort'),
    protocol: place('protocol'),
    packets: place('packets'),
    bytes: place('bytes'),
    flags: place('flags'),
    start: whole ? place('sTime+msec') : either('sTime', 'sTime+msec'),
    end: whole ? place('eTime+msec') : either('eTime', 'eTime+msec'),
    duration: either('dur+msec', 'duration'),
    sensor: place('sensor'),
    initialFlags: place('initialFlags'),
    sessionFlags: place('sessionFlags'),
    application: place('application'),
    iType: place('iType'),
    iCode: place('iCode'),
  }
}

/** Columns of lines without titles, in rwcut's default order. `finalDelimiter`: lines end with the delimiter. */
export const defaultColumns = (delimiter: number, finalDelimiter: boolean): SilkColumns =>
  columnsOf(finalDelimiter ? [...DEFAULT_TITLES, ''] : DEFAULT_TITLES, delimiter)

/**
 * Bytes of a line that may part its fields, the likeliest first: what no value of rwcut consists of, then the space, which
 * stands in ISO times and pads columns.
 */
export function delimitersOf(text: string): string[] {
  const found = new Set(text.replace(/[A-Za-z0-9+%_. ?-]/g, ''))
  return [...['|', ',', '\t', ';'].filter(usual => found.delete(usual)), ...found, ...(text.includes(' ') ? [' '] : [])]
}

/** The fields of a line of text, without their padding. */
export const fieldsOf = (text: string, delimiter: string): string[] =>
  text.split(delimiter).map(field => field.replace(/^ +| +$/g, ''))

/** Columns of a line of titles, both addresses and another field of rwcut among them; undefined where it is none. */
export function parseTitles(buffer: Uint8Array, start: number, end: number): SilkColumns | undefined {
  if (end - start > LONGEST_TITLES) return undefined
  const text = decodeText(buffer, start, end)
  if (!/sip/i.test(text) || !/dip/i.test(text)) return undefined
  for (const delimiter of delimitersOf(text)) {
    const names = fieldsOf(text, delimiter).map(wholeTitle)
    // Text around an example of titles is none.
    if (!names.every(name => /^[\w.+%-]*$/.test(name))) continue
    const known = names.filter(name => titles.includes(name)).length
    if (known >= 3 && names.includes('sIP') && names.includes('dIP')) return columnsOf(names, delimiter.charCodeAt(0))
  }
  return undefined
}

/** Why lines of these columns, whose titles stand in `line`, cannot be read as flows; undefined where they can. */
export function unreadable(columns: SilkColumns, line: number): string | undefined {
  const { names, delimiter, ...places } = columns
  const { protocol, start, end } = places
  const found = `found ${names.filter(name => name !== '').join(', ')}`.slice(0, 300)
  if (names.some(name => /^%?records$/i.test(name)))
    return `expected flow records, ${found}: counts of rwuniq or rwstats; print the records themselves with rwcut`
  if (names.slice(0, -1).includes(''))
    return `expected a delimiter between the columns of rwcut, ${found}, parted by spaces; print with rwcut --delimited`
  if (protocol < 0 || (start < 0 && end < 0))
    return `expected the fields protocol and sTime or eTime, ${found}; print with rwcut --fields=1-12`
  return namedTwice(names, Object.values(places), line, 'name each field once: rwcut --delimited --fields=1-12')
}
