/** Headers of AWS flow logs in plain text: names of columns, in any order, of any version. */
import { bytesEqual, bytesOf, decodeText, splitFields } from '../framing/fields.ts'
import { firstLines } from '../framing/lines.ts'
import { namedTwice } from '../framing/named-twice.ts'
import { parseWhole } from '../framing/numbers.ts'
import { TRANSIT_FIELDS, VPC_FIELDS, vpcName } from './names.ts'

/** 0-based places of the columns that are read; −1 where the log has no such column. */
export interface VpcColumns {
  names: readonly string[]
  srcaddr: number
  dstaddr: number
  pktSrcaddr: number
  pktDstaddr: number
  srcport: number
  dstport: number
  protocol: number
  packets: number
  bytes: number
  start: number
  end: number
  action: number
  logStatus: number
  tcpFlags: number
  /** `interface-id`; in transit gateway logs `tgw-attachment-id`, else `tgw-id`. */
  exporter: number
  /** `resource-id`: the exporter where the flow is of no interface but of a regional NAT gateway. */
  resource: number
}

const space = bytesOf(' ')

/** Places of columns that have the names that AWS documents. */
export function columnsOf(names: readonly string[]): VpcColumns {
  const place = (name: string) => names.indexOf(name)
  const exporters = ['interface-id', 'tgw-attachment-id', 'tgw-id'].map(place)
  return {
    names,
    srcaddr: place('srcaddr'),
    dstaddr: place('dstaddr'),
    pktSrcaddr: place('pkt-srcaddr'),
    pktDstaddr: place('pkt-dstaddr'),
    srcport: place('srcport'),
    dstport: place('dstport'),
    protocol: place('protocol'),
    packets: place('packets'),
    bytes: place('bytes'),
    start: place('start'),
    end: place('end'),
    action: place('action'),
    logStatus: place('log-status'),
    tcpFlags: place('tcp-flags'),
    exporter: exporters.find(at => at >= 0) ?? -1,
    resource: place('resource-id'),
  }
}

/** The 14 columns of version 2: what lines without a header have (CloudWatch Logs, Firehose). */
export const defaultColumns: VpcColumns = columnsOf((VPC_FIELDS[2] ?? '').split(' '))
/** The 36 columns of version 6 of a transit gateway, which has a default format of its own. */
const transitColumns: VpcColumns = columnsOf(TRANSIT_FIELDS.split(' '))

const DOLLAR = 36
const isLetter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122

/** Names in a header line as AWS documents them; undefined where the line is none. */
function namesOf(buffer: Uint8Array, start: number, end: number): string[] | undefined {
  const first = buffer[start] ?? 0
  if (!isLetter(first) && first !== DOLLAR) return undefined
  const names = decodeText(buffer, start, end).split(' ').map(vpcName)
  const has = (name: string) => names.includes(name) || names.includes(`pkt-${name}`)
  return has('srcaddr') && has('dstaddr') && names.every(name => /^[a-z0-9-]*$/.test(name)) ? names : undefined
}

/** Why rows of these columns, whose names stand in this line, cannot be read; undefined where they can. */
export const columnTwice = (
  { names, ...places }: VpcColumns,
  line: number,
  todo = "name each of the log's columns once",
): string | undefined => namedTwice(names, Object.values(places), line, todo)

/**
 * Columns of a header line: names separated by single spaces, a source and a destination address among them. Names that
 * are not known (newer versions) are columns that nobody reads. undefined where the line is no header.
 */
export function parseVpcHeader(buffer: Uint8Array, start: number, end: number): VpcColumns | undefined {
  const names = namesOf(buffer, start, end)
  return names === undefined ? undefined : columnsOf(names)
}

const actions = ['ACCEPT', 'REJECT', '-'].map(bytesOf)
const statuses = ['OK', 'NODATA', 'SKIPDATA'].map(bytesOf)
const resources = ['TransitGateway'].map(bytesOf)
const directions = ['ingress', 'egress', '-'].map(bytesOf)

/** Whether a line that is no header names columns all the same: what follows it is in an order that nobody knows. */
export function looksLikeHeader(buffer: Uint8Array, start: number, end: number): boolean {
  const first = buffer[start] ?? 0
  // A record begins with a number or an address; a line of words is looked at only where it is no record.
  if (first >= 48 && first <= 57) return false
  return /src.?addr/i.test(decodeText(buffer, start, end)) && /dst.?addr/i.test(decodeText(buffer, start, end))
}

/**
 * Columns of a line that is a record of a default format; undefined for any other. VPC: 14 fields, version 2, and an action
 * and a status that exist. Transit gateway: 36 fields, version 6, its resource type, and a status and a direction that exist.
 */
export function defaultColumnsOf(buffer: Uint8Array, start: number, end: number): VpcColumns | undefined {
  const starts = new Int32Array(transitColumns.names.length)
  const ends = new Int32Array(transitColumns.names.length)
  const count = splitFields(buffer, start, end, space, starts, ends)
  const columns = [defaultColumns, transitColumns].find(({ names }) => names.length === count)
  if (columns === undefined) return undefined
  const is = (place: number, values: readonly Uint8Array[]) =>
    values.some(value => bytesEqual(buffer, starts[place] ?? 0, ends[place] ?? 0, value))
  const version = parseWhole(buffer, starts[0] ?? 0, ends[0] ?? 0)
  const fits =
    columns === defaultColumns
      ? version === 2 && is(columns.action, actions)
      : version === 6 && is(1, resources) && is(columns.names.indexOf('flow-direction'), directions)
  return fits && is(columns.logStatus, statuses) ? columns : undefined
}

/** Recognises by the first lines: one of eight is a header, or a record of a default format. */
export function recogniseVpc(head: Uint8Array, complete: boolean): boolean {
  for (const { start, end } of firstLines(head, complete, 8)) {
    if ((defaultColumnsOf(head, start, end) ?? parseVpcHeader(head, start, end)) !== undefined) return true
  }
  return false
}
