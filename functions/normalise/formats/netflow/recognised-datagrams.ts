/** Which datagrams of a capture are exports, whatever their ports: by what stands in them. */
import { IPFIX_HEADER_BYTES, isHeader, isSet, KNOWN_BY, V9_HEADER_BYTES } from './message-framer.ts'
import { isSflow, SFLOW_REFUSED } from './sflow.ts'
import { HEADER_BYTES, RECORD_BYTES } from './v5.ts'

/** Header and record of the versions that are not read (Cisco, "NetFlow Export Datagram Formats"). */
const OTHER_VERSIONS: Record<number, readonly [header: number, record: number]> = { 1: [16, 52], 7: [24, 52] }

/** Version 8 tells of aggregates, which have no two ends: bytes of a record by its scheme, the byte after the engine's. */
const V8_HEADER_BYTES = 28
const V8_SCHEME = 22
const V8_RECORD_BYTES = [0, 28, 28, 32, 32, 40, 32, 40, 44, 32, 32, 32, 32, 40, 40]

/** Bytes of the header and of a record of a version that is not read; undefined where it is none. */
function layoutOf(bytes: Buffer, start: number, version: number): readonly [number, number] | undefined {
  if (version !== 8) return OTHER_VERSIONS[version]
  const record = V8_RECORD_BYTES[bytes[start + V8_SCHEME] ?? 0] ?? 0
  return record > 0 ? [V8_HEADER_BYTES, record] : undefined
}

/** Whether [start, end) is one message, from its header to its last set. */
export function isExport(bytes: Buffer, start: number, end: number): boolean {
  const length = end - start
  if (length < IPFIX_HEADER_BYTES) return false
  const second = bytes.readUInt16BE(start + 2)
  switch (bytes.readUInt16BE(start)) {
    case 5:
      return second > 0 && length === HEADER_BYTES + second * RECORD_BYTES
    case 9:
      return length > V9_HEADER_BYTES && areSets(bytes, start + V9_HEADER_BYTES, end, 0)
    case 10:
      return second === length && areSets(bytes, start + IPFIX_HEADER_BYTES, end, 2)
    default:
      return false
  }
}

/** Whether a message that is not whole begins at `start`. */
export const mayBeExport = (bytes: Buffer, start: number, end: number): boolean =>
  end - start >= KNOWN_BY && isHeader(bytes, start)

/** What else a datagram exports: the kind of unit that it is. */
export function otherExport(bytes: Buffer, start: number, end: number): string | undefined {
  if (end - start < 16) return undefined
  if (isSflow(bytes, start)) return 'sflow'
  const version = bytes.readUInt16BE(start)
  const layout = layoutOf(bytes, start, version)
  if (layout === undefined) return undefined
  const count = bytes.readUInt16BE(start + 2)
  return count > 0 && end - start === layout[0] + count * layout[1] ? `netflow v${version}` : undefined
}

/** Why a capture without exports is refused; `others`: what `otherExport` found in it. */
export function refusalOf(packets: number, others: ReadonlySet<string>, links: ReadonlySet<number>): string {
  if (others.has('sflow')) return SFLOW_REFUSED
  const [version] = others
  if (version !== undefined)
    return `expected NetFlow v5, v9 or IPFIX, found ${version.replace('netflow', 'NetFlow')}: set the exporter to version 9`
  const unread =
    links.size === 0 ? '' : ` (packets of link type ${[...links].sort((a, b) => a - b).join(', ')} are not read)`
  return (
    `expected NetFlow or IPFIX on its way to a collector, found a capture of ${packets} packets without any${unread}; make ` +
    'flows of the packets and put those here: `zeek -r FILE` and its conn.log, or `nfpcapd -r FILE -w FOLDER` and ' +
    '`nfdump -R FOLDER -o csv`'
  )
}

/** Whether sets follow one another up to the end, but for padding. */
function areSets(bytes: Buffer, start: number, end: number, templates: 0 | 2): boolean {
  let at = start
  while (end - at >= 4) {
    if (at > start && bytes.readUInt32BE(at) === 0) return true
    if (!isSet(bytes, at, templates)) return false
    at += bytes.readUInt16BE(at + 2)
  }
  return at <= end
}
