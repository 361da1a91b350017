import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, it } from 'vitest'
import { csvLine } from '../../functions/lib/csv.ts'
import type { Receipt } from '../../functions/lib/receipt.ts'
import { landing } from '../../functions/lib/tables/landing.ts'
import { formatNames } from '../../functions/normalise/formats/index.ts'
import { normaliseUpload, type UploadBody } from '../../functions/normalise/normalise-upload.ts'
import { NORMALISE_VERSION } from '../../functions/normalise/version.ts'
import { expectGoldens } from '../support/golden.ts'
import { type LakeRun, startLakeRun } from '../support/lake-run.ts'

const NETWORKS = `cidr,name,access_path,time_zone,home_country,provider_asns
175.45.176.0/22,Star JV,terrestrial,Asia/Pyongyang,KP,131279 4837
210.52.109.0/24,Unicom,terrestrial,Asia/Pyongyang,,
2001:db8:7::/48,six,,UTC,,
`
/** 2017-04-01T23:59:00Z: what lasts two minutes is in two days. */
const LATE = 1_491_091_140

const VPC = [
  'version interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags',
  `5 eni-1 175.45.176.7 8.8.8.8 40000 53 17 2 150 ${LATE - 900} ${LATE - 899} ACCEPT OK 0`,
  `5 eni-1 8.8.8.8 175.45.176.7 53 40000 17 2 300 ${LATE - 900} ${LATE - 899} ACCEPT OK 0`,
  `5 eni-1 175.45.176.8 93.184.216.34 40001 443 6 12 3000 ${LATE} ${LATE + 120} ACCEPT OK 3`,
  `5 eni-1 185.220.101.1 210.52.109.4 51000 23 6 1 60 ${LATE - 800} ${LATE - 800} REJECT OK 2`,
  `5 eni-1 175.45.176.9 224.0.0.251 5353 5353 17 1 80 ${LATE - 700} ${LATE - 700} ACCEPT OK 0`,
  `5 eni-1 175.45.176.9 210.52.109.9 40002 22 6 9 900 ${LATE - 600} ${LATE - 590} ACCEPT OK 2`,
  `5 eni-1 175.45.176.9 1.1.1.1 0 0 1 1 84 ${LATE - 500} ${LATE - 500} ACCEPT OK 0`,
  `5 eni-1 192.0.2.1 198.51.100.1 1 2 6 1 60 ${LATE - 400} ${LATE - 400} ACCEPT OK 0`,
  `5 eni-1 2001:db8:7::1 2606:4700:4700::1111 40003 853 6 20 4000 ${LATE - 300} ${LATE - 290} ACCEPT OK 2`,
  `5 eni-1 - - - - - - - ${LATE - 240} ${LATE - 181} - NODATA -`,
]
const ZEEK_FIELDS =
  'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes'
const ZEEK = [
  '#separator \\x09',
  '#set_separator\t,',
  '#empty_field\t(empty)',
  '#unset_field\t-',
  '#path\tconn',
  `#fields\t${ZEEK_FIELDS.split(' ').join('\t')}`,
  ...[
    `${LATE}.25 C1 175.45.176.7 40100 104.16.1.1 443 tcp ssl 120.5 700 5000 SF ShADadFf 9 1100 8 5500`,
    `${LATE - 900}.000001 C2 175.45.176.8 3 1.1.1.1 1 icmp - - - - OTH - 1 84 0 0`,
    `${LATE - 800}.5 C3 45.33.32.156 55555 210.52.109.3 8333 tcp - 0.1 0 0 REJ Sr 1 60 1 40`,
  ].map(line => line.split(' ').join('\t')),
]
const tuple = { src_ip: '175.45.176.7', src_port: 49152, dest_ip: '31.13.71.36', dest_port: 443, proto: 'TCP' }
const EVE = [
  {
    timestamp: '2017-04-01T12:00:01.1+0000',
    flow_id: 1,
    event_type: 'tls',
    ...tuple,
    tls: { sni: 'www.facebook.com' },
  },
  {
    timestamp: '2017-04-01T12:05:00.0+0000',
    flow_id: 1,
    event_type: 'flow',
    ...tuple,
    app_proto: 'tls',
    flow: {
      pkts_toserver: 10,
      pkts_toclient: 12,
      bytes_toserver: 1500,
      bytes_toclient: 9000,
      start: '2017-04-01T12:00:00.706265+0000',
      end: '2017-04-01T12:01:01.706999+0000',
      state: 'closed',
    },
    tcp: { tcp_flags: '1b', tcp_flags_ts: '1b', tcp_flags_tc: '1b' },
  },
].map(event => JSON.stringify(event))

