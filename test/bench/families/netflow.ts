/** Flow exports for the benchmark: as many messages as an exporter would send of the rows. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { type InputOptions, type Row, rowsOf } from '../inputs.ts'

/** The exporter's clock begins here; a message is sent a minute after its last record. */
const BOOT_MS = Date.UTC(2017, 2, 31, 23)
const WAIT_MS = 60_000
const VERSION5_RECORDS = 30
const RECORDS = 24
/** An exporter sends its template again after so many messages. */
const AGAIN = 500
const TEMPLATE = 256

/** Element and length of each field, and what it says of a row's half. */
type FieldOf = readonly [id: number, length: number, value: (half: Half) => number]

interface Half {
  row: Row
  isOut: boolean
}

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
const source = ({ row, isOut }: Half) => numberOf(isOut ? row.local : row.remote)
const destination = ({ row, isOut }: Half) => numberOf(isOut ? row.remote : row.local)
const sourcePort = ({ row, isOut }: Half) => (isOut ? row.localPort : row.remotePort)
const destinationPort = ({ row, isOut }: Half) => (isOut ? row.remotePort : row.localPort)
const octets = ({ row, isOut }: Half) => (isOut ? row.bytesOut : row.bytesIn + 40)
const packets = ({ row, isOut }: Half) => (isOut ? row.packetsOut : row.packetsIn + 1)
const flags = ({ row }: Half) => (row.protocol === 6 ? 0x1b : 0)
const protocol = ({ row }: Half) => row.protocol
const first = ({ row }: Half) => row.startMs - BOOT_MS
const last = ({ row }: Half) => row.endMs - BOOT_MS
const none = () => 0

const version5Fields: readonly FieldOf[] = [
  [8, 4, source],
  [12, 4, destination],
  [15, 4, none],
  [10, 2, () => 1],
  [14, 2, () => 2],
  [2, 4, packets],
  [1, 4, octets],
  [22, 4, first],
  [21, 4, last],
  [7, 2, sourcePort],
  [11, 2, destinationPort],
  [210, 1, none],
  [6, 1, flags],
  [4, 1, protocol],
  [5, 1, none],
  [16, 2, none],
  [17, 2, none],
  [9, 1, none],
  [13, 1, none],
  [210, 2, none],
]

const version9Fields: readonly FieldOf[] = [
  [22, 4, first],
  [21, 4, last],
  [1, 4, octets],
  [2, 4, packets],
  [10, 4, () => 1],
  [14, 4, () => 2],
  [8, 4, source],
  [12, 4, destination],
  [7, 2, sourcePort],
  [11, 2, destinationPort],
  [4, 1, protocol],
  [6, 1, flags],
  [60, 1, () => 4],
  [5, 1, none],
  [61, 1, none],
]

const ipfixFields: readonly FieldOf[] = [
  [152, 8, ({ row }) => row.startMs],
  [153, 8, ({ row }) => row.endMs],
  [1, 8, octets],
  [2, 8, packets],
  [10, 4, () => 1],
  [14, 4, () => 2],
  [8, 4, source],
  [12, 4, destination],
  [7, 2, sourcePort],
  [11, 2, destinationPort],
  [4, 1, protocol],
  [6, 2, flags],
  [136, 1, () => 3],
]

/** Writes messages of `perMessage` records; `put` writes one into the buffer and returns its length. */
function writeMessages(
  options: InputOptions,
  perMessage: number,
  put: (buffer: Buffer, records: readonly Half[], number: number) => number,
): void {
  const file = openSync(options.path, 'w')
  const buffer = Buffer.alloc(65_536)
  let halves: Half[] = []
  let messages = 0
  const flush = () => {
    if (halves.length > 0) writeSync(file, buffer, 0, put(buffer, halves, messages++))
    halves = []
  }
  let place = 0
  for (const row of rowsOf(options)) {
    halves.push({ row, isOut: place++ % 2 === 0 })
    if (halves.length === perMessage) flush()
  }
  flush()
  closeSync(file)
}

