import { type InputOptions, rowsOf, writeLines } from '../inputs.ts'

const timeOf = (ms: number) => `${new Date(ms).toISOString().slice(0, 23)}000000Z`

/** Log entries as a sink of Cloud Logging exports them: one direction each, by turns out and in, of the end that is watched. */
export function writeGcp(options: InputOptions): void {
  function* lines() {
    let place = 0
    for (const row of rowsOf(options)) {
      const out = place++ % 2 === 0
      const connection = out
        ? { src_ip: row.local, src_port: row.localPort, dest_ip: row.remote, dest_port: row.remotePort }
        : { src_ip: row.remote, src_port: row.remotePort, dest_ip: row.local, dest_port: row.localPort }
      const instance = { project_id: 'harbour', vm_name: 'web-1', region: 'asia-east1', zone: 'asia-east1-a' }
      const entry = {
        insertId: `1a2b3c${place}`,
        jsonPayload: {
          bytes_sent: String(out ? row.bytesOut : row.bytesIn + 40),
          packets_sent: String(out ? row.packetsOut : row.packetsIn + 1),
          connection: { ...connection, protocol: row.protocol },
          reporter: out ? 'SRC' : 'DEST',
          start_time: timeOf(row.startMs),
          end_time: timeOf(row.endMs),
          [out ? 'src_instance' : 'dest_instance']: instance,
          [out ? 'src_vpc' : 'dest_vpc']: { project_id: 'harbour', subnetwork_name: 'quay', vpc_name: 'sea' },
        },
        resource: {
          type: 'gce_subnetwork',
          labels: { location: 'asia-east1-a', project_id: 'harbour', subnetwork_id: '1', subnetwork_name: 'quay' },
        },
        timestamp: timeOf(row.endMs + 5000),
        logName: 'projects/harbour/logs/compute.googleapis.com%2Fvpc_flows',
        receiveTimestamp: timeOf(row.endMs + 6000),
      }
      yield `${JSON.stringify(entry)}\n`
    }
  }
  writeLines(options.path, '', lines())
}