/** The columns that AWS writes, here those that matter. */
const PARQUET = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: 'version', data: [5, 5], type: 'INT32' },
      { name: 'interface_id', data: ['eni-2', 'eni-2'], type: 'STRING' },
      { name: 'srcaddr', data: ['175.45.176.7', '151.101.1.1'], type: 'STRING' },
      { name: 'dstaddr', data: ['151.101.1.1', '175.45.176.7'], type: 'STRING' },
      { name: 'srcport', data: [40_200, 443], type: 'INT32' },
      { name: 'dstport', data: [443, 40_200], type: 'INT32' },
      { name: 'protocol', data: [6, 6], type: 'INT32' },
      { name: 'packets', data: [10n, 12n], type: 'INT64' },
      { name: 'bytes', data: [1500n, 9000n], type: 'INT64' },
      { name: 'start', data: [BigInt(LATE), BigInt(LATE)], type: 'INT64' },
      { name: 'end', data: [BigInt(LATE + 50), BigInt(LATE + 70)], type: 'INT64' },
      { name: 'action', data: ['ACCEPT', 'ACCEPT'], type: 'STRING' },
      { name: 'log_status', data: ['OK', 'OK'], type: 'STRING' },
      { name: 'tcp_flags', data: [3, 19], type: 'INT32' },
    ],
  }),
)
const UPLOADS: Record<string, string | Uint8Array> = {
  'aws-vpc': `${VPC.join('\n')}\n`,
  'aws-vpc-parquet': PARQUET,
  'suricata-eve': `${EVE.join('\n')}\n`,
  'zeek-conn': `${ZEEK.join('\n')}\n`,
}
/** Under names that stay, so that the objects' bytes say nothing of the reference set but what its rows took from it. */
async function land(format: string, content: string | Uint8Array, run: LakeRun): Promise<Receipt> {
  const bytes = Buffer.from(content)
  const upload: UploadBody = {
    bucket: 'uploads',
    key: `team/${format}`,
    version: '1',
    size: bytes.length,
    receivedMs: Date.parse('2017-04-03'),
    async stream() {
      return (async function* () {
        yield bytes
      })()
    },
    read: async (start, end) => bytes.subarray(start, end),
  }
  return normaliseUpload(upload, format, 'build', await run.delivery(run.reference))
}

it('rises where the same uploads give other landing objects: with this version they give these', async () => {
  expect(Object.keys(UPLOADS).sort()).toEqual([...formatNames()].sort())
  const run = await startLakeRun(NETWORKS)
  try {
    const objects: string[] = [`version ${NORMALISE_VERSION}`]
    for (const [format, content] of Object.entries(UPLOADS)) {
      const { outputs, read, accepted, outOfScope, skipped, rejected } = await land(format, content, run)
      objects.push(`${format}: ${JSON.stringify({ read, accepted, outOfScope, skipped, rejected })}`)
      for (const { key } of outputs) {
        const bytes = readFileSync(join(run.folder, 'lake', key))
        objects.push(`${key}: ${bytes.length} bytes, ${createHash('sha256').update(bytes).digest('hex')}`)
      }
    }
    const columns = landing.columns.map(({ name }) => name)
    const texts = columns.map(name => `cast("${name}" as varchar) as "${name}"`).join(', ')
    const rows = await run.rows(
      `select dt, ${texts} from landing where dt in ('2017-04-01', '2017-04-02') order by dt, format, record, part`,
    )
    const files = new Map([
      ['objects.txt', `${objects.join('\n')}\n`],
      ['rows.csv', [csvLine(['dt', ...columns]), ...rows.map(row => csvLine(row))].join('')],
    ])
    expectGoldens('landing', files)
  } finally {
    await run.end()
  }
})
