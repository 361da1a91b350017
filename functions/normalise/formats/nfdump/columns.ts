/** Columns of nfdump's CSV by name, never by place, and the lines that are none of its rows. */
import { emptyAddress, parseAddressBytes } from '../../../lib/addresses.ts'
import { bytesOf, decodeText, splitFields } from '../framing/fields.ts'
import { namedTwice } from '../framing/named-twice.ts'
import { parseIsoAsMicros } from '../framing/numbers.ts'

/** 0-based places of the columns that are read; −1 where the log has no such column. */
export interface NfdumpColumns {
  names: readonly string[]
  first: number
  last: number
  duration: number
  source: number
  destination: number
  sourcePort: number
  destinationPort: number
  protocol: number
  flags: number
  forwarding: number
  packets: number
  bytes: number
  outPackets: number
  outBytes: number
  router: number
  biDirection: number
  /** Whether a tunnelled flow is printed twice, the tunnel before it with the same counters (`csv` from 1.7.5). */
  printsTunnels: boolean
}

/**
 * Header to 1.7.4 (`csv_prolog` in src/output/output_csv.c of v1.7.4, the same in 1.6). With `-q` there is none, so that
 * these names stand for it.
 */
const OLD_NAMES = (
  'ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,sas,das,smk,dmk,dtos,dir,nh,nhb,svln,dvln,' +
  'ismc,odmc,idmc,osmc,mpls1,mpls2,mpls3,mpls4,mpls5,mpls6,mpls7,mpls8,mpls9,mpls10,cl,sl,al,ra,eng,exid,tr'
).split(',')

/** Places of columns by their names to 1.7.4, and from 1.7.5 on (`formatTable` in src/output/output_csv.c). */
function columnsOf(names: readonly string[]): NfdumpColumns {
  const place = (...known: string[]) => known.map(name => names.indexOf(name)).find(at => at >= 0) ?? -1
  return {
    names,
    first: place('ts', 'firstSeen'),
    last: place('te', 'lastSeen'),
    duration: place('td', 'duration'),
    source: place('sa', 'srcAddr'),
    destination: place('da', 'dstAddr'),
    sourcePort: place('sp', 'srcPort'),
    destinationPort: place('dp', 'dstPort'),
    protocol: place('pr', 'proto'),
    flags: place('flg', 'flags'),
    forwarding: place('fwd', 'fwdStatus'),
    packets: place('ipkt', 'packets', 'inPackets'),
    bytes: place('ibyt', 'bytes', 'inBytes'),
    outPackets: place('opkt', 'outPackets'),
    outBytes: place('obyt', 'outBytes'),
    router: place('ra', 'routerIP'),
    biDirection: place('biDirection'),
    // `csv-fast`, whose first column is cnt, prints the flow alone.
    printsTunnels: names.includes('firstSeen') && !names.includes('cnt'),
  }
}

export const oldColumns: NfdumpColumns = columnsOf(OLD_NAMES)

const comma = bytesOf(',')
const isLetter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122

/** Columns of a line of names that has a start and both addresses; undefined where the line is something else. */
export function parseNfdumpHeader(buffer: Uint8Array, start: number, end: number): NfdumpColumns | undefined {
  if (!isLetter(buffer[start] ?? 0)) return undefined
  const names = decodeText(buffer, start, end)
    .split(',')
    .map(name => name.trim())
  if (!names.every(name => /^[A-Za-z][A-Za-z0-9-]*$/.test(name))) return undefined
  const columns = columnsOf(names)
  return Math.min(columns.first, columns.source, columns.destination) >= 0 ? columns : undefined
}

/** Why rows under these names, which stand in this line, cannot be read; undefined where they can. */
export function columnTwice({ names, printsTunnels, ...places }: NfdumpColumns, line: number): string | undefined {
  return namedTwice(names, Object.values(places), line, 'name each once in nfdump -o "csv:…"')
}

const starts = new Int32Array(OLD_NAMES.length)
const ends = new Int32Array(OLD_NAMES.length)
const scratch = emptyAddress()

/** Whether a line is a row of the 48 columns to 1.7.4: two times and two addresses at their places. */
export function isOldRow(buffer: Uint8Array, start: number, end: number): boolean {
  if (splitFields(buffer, start, end, comma, starts, ends) !== OLD_NAMES.length) return false
  const at = (column: number) => [starts[column] ?? 0, ends[column] ?? 0] as const
  const isTime = (column: number) => !Number.isNaN(parseIsoAsMicros(buffer, ...at(column)))
  const isAddress = (column: number) => parseAddressBytes(buffer, ...at(column), scratch)
  return isTime(0) && isTime(1) && isAddress(oldColumns.source) && isAddress(oldColumns.destination)
}
