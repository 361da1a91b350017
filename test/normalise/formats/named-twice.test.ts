import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { argusRa } from '../../../functions/normalise/formats/argus/ra.ts'
import { awsVpcCsv } from '../../../functions/normalise/formats/aws-vpc/csv.ts'
import { awsVpcJson } from '../../../functions/normalise/formats/aws-vpc/json.ts'
import { awsVpcParquet } from '../../../functions/normalise/formats/aws-vpc/parquet.ts'
import { awsVpc } from '../../../functions/normalise/formats/aws-vpc/text.ts'
import type { StreamFormat } from '../../../functions/normalise/formats/format.ts'
import { recogniseFormat } from '../../../functions/normalise/formats/index.ts'
import { nfdumpCsv } from '../../../functions/normalise/formats/nfdump/csv.ts'
import { ocsfNetworkParquet } from '../../../functions/normalise/formats/ocsf/parquet.ts'
import { silkRwcut } from '../../../functions/normalise/formats/silk/rwcut.ts'
import { zeekConn } from '../../../functions/normalise/formats/zeek/conn.ts'
import { readWith, recordingSink } from '../../support/recording-sink.ts'

interface Header {
  format: StreamFormat
  separator: string
  /** What stands before the names. */
  mark?: string
  /** Columns that are read, with a value each. */
  read: Readonly<Record<string, string>>
  /** Two names of one column that is read, the second with another value. */
  twice: readonly [name: string, again: string, value: string]
  /** A column that nobody reads. */
  unread: string
  todo: string
}

const ends = { a: '175.45.176.7', b: '192.0.2.1' }
const headers: readonly Header[] = [
  {
    format: awsVpc,
    separator: ' ',
    read: { srcaddr: ends.a, dstaddr: ends.b, protocol: '6', bytes: '120', start: '1491005700', end: '1491005760' },
    twice: ['bytes', 'BYTES', '7'],
    unread: 'vpc-id',
    todo: "name each of the log's columns once",
  },
  {
    format: awsVpcCsv,
    separator: ',',
    read: {
      ...{ interface_id: 'eni-1', srcaddr: ends.a, dstaddr: ends.b, protocol: '6', bytes: '120' },
      ...{ start: '1491005700', end: '1491005760' },
    },
    twice: ['bytes', 'numbytes', '7'],
    unread: 'vpc_id',
    todo: 'name each once in the query',
  },
  {
    format: zeekConn,
    separator: '\t',
    mark: '#fields\t',
    read: {
      ...{ ts: '1491005700.706265', 'id.orig_h': ends.a, 'id.resp_h': ends.b, proto: 'tcp', conn_state: 'SF' },
      orig_bytes: '120',
    },
    twice: ['orig_bytes', 'orig_bytes', '7'],
    unread: 'tunnel_parents',
    todo: 'let #fields name each once, also where Log::default_field_name_map renames it',
  },
  {
    format: zeekConn,
    separator: '\t',
    read: {
      ...{ ts: '1491005700.706265', 'id.orig_h': ends.a, 'id.resp_h': ends.b, proto: 'tcp', conn_state: 'SF' },
      orig_bytes: '120',
    },
    twice: ['orig_bytes', 'orig_bytes', '7'],
    unread: 'tunnel_parents',
    todo: 'let #fields name each once, also where Log::default_field_name_map renames it',
  },
  {
    format: argusRa,
    separator: ',',
    read: { StartTime: '1491005707.250999', Dur: '2.5', Proto: 'tcp', SrcAddr: ends.a, DstAddr: ends.b, sbytes: '120' },
    twice: ['sbytes', 'SBytes', '7'],
    unread: 'sTos',
    todo:
      'print each once: ra -r FILE -L 0 -u -nn -c , -s stime ltime proto saddr sport dir daddr dport state spkts dpkts ' +
      'sbytes dbytes > FILE.csv',
  },
  {
    format: silkRwcut,
    separator: '|',
    read: { sIP: ends.a, dIP: ends.b, protocol: '6', bytes: '120', sTime: '2017/04/01T00:15:07', duration: '2.5' },
    twice: ['bytes', 'byte', '7'],
    unread: 'attributes',
    todo: 'name each field once: rwcut --delimited --fields=1-12',
  },
  {
    format: nfdumpCsv,
    separator: ',',
    read: {
      firstSeen: '2017-04-01 00:15:07.942',
      duration: '2.5',
      proto: '6',
      srcAddr: ends.a,
      dstAddr: ends.b,
      bytes: '120',
    },
    twice: ['bytes', 'bytes', '7'],
    unread: 'flows',
    todo: 'name each once in nfdump -o "csv:…"',
  },
]

