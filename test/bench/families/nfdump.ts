import { type InputOptions, type Row, rowsOf, writeLines } from '../inputs.ts'

/** One direction of a row, by turns out and in, as NetFlow shows it. */
function* halves(options: InputOptions) {
  let place = 0
  for (const row of rowsOf(options)) yield halfOf(row, place++ % 2 === 0)
}

function halfOf(row: Row, out: boolean) {
  const { startMs, endMs, protocol } = row
  const flags = protocol === 6 ? '...AP.SF' : '........'
  return out
    ? {
        ...{ startMs, endMs, protocol, flags, source: row.local, destination: row.remote },
        ...{ sourcePort: row.localPort, destinationPort: row.remotePort, packets: row.packetsOut, bytes: row.bytesOut },
      }
    : {
        ...{ startMs: startMs + 20, endMs: endMs + 20, protocol, flags, source: row.remote, destination: row.local },
        ...{ sourcePort: row.remotePort, destinationPort: row.localPort },
        ...{ packets: row.packetsIn + 1, bytes: row.bytesIn + 40 },
      }
}

const timeOf = (ms: number, separator: ' ' | 'T') => new Date(ms).toISOString().slice(0, 23).replace('T', separator)

const OLD_TITLES =
  'ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,sas,das,smk,dmk,dtos,dir,nh,nhb,svln,dvln,ismc,odmc,' +
  'idmc,osmc,mpls1,mpls2,mpls3,mpls4,mpls5,mpls6,mpls7,mpls8,mpls9,mpls10,cl,sl,al,ra,eng,exid,tr\n'
const MAC = '00:00:00:00:00:00'
const OLD_REST = [
  ...['0,0,2,1,0,0,0,0,0,0', '0.0.0.0,0.0.0.0,0,0', `${MAC},${MAC},${MAC},${MAC}`],
  ...['0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0', '    0.000,    0.000,    0.000'],
  '10.0.0.1,0/0,1,2017-04-01 00:00:00.000',
].join(',')

/** The 48 columns of nfdump to 1.7.4. */
export function writeNfdump48(options: InputOptions): void {
  function* lines() {
    for (const half of halves(options)) {
      const duration = ((half.endMs - half.startMs) / 1000).toFixed(3)
      const times = `${timeOf(half.startMs, ' ').slice(0, 19)},${timeOf(half.endMs, ' ').slice(0, 19)},${duration}`
      const ends = `${half.source},${half.destination},${half.sourcePort},${half.destinationPort}`
      const protocol = half.protocol === 6 ? 'TCP' : 'UDP'
      yield `${times},${ends},${protocol},${half.flags},0,0,${half.packets},${half.bytes},${OLD_REST}\n`
    }
  }
  writeLines(options.path, OLD_TITLES, lines())
}

/** The 10 columns of nfdump from 1.7.5 on. */
export function writeNfdump10(options: InputOptions): void {
  function* lines() {
    for (const half of halves(options)) {
      const duration = ((half.endMs - half.startMs) / 1000).toFixed(3)
      const ends = `${half.source},${half.sourcePort},${half.destination},${half.destinationPort}`
      yield `${timeOf(half.startMs, ' ')},${duration},${half.protocol},${ends},${half.packets},${half.bytes},1\n`
    }
  }
  writeLines(options.path, 'firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows\n', lines())
}

/** What `nfdump -o ndjson` prints. */
export function writeNfdumpJson(options: InputOptions): void {
  function* lines() {
    let cnt = 0
    for (const half of halves(options)) {
      const flow = {
        cnt: ++cnt,
        type: 'FLOW',
        ident: 'none',
        export_sysid: 0,
        first: timeOf(half.startMs, 'T'),
        last: timeOf(half.endMs, 'T'),
        received: timeOf(half.endMs, 'T'),
        in_packets: half.packets,
        in_bytes: half.bytes,
        proto: half.protocol,
        tcp_flags: half.flags,
        src_port: half.sourcePort,
        dst_port: half.destinationPort,
        fwd_status: 0,
        src_tos: 0,
        src4_addr: half.source,
        dst4_addr: half.destination,
        src4_geo: '',
        dst4_geo: '',
        sampled: 0,
      }
      yield `${JSON.stringify(flow)}\n`
    }
  }
  writeLines(options.path, '', lines())
}
