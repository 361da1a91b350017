import { type InputOptions, rowsOf, writeLines } from '../inputs.ts'
import { writeBatches } from './subscription.ts'

const timeOf = (ms: number) => `${new Date(ms).toISOString().slice(0, 23)}000+0000`

/** Flow events of EVE, as Suricata 7 writes them. */
export function writeEve(options: InputOptions): void {
  function* lines() {
    for (const event of eventsOf(options)) yield `${event}\n`
  }
  writeLines(options.path, '', lines())
}

/** The same in CloudWatch Logs: each event is the text of a message, with a backslash before each of its quotes. */
export const writeEveSubscription = (options: InputOptions): void => writeBatches(options.path, eventsOf(options))

function* eventsOf(options: InputOptions): Generator<string> {
  let id = 0
  for (const row of rowsOf(options)) {
    const event = {
      timestamp: timeOf(row.endMs + 60_000),
      flow_id: 1_000_000_000_000_000 + id++,
      in_iface: 'eth0',
      event_type: 'flow',
      src_ip: row.local,
      src_port: row.localPort,
      dest_ip: row.remote,
      dest_port: row.remotePort,
      proto: row.protocol === 6 ? 'TCP' : 'UDP',
      app_proto: row.remotePort === 53 ? 'dns' : 'tls',
      flow: {
        pkts_toserver: row.packetsOut,
        pkts_toclient: row.packetsIn,
        bytes_toserver: row.bytesOut,
        bytes_toclient: row.bytesIn,
        start: timeOf(row.startMs),
        end: timeOf(row.endMs),
        age: Math.floor((row.endMs - row.startMs) / 1000),
        state: 'closed',
        reason: 'timeout',
        alerted: false,
      },
      ...(row.protocol === 6
        ? {
            tcp: {
              tcp_flags: '1b',
              tcp_flags_ts: '1b',
              tcp_flags_tc: '1b',
              syn: true,
              fin: true,
              psh: true,
              ack: true,
              state: 'closed',
            },
          }
        : {}),
    }
    yield JSON.stringify(event)
  }
}