/** A header, and a row under it, of columns in their order; some may have one name. */
const linesOf = ({ separator, mark = '' }: Header, columns: readonly (readonly [string, string])[]): string =>
  `${mark}${columns.map(([name]) => name).join(separator)}\n${columns.map(([, value]) => value).join(separator)}\n`

describe.each(headers.map(header => [`${header.format.name} ${header.mark ?? ''}`.trim(), header] as const))(
  'a header of %s',
  (_, header) => {
    const { format, read, twice, unread, todo } = header
    const usual = Object.entries(read)
    const [name, again, value] = twice
    const first = usual.findIndex(([column]) => column === name) + 1
    const found = linesOf(header, [...usual, [again, value]])
    const refusalAt = (line: number) =>
      `expected each column once, found ${name} as columns ${first} and ${usual.length + 1} of line ${line}; ${todo}`

    it('with a column twice that is read refuses the file: its line, both columns, and what to do', () => {
      expect(recogniseFormat(Buffer.from(found), true)?.name).toBe(format.name)
      expect(readWith(format, found)).toMatchObject({ refusals: [refusalAt(1)], violations: [] })
    })

    it('refuses it where it comes later, too', () => {
      const good = linesOf(header, [...usual, [unread, '1']])
      expect(readWith(format, good)).toMatchObject({ refusals: [], rejects: [], rows: [{ sourceBytes: 120 }] })
      expect(readWith(format, good + found)).toMatchObject({ refusals: [refusalAt(3)], violations: [] })
    })

    it('may have columns twice that nobody reads', () => {
      const text = linesOf(header, [[unread, '1'], ...usual, [unread, '2']])
      expect(recogniseFormat(Buffer.from(text), true)?.name).toBe(format.name)
      expect(readWith(format, text)).toMatchObject({ refusals: [], rejects: [], rows: [{ sourceBytes: 120 }] })
    })
  },
)

it('a header of another log of Zeek, whose rows are skipped, refuses nothing', () => {
  const [header] = headers.filter(({ format }) => format === zeekConn)
  const conn = linesOf(header!, Object.entries(header!.read))
  const dns = '#path\tdns\n#fields\tts\tuid\tuid\n1\tC1\tC2\n#separator \\x09\n#path\tconn\n'
  const found = readWith(zeekConn, dns + conn)
  expect(found).toMatchObject({ refusals: [], rejects: [], rows: [{ sourceBytes: 120 }] })
})

describe('a Parquet file', () => {
  const column = (name: string, value: string | number) => ({
    name,
    data: [value],
    type: typeof value === 'string' ? ('STRING' as const) : ('INT32' as const),
  })
  const vpc = [
    ...[column('srcaddr', ends.a), column('dstaddr', ends.b), column('protocol', 6), column('bytes', 120)],
    ...[column('start', 1_491_005_700), column('end', 1_491_005_760)],
  ]
  async function readParquet(format: typeof awsVpcParquet, columnData: typeof vpc) {
    const sink = recordingSink()
    const context = { key: 'team/folder/file', keyExporter: 'team/folder' }
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData }))
    const file = { size: bytes.length, read: async (start: number, end: number) => bytes.slice(start, end) }
    await format.read(file, sink, context)
    return sink.finish()
  }

  it('of a VPC flow log with two columns of one field is refused', async () => {
    expect(await readParquet(awsVpcParquet, [...vpc, column('numbytes', 7)])).toMatchObject({
      refusals: [
        'expected each column once, found bytes (column 4 of the schema) and numbytes (column 7 of the schema); ' +
          'write one of them, or name the other anew',
      ],
    })
    const unread = await readParquet(awsVpcParquet, [...vpc, column('vpc_id', 'v'), column('vpc_id', 'w')])
    expect(unread).toMatchObject({ refusals: [], rejects: [], rows: [{ sourceBytes: 120 }] })
  })

  it('of OCSF with a column twice that is read is refused', async () => {
    const time = [column('time', 1), column('class_uid', 4001), column('time', 2)]
    expect(await readParquet(ocsfNetworkParquet, time)).toMatchObject({
      refusals: [expect.stringContaining('found time (column 1 of the schema) and time (column 3 of the schema)')],
    })
  })
})

describe('a JSON object of a VPC flow log', () => {
  const read = (more: object) =>
    readWith(awsVpcJson, JSON.stringify({ ...headers[1]!.read, start: 1_491_005_700, end: 1_491_005_760, ...more }))

  it('with two keys of one field is rejected', () => {
    expect(read({ numbytes: 7, vpcId: 1, vpc_id: 2 })).toMatchObject({
      rows: [],
      rejects: [{ reason: 'repeated_field', column: 'bytes', found: 'bytes, numbytes' }],
    })
    expect(read({ vpcId: 1, vpc_id: 2 })).toMatchObject({ rows: [{ sourceBytes: 120 }], rejects: [] })
  })
})