/** Returns the place after the records. */
function writeRecords(buffer: Buffer, from: number, fields: readonly FieldOf[], halves: readonly Half[]): number {
  let at = from
  for (const half of halves)
    for (const [, length, value] of fields) {
      const found = value(half)
      if (length === 8) buffer.writeBigUInt64BE(BigInt(found), at)
      else buffer.writeUIntBE(found, at, length)
      at += length
    }
  return at
}

/** In every AGAIN-th message a template, then a set of the records. Returns the place after it. */
function writeSets(
  buffer: Buffer,
  from: number,
  templates: number,
  fields: readonly FieldOf[],
  halves: readonly Half[],
  number: number,
): number {
  let at = from
  if (number % AGAIN === 0) {
    for (const word of [templates, 8 + fields.length * 4, TEMPLATE, fields.length]) at = buffer.writeUInt16BE(word, at)
    for (const [id, length] of fields) {
      at = buffer.writeUInt16BE(id, at)
      at = buffer.writeUInt16BE(length, at)
    }
  }
  const end = writeRecords(buffer, at + 4, fields, halves)
  buffer.writeUInt16BE(TEMPLATE, at)
  buffer.writeUInt16BE(end - at, at + 2)
  return end
}

const sentMs = (halves: readonly Half[]): number => Math.max(...halves.map(({ row }) => row.endMs)) + WAIT_MS

/** Version and count, then uptime and seconds of the two older versions. */
function writeHeader(buffer: Buffer, version: 5 | 9, halves: readonly Half[]): void {
  const sent = sentMs(halves)
  buffer.writeUInt16BE(version, 0)
  buffer.writeUInt16BE(halves.length, 2)
  buffer.writeUInt32BE(sent - BOOT_MS - (sent % 1000), 4)
  buffer.writeUInt32BE(Math.floor(sent / 1000), 8)
}

/** Messages of version 5 one after another. */
export function writeVersion5(options: InputOptions): void {
  writeMessages(options, VERSION5_RECORDS, (buffer, halves, number) => {
    buffer.fill(0, 0, 24)
    writeHeader(buffer, 5, halves)
    buffer.writeUInt32BE(number * VERSION5_RECORDS, 16)
    return writeRecords(buffer, 24, version5Fields, halves)
  })
}

/** Messages of version 9, and what makes each. */
function putVersion9(buffer: Buffer, halves: readonly Half[], number: number): number {
  writeHeader(buffer, 9, halves)
  buffer.writeUInt32BE(number, 12)
  buffer.writeUInt32BE(1, 16)
  return writeSets(buffer, 20, 0, version9Fields, halves, number)
}

export const writeVersion9 = (options: InputOptions): void => writeMessages(options, RECORDS, putVersion9)

export function writeIpfix(options: InputOptions): void {
  writeMessages(options, RECORDS, (buffer, halves, number) => {
    const end = writeSets(buffer, 16, 2, ipfixFields, halves, number)
    buffer.writeUInt16BE(10, 0)
    buffer.writeUInt16BE(end, 2)
    buffer.writeUInt32BE(Math.floor(sentMs(halves) / 1000), 4)
    buffer.writeUInt32BE(number * RECORDS, 8)
    buffer.writeUInt32BE(1, 12)
    return end
  })
}

/** A pcap of messages of version 9, each in UDP over IPv4 over Ethernet. */
export function writeCapture(options: InputOptions): void {
  const captureHeader = Buffer.from('a1b2c3d40002000400000000000000000004000000000001', 'hex')
  writeMessages(options, RECORDS, (buffer, halves, number) => {
    const from = number === 0 ? captureHeader.length : 0
    captureHeader.copy(buffer, 0, 0, from)
    const message = buffer.subarray(from + 58)
    const length = putVersion9(message, halves, number)
    const packet = length + 42
    buffer.fill(0, from, from + 58)
    for (const place of [from + 8, from + 12]) buffer.writeUInt32BE(packet, place)
    buffer.writeUInt16BE(0x0800, from + 28)
    buffer[from + 30] = 0x45
    buffer.writeUInt16BE(packet - 14, from + 32)
    buffer[from + 39] = 17
    buffer.writeUInt32BE(0xc0000201, from + 42)
    buffer.writeUInt16BE(2055, from + 52)
    buffer.writeUInt16BE(length + 8, from + 54)
    return from + 58 + length
  })
}
