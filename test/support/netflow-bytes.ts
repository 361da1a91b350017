/** Messages of NetFlow v5, v9 and IPFIX for tests, written by their specifications. */

export type FieldBytes = readonly [id: number, length: number, enterprise?: number]

/** Unsigned whole number of `length` bytes, big-endian; an address or other bytes as they are. */
export function bytesOfValue(value: number | bigint | string | readonly number[], length: number): number[] {
  if (typeof value === 'string') return value.includes(':') ? ipv6Bytes(value) : value.split('.').map(Number)
  if (Array.isArray(value)) return [...value]
  let rest = BigInt(value as number | bigint)
  const bytes: number[] = []
  for (let i = 0; i < length; i++) {
    bytes.unshift(Number(rest & 255n))
    rest >>= 8n
  }
  return bytes
}

/** Sixteen bytes of eight groups, without `::`. */
const ipv6Bytes = (text: string): number[] =>
  text.split(':').flatMap(group => bytesOfValue(Number.parseInt(group, 16), 2))

const u16 = (value: number) => bytesOfValue(value, 2)
const u32 = (value: number) => bytesOfValue(value, 4)

export type Value = Parameters<typeof bytesOfValue>[0]

/** A set with its header, padded with zeros to four bytes where asked. */
export function setOf(id: number, body: readonly number[], padding = 0): number[] {
  return [...u16(id), ...u16(4 + body.length + padding), ...body, ...new Array<number>(padding).fill(0)]
}

const ENTERPRISE = 0x8000
const specifiers = (fields: readonly FieldBytes[]) =>
  fields.flatMap(([id, length, enterprise]) =>
    enterprise === undefined
      ? [...u16(id), ...u16(length)]
      : [...u16(id | ENTERPRISE), ...u16(length), ...u32(enterprise)],
  )

export const templateRecord = (id: number, fields: readonly FieldBytes[]): number[] => [
  ...u16(id),
  ...u16(fields.length),
  ...specifiers(fields),
]

/** `scopes`: how many of the fields, from the first, are scopes. */
export const optionsRecord = (version: 9 | 10, id: number, fields: readonly FieldBytes[], scopes = 1): number[] =>
  version === 9
    ? [...u16(id), ...u16(scopes * 4), ...u16((fields.length - scopes) * 4), ...specifiers(fields)]
    : [...u16(id), ...u16(fields.length), ...u16(scopes), ...specifiers(fields)]

export const templateSet = (version: 9 | 10, id: number, fields: readonly FieldBytes[]): number[] =>
  setOf(version === 9 ? 0 : 2, templateRecord(id, fields))

export const optionsSet = (version: 9 | 10, id: number, fields: readonly FieldBytes[], scopes = 1): number[] =>
  setOf(version === 9 ? 1 : 3, optionsRecord(version, id, fields, scopes))

/** A data set: each record's values in the order of the fields. */
export const dataSet = (
  id: number,
  fields: readonly FieldBytes[],
  records: readonly (readonly Value[])[],
  padding = 0,
): number[] =>
  setOf(
    id,
    records.flatMap(record => record.flatMap((value, at) => bytesOfValue(value, fields[at]?.[1] ?? 0))),
    padding,
  )

export interface Header {
  /** Epoch ms at which the message was sent. */
  sentMs?: number
  uptimeMs?: number
  sequence?: number
  domain?: number
}

const SENT_MS = Date.UTC(2017, 3, 1, 12)

export function version9(sets: readonly (readonly number[])[], header: Header = {}): Uint8Array {
  const { sentMs = SENT_MS, uptimeMs = 3_600_000, sequence = 0, domain = 0 } = header
  return Uint8Array.from([
    ...u16(9),
    ...u16(sets.length),
    ...u32(uptimeMs),
    ...u32(sentMs / 1000),
    ...u32(sequence),
    ...u32(domain),
    ...sets.flat(),
  ])
}

export function ipfix(sets: readonly (readonly number[])[], header: Header = {}): Uint8Array {
  const { sentMs = SENT_MS, sequence = 0, domain = 0 } = header
  const body = sets.flat()
  return Uint8Array.from([
    ...u16(10),
    ...u16(16 + body.length),
    ...u32(sentMs / 1000),
    ...u32(sequence),
    ...u32(domain),
    ...body,
  ])
}

export interface Version5Record {
  source: string
  destination: string
  sourcePort?: number
  destinationPort?: number
  protocol?: number
  flags?: number
  packets?: number
  bytes?: number
  /** Of the exporter's clock. */
  firstMs?: number
  lastMs?: number
}

export function version5(
  records: readonly Version5Record[],
  { sentMs = SENT_MS, uptimeMs = 3_600_000, sequence = 0, sampling = 0, count = records.length, nanoseconds = 0 } = {},
): Uint8Array {
  return Uint8Array.from([
    ...u16(5),
    ...u16(count),
    ...u32(uptimeMs),
    ...u32(sentMs / 1000),
    ...u32(nanoseconds),
    ...u32(sequence),
    ...u16(0),
    ...u16(sampling),
    ...records.flatMap(of => [
      ...bytesOfValue(of.source, 4),
      ...bytesOfValue(of.destination, 4),
      ...u32(0),
      ...u16(1),
      ...u16(2),
      ...u32(of.packets ?? 10),
      ...u32(of.bytes ?? 2000),
      ...u32(of.firstMs ?? 3_540_000),
      ...u32(of.lastMs ?? 3_590_000),
      ...u16(of.sourcePort ?? 40_000),
      ...u16(of.destinationPort ?? 443),
      0,
      of.flags ?? 0x1b,
      of.protocol ?? 6,
      0,
      ...u16(0),
      ...u16(0),
      24,
      24,
      ...u16(0),
    ]),
  ])
}

export const joined = (...messages: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(messages))
