/** Columns of ra's delimited output by name, never by place. */
import { decodeText } from '../framing/fields.ts'
import { firstLines } from '../framing/lines.ts'
import { namedTwice } from '../framing/named-twice.ts'
import { PRINT_ONCE } from './unreadable.ts'

/** 0-based places of the columns that are read; −1 where the log has no such column. */
export interface ArgusColumns {
  names: readonly string[]
  /** The byte between fields. */
  delimiter: number
  start: number
  last: number
  duration: number
  protocol: number
  source: number
  sourcePort: number
  direction: number
  destination: number
  destinationPort: number
  state: number
  packets: number
  sourcePackets: number
  destinationPackets: number
  bytes: number
  sourceBytes: number
  destinationBytes: number
  sensor: number
}

/**
 * Names by which each column is known, in lower case: ra's titles (`ArgusPrint…Label` in common/argus_util.c of its clients),
 * then the names of its fields (`-s`, ra(1)), which data sets made of them use as titles.
 */
const aliases: Record<Exclude<keyof ArgusColumns, 'names' | 'delimiter'>, readonly string[]> = {
  start: ['starttime', 'stime'],
  last: ['lasttime', 'ltime'],
  duration: ['dur'],
  protocol: ['proto'],
  source: ['srcaddr', 'saddr'],
  sourcePort: ['sport'],
  direction: ['dir'],
  destination: ['dstaddr', 'daddr'],
  destinationPort: ['dport'],
  state: ['state'],
  packets: ['totpkts', 'pkts'],
  sourcePackets: ['srcpkts', 'spkts'],
  destinationPackets: ['dstpkts', 'dpkts'],
  bytes: ['totbytes', 'bytes'],
  sourceBytes: ['srcbytes', 'sbytes'],
  destinationBytes: ['dstbytes', 'dbytes'],
  sensor: ['srcid', 'sid'],
}

const DELIMITERS = [',', '\t', '|', ';']

function columnsOf(names: readonly string[], delimiter: string): ArgusColumns {
  const lower = names.map(name => name.toLowerCase())
  const place = (column: keyof typeof aliases) =>
    aliases[column].map(name => lower.indexOf(name)).find(at => at >= 0) ?? -1
  return {
    names,
    delimiter: delimiter.charCodeAt(0),
    start: place('start'),
    last: place('last'),
    duration: place('duration'),
    protocol: place('protocol'),
    source: place('source'),
    sourcePort: place('sourcePort'),
    direction: place('direction'),
    destination: place('destination'),
    destinationPort: place('destinationPort'),
    state: place('state'),
    packets: place('packets'),
    sourcePackets: place('sourcePackets'),
    destinationPackets: place('destinationPackets'),
    bytes: place('bytes'),
    sourceBytes: place('sourceBytes'),
    destinationBytes: place('destinationBytes'),
    sensor: place('sensor'),
  }
}

/** Columns of a line of titles that has a start, a protocol and both addresses; undefined where it is something else. */
export function parseArgusTitles(buffer: Uint8Array, start: number, end: number): ArgusColumns | undefined {
  const line = decodeText(buffer, start, end)
  if (!/proto/i.test(line)) return undefined
  for (const delimiter of DELIMITERS) {
    const names = line.split(delimiter).map(name => name.trim())
    const columns = columnsOf(names, delimiter)
    const { start, protocol, source, destination } = columns
    if (Math.min(start, protocol, source, destination) >= 0) return columns
  }
  return undefined
}

/** Why rows under these titles, which stand in this line, cannot be read; undefined where they can. */
export function titledTwice({ names, delimiter, ...places }: ArgusColumns, line: number): string | undefined {
  const lower = names.map(name => name.toLowerCase())
  return namedTwice(lower, Object.values(places), line, PRINT_ONCE)
}

/** Whether one of the first lines has such titles. */
export function hasArgusTitles(head: Uint8Array, complete: boolean): boolean {
  for (const { start, end } of firstLines(head, complete, 8)) {
    if (parseArgusTitles(head, start, end) !== undefined) return true
  }
  return false
}
