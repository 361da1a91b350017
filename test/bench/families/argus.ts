import { type InputOptions, rowsOf, writeLines } from '../inputs.ts'

const TITLES =
  'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,SrcPkts,Label\n'

/** What Argus' ra prints with the columns of CTU-13; each record shows both directions. */
export function writeRa(options: InputOptions): void {
  function* lines() {
    for (const row of rowsOf(options)) {
      const start = new Date(row.startMs).toISOString().slice(0, 23).replace('T', ' ').replaceAll('-', '/')
      const duration = ((row.endMs - row.startMs) / 1000).toFixed(6)
      const isTcp = row.protocol === 6
      const answered = row.packetsIn > 0
      const dir = isTcp || !answered ? '   ->' : '  <->'
      const state = isTcp ? (answered ? 'FIN' : 'REQ') : answered ? 'CON' : 'INT'
      const ends = `${row.local},${row.localPort},${dir},${row.remote},${row.remotePort}`
      const totals = `${row.packetsOut + row.packetsIn},${row.bytesOut + row.bytesIn},${row.bytesOut},${row.packetsOut}`
      yield `${start}000,${duration},${isTcp ? 'tcp' : 'udp'},${ends},${state},0,0,${totals},\n`
    }
  }
  writeLines(options.path, TITLES, lines())
}
