import { type InputOptions, rowsOf, writeLines } from '../inputs.ts'

/** Sessions as a FortiGate logs them when they end. */
export function writeFortigate(options: InputOptions): void {
  function* lines() {
    let session = 0
    for (const row of rowsOf(options)) {
      const [date, time] = [
        new Date(row.endMs).toISOString().slice(0, 10),
        new Date(row.endMs).toISOString().slice(11, 19),
      ]
      yield `<189>date=${date} time=${time} devname="edge-1" devid="FG100E0000000001" eventtime=${row.endMs}000000 tz="+0000" ` +
        'logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" ' +
        `srcip=${row.local} srcport=${row.localPort} srcintf="port1" srcintfrole="lan" dstip=${row.remote} ` +
        `dstport=${row.remotePort} dstintf="wan1" dstintfrole="wan" sessionid=${++session} proto=${row.protocol} action="close" ` +
        `policyid=1 policytype="policy" service="HTTPS" trandisp="snat" duration=${Math.floor((row.endMs - row.startMs) / 1000)} ` +
        `sentbyte=${row.bytesOut} rcvdbyte=${row.bytesIn} sentpkt=${row.packetsOut} rcvdpkt=${row.packetsIn}\n`
    }
  }
  writeLines(options.path, '', lines())
}
