import { fileWriter } from 'hyparquet-writer'
import { openOcsfParquet, securityLake } from '../../support/ocsf-parquet.ts'
import { type InputOptions, type Row, rowsOf, writeLines } from '../inputs.ts'

/** An event of both directions, with what a firewall says of a connection. */
const eventOf = (row: Row) => ({
  metadata: { version: '1.8.0', product: { name: 'Gate', vendor_name: 'Example' }, profiles: ['cloud'] },
  category_uid: 4,
  class_uid: 4001,
  type_uid: 400_102,
  activity_id: 2,
  severity_id: 1,
  time: row.endMs,
  start_time: row.startMs,
  end_time: row.endMs,
  src_endpoint: { ip: row.local, port: row.localPort },
  dst_endpoint: { ip: row.remote, port: row.remotePort },
  connection_info: { protocol_num: row.protocol, direction_id: 2 },
  traffic: {
    bytes_out: row.bytesOut,
    bytes_in: row.bytesIn,
    packets_out: row.packetsOut,
    packets_in: row.packetsIn,
  },
  action_id: 1,
})

export function writeOcsf(options: InputOptions): void {
  function* lines() {
    for (const row of rowsOf(options)) yield `${JSON.stringify(eventOf(row))}\n`
  }
  writeLines(options.path, '', lines())
}

const GROUP = 100_000

/** The same events with the columns of Security Lake, most of them empty. */
export function writeOcsfParquet(options: InputOptions): void {
  const file = openOcsfParquet(fileWriter(options.path), securityLake)
  let events: object[] = []
  for (const row of rowsOf(options)) {
    events.push(eventOf(row))
    if (events.length < GROUP) continue
    file.write(events, { rowGroupSize: GROUP })
    events = []
  }
  if (events.length > 0) file.write(events, { rowGroupSize: GROUP })
  file.finish()
}
