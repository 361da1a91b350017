/** OCSF events as a Parquet file with structs, written by hyparquet-writer. */
import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'

type Leaf = 'text' | 'int' | 'bigint' | 'boolean' | 'double' | 'micros'
/** What a column or an attribute holds: a value, an object, or (in brackets) a list of objects. */
export type OcsfShape = { readonly [name: string]: Leaf | OcsfShape | readonly [OcsfShape] }

const ends = { ip: 'text', port: 'int', interface_uid: 'text' } as const
const counters = {
  bytes: 'bigint',
  bytes_in: 'bigint',
  bytes_out: 'bigint',
  packets: 'bigint',
  packets_in: 'bigint',
  packets_out: 'bigint',
} as const

/** Columns as Security Lake has them for VPC flow logs of source version 2, and some of custom sources. */
export const securityLake: OcsfShape = {
  metadata: {
    version: 'text',
    product: { name: 'text', vendor_name: 'text', feature: { name: 'text' } },
    loggers: [{ name: 'text' }],
  },
  class_uid: 'int',
  activity_id: 'int',
  start_time: 'bigint',
  end_time: 'bigint',
  time: 'bigint',
  time_dt: 'micros',
  start_time_dt: 'micros',
  end_time_dt: 'micros',
  duration: 'bigint',
  src_endpoint: ends,
  dst_endpoint: ends,
  connection_info: {
    protocol_num: 'int',
    protocol_name: 'text',
    tcp_flags: 'int',
    direction_id: 'int',
    boundary_id: 'int',
  },
  traffic: counters,
  cumulative_traffic: counters,
  initiator_id: 'int',
  is_src_dst_assignment_known: 'boolean',
  action_id: 'int',
  disposition_id: 'int',
  action: 'text',
  status_code: 'text',
  app_name: 'text',
  tls: { sni: 'text' },
  device: { hostname: 'text', uid: 'text' },
  cloud: { provider: 'text', region: 'text', account: { uid: 'text' } },
}

const leaves = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  int: { type: 'INT32' },
  bigint: { type: 'INT64' },
  boolean: { type: 'BOOLEAN' },
  double: { type: 'DOUBLE' },
  micros: { type: 'INT64', converted_type: 'TIMESTAMP_MICROS' },
} as const

function elementsOf(name: string, of: OcsfShape[string]): SchemaElement[] {
  if (typeof of === 'string') return [{ name, ...leaves[of], repetition_type: 'OPTIONAL' }]
  if (Array.isArray(of)) {
    return [
      { name, num_children: 1, converted_type: 'LIST', repetition_type: 'OPTIONAL' },
      { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
      ...elementsOf('element', of[0]),
    ]
  }
  const inner = Object.entries(of)
  return [
    { name, num_children: inner.length, repetition_type: 'OPTIONAL' },
    ...inner.flatMap(([innerName, shape]) => elementsOf(innerName, shape)),
  ]
}

/** A value of an event as the writer wants it for such a column. */
function valueIn(value: unknown, of: OcsfShape[string]): unknown {
  if (value === undefined || value === null) return null
  if (of === 'bigint' && typeof value === 'number') return BigInt(Math.floor(value))
  if (of === 'micros' && typeof value === 'string') return BigInt(Date.parse(value)) * 1000n
  if (typeof of === 'string') return value
  if (Array.isArray(of)) return Array.isArray(value) ? value.map(element => valueIn(element, of[0])) : null
  const object = new Map(Object.entries(value))
  return Object.fromEntries(Object.entries(of).map(([name, shape]) => [name, valueIn(object.get(name), shape)]))
}

/** What bytes are given to: in memory, or a file. */
type Destination = ConstructorParameters<typeof ParquetWriter>[0]['writer']

/** Writes events as rows, some at a time; attributes that `shape` lacks are left out. */
export function openOcsfParquet(writer: Destination, shape: OcsfShape) {
  const columns = Object.entries(shape)
  const schema = [
    { name: 'root', num_children: columns.length },
    ...columns.flatMap(([name, of]) => elementsOf(name, of)),
  ]
  const parquet = new ParquetWriter({ writer, schema, codec: 'SNAPPY' })
  return {
    write(events: readonly object[], sizes: { rowGroupSize?: number; pageSize?: number } = {}): void {
      const rows = events.map(event => new Map(Object.entries(event)))
      const columnData = columns.map(([name, of]) => ({ name, data: rows.map(row => valueIn(row.get(name), of)) }))
      parquet.write({ columnData, rowGroupSize: 1000, ...sizes })
    },
    finish: () => parquet.finish(),
  }
}

/** A whole file of a few events. */
export function writeOcsfParquet(
  events: readonly object[],
  { shape = securityLake, ...sizes }: { shape?: OcsfShape; rowGroupSize?: number; pageSize?: number } = {},
): Uint8Array {
  const bytes = new ByteWriter()
  const file = openOcsfParquet(bytes, shape)
  file.write(events, sizes)
  file.finish()
  return new Uint8Array(bytes.getBuffer())
}
