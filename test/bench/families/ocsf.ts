import { type InputOptions, rowsOf, writeLines } from '../inputs.ts'

/** OCSF events of both directions, with what a firewall says of a connection. */
export function writeOcsf(options: InputOptions): void {
  function* lines() {
    for (const row of rowsOf(options)) {
      const event = {
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
      }
      yield `${JSON.stringify(event)}\n`
    }
  }
  writeLines(options.path, '', lines())
}
