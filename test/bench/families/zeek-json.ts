import { type InputOptions, rowsOf, writeLines } from '../inputs.ts'

/** Zeek's conn log in JSON, as it writes it by default. */
export function writeZeekJson(options: InputOptions): void {
  function* lines() {
    let place = 0
    for (const row of rowsOf(options)) {
      const isTcp = row.protocol === 6
      const entry = {
        ts: (row.startMs * 1000 + (place % 1000)) / 1e6,
        uid: `C${(place++).toString(36).padStart(17, '0')}`,
        'id.orig_h': row.local,
        'id.orig_p': row.localPort,
        'id.resp_h': row.remote,
        'id.resp_p': row.remotePort,
        proto: isTcp ? 'tcp' : 'udp',
        ...(row.remotePort === 443 ? { service: 'ssl' } : {}),
        duration: (row.endMs - row.startMs) / 1000,
        orig_bytes: row.bytesOut,
        resp_bytes: row.bytesIn,
        conn_state: isTcp && row.packetsIn === 0 ? 'S0' : 'SF',
        local_orig: true,
        local_resp: false,
        missed_bytes: 0,
        history: isTcp ? (row.packetsIn === 0 ? 'S' : 'ShADadFf') : 'Dd',
        orig_pkts: row.packetsOut,
        orig_ip_bytes: row.bytesOut + 40 * row.packetsOut,
        resp_pkts: row.packetsIn,
        resp_ip_bytes: row.bytesIn + 40 * row.packetsIn,
      }
      yield `${JSON.stringify(entry)}\n`
    }
  }
  writeLines(options.path, '', lines())
}
