/**
 * A day of logs for the benchmark of publishing: a flow log, in which each connection is two records, one a direction, and what
 * Zeek saw of other connections, half of the records each.
 */
import { join } from 'node:path'
import { type Row, rowsOf, writeLines, writeZeek } from '../inputs.ts'

const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags\n'

/** Writes two files below a folder that is there. Records lie within one UTC day, but for a few that cross its end. */
export function writeDay(folder: string, records: number): void {
  writeLines(join(folder, 'vpc.log'), HEADER, vpcLines(records / 4))
  writeZeek({ path: join(folder, 'conn.log'), rows: records / 2, days: 1, seed: 12 })
}

function* vpcLines(connections: number): Generator<string> {
  let place = 0
  for (const row of rowsOf({ path: '', rows: connections, days: 1, seed: 11 })) {
    // One of thirty is refused: the other end has no record then.
    const isDenied = place++ % 30 === 0
    const isInbound = place % 5 === 0
    yield* [lineOf(row, true, isInbound, isDenied), ...(isDenied ? [] : [lineOf(row, false, isInbound, false)])]
  }
}

/** What the watched end sent, or what it received. */
function lineOf(row: Row, isOut: boolean, isInbound: boolean, isDenied: boolean): string {
  const [local, remote] = [
    `${isInbound ? row.remotePort : row.localPort}`,
    `${isInbound ? row.localPort : row.remotePort}`,
  ]
  const ends = isOut ? `${row.local} ${row.remote} ${local} ${remote}` : `${row.remote} ${row.local} ${remote} ${local}`
  const counters = isOut ? `${row.packetsOut} ${row.bytesOut}` : `${row.packetsIn + 1} ${row.bytesIn + 40}`
  const times = `${Math.floor(row.startMs / 1000)} ${Math.floor(row.endMs / 1000)}`
  const flags = row.protocol === 6 ? (isOut === isInbound ? 18 : 2) : 0
  return `5 123456789012 eni-0a1b2c3d4e5f60718 ${ends} ${row.protocol} ${counters} ${times} ${isDenied ? 'REJECT' : 'ACCEPT'} OK ${flags}\n`
}
