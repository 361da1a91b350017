/** Logs of AWS Network Firewall as S3, Firehose and CloudWatch Logs hand them on. */
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { openContent } from '../../../../functions/normalise/content/open-content.ts'
import { suricataEve } from '../../../../functions/normalise/formats/suricata/eve.ts'
import { recogniseContent } from '../../../../functions/normalise/recognise-content.ts'
import { countsOf, readWith } from '../../../support/recording-sink.ts'

const logged = (type: string, inner: object = {}) => ({
  firewall_name: 'edge',
  availability_zone: 'us-east-1b',
  event_timestamp: '1491005701',
  event: {
    timestamp: '2017-04-01T00:15:01.706999+0000',
    flow_id: 1001,
    event_type: type,
    src_ip: '175.45.176.7',
    src_port: 49_152,
    dest_ip: '192.0.2.1',
    dest_port: 443,
    proto: 'TCP',
    ...inner,
  },
})
const times = { start: '2017-04-01T00:15:00.706265+0000', end: '2017-04-01T00:15:01.706999+0000' }
const flow = logged('flow', {
  flow: { pkts_toserver: 3, pkts_toclient: 2, bytes_toserver: 300, bytes_toclient: 200, ...times },
})
const netflow = logged('netflow', { netflow: { pkts: 3, bytes: 300, ...times }, tcp: { tcp_flags: '02' } })
const alert = logged('alert', { alert: { action: 'blocked', signature: 'x' } })

const messages = (logs: object[]) =>
  JSON.stringify({
    messageType: 'DATA_MESSAGE',
    logEvents: logs.map(log => ({ id: '3', timestamp: 1, message: JSON.stringify(log) })),
  })
const DELIVERIES: [string, (logs: object[]) => Uint8Array][] = [
  ['S3', logs => gzipSync(logs.map(log => `${JSON.stringify(log)}\n`).join(''))],
  ['Firehose, without line ends', logs => Buffer.from(logs.map(log => JSON.stringify(log)).join(''))],
  ['Firehose, each in gzip', logs => Buffer.concat(logs.map(log => gzipSync(JSON.stringify(log))))],
  ['Firehose, printed', logs => Buffer.from(logs.map(log => JSON.stringify(log, null, 2)).join(''))],
  ['CloudWatch Logs', logs => gzipSync(messages(logs))],
]

async function read(bytes: Uint8Array) {
  const content = openContent(
    (async function* () {
      yield bytes
    })(),
    1e9,
  )
  const { format, chunks } = await recogniseContent(content)
  expect(format).toBe(suricataEve)
  const inside: Uint8Array[] = []
  for await (const chunk of chunks()) inside.push(Buffer.from(chunk))
  return readWith(suricataEve, new Uint8Array(Buffer.concat(inside)))
}

it.each(DELIVERIES)('flow logs by %s are read', async (_, deliver) => {
  const flows = await read(deliver([alert, flow, flow, alert]))
  expect(countsOf(flows)).toEqual({ records: 2, 'skip event:alert': 2 })
  expect(flows.rows[1]).toMatchObject({
    sourceBytes: 300,
    destinationBytes: 200,
    exporter: 'edge',
    bytesLayer: 'unknown',
  })
  const netflows = await read(deliver([netflow, netflow]))
  expect(countsOf(netflows)).toEqual({ records: 2 })
  expect(netflows.rows[0]).toMatchObject({ sourceBytes: 300, began: 'source', exporter: 'edge' })
})

it.each(DELIVERIES)('logs of alerts alone by %s are told so', async (_, deliver) => {
  const found = await read(deliver([alert, alert]))
  expect(countsOf(found)).toEqual({ 'skip event:alert': 2 })
  expect(found.warnings).toEqual([expect.stringMatching(/ALERT and TLS logs .* add the log type FLOW/)])
})
