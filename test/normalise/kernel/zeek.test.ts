/** Zeek's conn log with the kernel and without: the same landing objects, byte for byte, rejects and receipts. */
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { zeekConn } from '../../../functions/normalise/formats/zeek/conn.ts'
import { createSpool } from '../../../functions/normalise/landing/spool.ts'
import { createRecordSink } from '../../../functions/normalise/record-sink.ts'
import { runsOf } from '../../support/depth.ts'
import { describeSamples, readSample } from '../../support/flow-samples.ts'
import { sampleOf } from '../../support/format-samples.ts'
import { enricher, normalised } from './both-ways.ts'

const seed = 20_170_402
const DAY_S = 86_400
/** 2017-04-01. */
const FIRST_S = 1_491_004_800

const FIELDS = (
  'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state history ' +
  'orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes _node_name'
).split(' ')
const LOCALS = ['10.1.0.9', '10.1.2.3', '175.45.176.7', '210.52.109.4', '172.31.16.139']
const REMOTES = ['8.8.8.8', '0.0.0.0', '255.255.255.255', '224.0.0.251', '93.184.216.34', '1.2.3.4']
const LOCALS6 = ['2001:db8:7::1', '2001:db8:7:1::9', '2001:db8:8::', '2001:0:4137:9e50:8000:f12a:b9c8:2815']
const REMOTES6 = ['::', '::1', '2001:db8:9::', 'ff02::fb', '2001:4860:0:2001::68', 'fe80::8000:ffff:ffff:fffd']
const TIMES = ['', '.0', '.5', '.000001', '.999999', '.9999999', '.0009995', '.123456789', '.25']
const STATES = ['S0', 'S1', 'SF', 'REJ', 'S2', 'S3', 'RSTO', 'RSTR', 'RSTOS0', 'RSTRH', 'SH', 'SHR', 'OTH', '-']
const HISTORIES = ['-', 'S', 'ShADadFf', 'Dd', '^hadf', 'D^S', 'SF', 'SADF', 'h^', 'Sr', 'ShAdDaFf^^', 'Cccc']
const ODD = [
  ...[
    '-',
    '',
    '0',
    '007',
    '256',
    '65535',
    '65536',
    '9007199254740993',
    '1e3',
    '-1',
    '-0.0005',
    '-0.5',
    ' 1',
    '1.',
    '.5',
  ],
  ...[
    '1.2.3',
    '01.2.3.4',
    '1.2.3.256',
    '::1',
    '2001:db8:7::1',
    '::ffff:10.1.0.9',
    '::ffff:a01:9',
    'é',
    '\\x2d',
    '(empty)',
    '\0',
    '#',
  ],
  ...[
    'tcp',
    'tcpx',
    'icmp',
    'sctp',
    'unknown_transport',
    'TCP',
    'S0',
    'SH',
    '^',
    '^h^S',
    'x'.repeat(40),
    '-,ssl',
    '-x',
  ],
  ...['2017-04-01T10:00:00.5Z', '2017-04-01T10:00:00', `${FIRST_S}000`, `${FIRST_S}000.75`, '1491004799.999999'],
  ...['99999999999999', '6000000000000', '13000000000000', '8000000001', '1491091200', '86400', '3000000', 'ts'],
]

const number = (most: number) => fc.integer({ min: 0, max: most })
/** Of many days the kernel would rest. */
const mostlyFirst = fc.oneof({ weight: 50, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(1, 2) })
const counter = (most: number) =>
  fc.oneof({ weight: 5, arbitrary: number(most) }, { weight: 1, arbitrary: fc.constant('-') })
const ipv4 = fc.constantFrom(...LOCALS, ...REMOTES)
const ipv6 = fc.constantFrom(...LOCALS6, ...REMOTES6)
/** Ends of both families are left. */
const endsOf = fc.oneof(
  { weight: 20, arbitrary: fc.tuple(ipv4, ipv4) },
  { weight: 20, arbitrary: fc.tuple(ipv6, ipv6) },
  { weight: 1, arbitrary: fc.oneof(fc.tuple(ipv4, ipv6), fc.tuple(ipv6, ipv4)) },
)
const payload = fc.oneof(fc.constant(0), counter(5000))
const fieldsOf = fc
  .record({
    ends: endsOf,
    ports: fc.tuple(
      fc.oneof(fc.constantFrom(443, 40_000, 65_535, 32_768), number(20), number(255)),
      fc.constantFrom(443, 53, 50_000, 3, 0),
    ),
    proto: fc.constantFrom('tcp', 'tcp', 'tcp', 'udp', 'udp', 'icmp'),
    service: fc.constantFrom('-', 'ssl', 'http', 'smtp,ssl', '-x,dns', '(empty)', 'gssapi,smb,dce_rpc'),
    day: mostlyFirst,
    second: number(DAY_S - 1),
    decimals: fc.tuple(fc.constantFrom(...TIMES), fc.constantFrom(...TIMES)),
    lasting: fc.constantFrom('-', 0, 1, 59, 900, 90_000),
    payload: fc.tuple(payload, payload),
    state: fc.constantFrom(...STATES),
    history: fc.constantFrom(...HISTORIES),
    packets: fc.tuple(counter(30), counter(30)),
    bytes: fc.tuple(counter(100_000), counter(100_000)),
    node: fc.constantFrom('-', 'sensor-1', 'sensor-2', 'a-sensor-with-a-name-of-more-than-32-bytes'),
  })
  .map(of => {
    const { ends, ports, decimals, lasting, payload, packets, bytes } = of
    const lasted = lasting === '-' ? '-' : `${lasting}${decimals[1]}`
    return [
      ...[`${FIRST_S + of.day * DAY_S + of.second}${decimals[0]}`, 'CuID', ends[0], ports[0], ends[1], ports[1]],
      ...[of.proto, of.service, lasted, ...payload, of.state, of.history],
      ...[packets[0], bytes[0], packets[1], bytes[1], of.node],
    ].map(String)
  })

interface Order {
  header: string
  separator: string
  of(fields: readonly string[]): string[]
}
function order(names: readonly string[], { lines = '#separator \\x09\n#path\tconn\n', separator = '\t' } = {}): Order {
  const header = `${lines}${lines === '' ? '' : `#fields${separator}`}${names.join(separator)}\n`
  return { header, separator, of: fields => names.map(name => fields[FIELDS.indexOf(name)] ?? 'F') }
}
const without = (...left: string[]) => FIELDS.filter(name => !left.includes(name))
const ORDERS = [
  order(without('_node_name')),
  order(FIELDS),
  order(FIELDS.toReversed()),
  order(['local_orig', ...without('_node_name', 'uid'), 'tunnel_parents']),
  order(without('_node_name', 'orig_ip_bytes', 'resp_ip_bytes')),
  order(without('_node_name', 'duration', 'service', 'history', 'conn_state')),
  order(without('_node_name', 'orig_bytes', 'orig_pkts', 'resp_ip_bytes')),
  order(without('_node_name'), { lines: '' }),
  order(without('_node_name'), { lines: '#separator \\x09\n#empty_field\tssl\n#path\tconn\n' }),
  order(without('_node_name'), { lines: '#separator \\x09\n#unset_field\t0\n#path\tconn\n' }),
  order(without('_node_name'), { lines: '#separator ,\n#set_separator,;\n#path,conn\n', separator: ',' }),
  order(without('_node_name'), { lines: '#separator \\x09\n#path\tconn_long\n' }),
]
/** Another log in the file, which names a server of the connections. */
const NAMING = '#separator \\x09\n#path\tssl\n#fields\tuid\tserver_name\nCuID\texample.com\n'

/** A row of an order of columns: mostly plain, else with a field that is odd, cut, joined with the next, or doubled. */
const lineOf = (of: Order) =>
  fc
    .tuple(fieldsOf, number(49), number(20), fc.constantFrom(...ODD), fc.constantFrom('\n', '\n', '\n', '\r\n'))
    .map(([fields, kind, place, odd, ending]) => {
      const line = of.of(fields)
      const at = place % line.length
      if (kind === 0) line[at] = odd
      else if (kind === 1) line.splice(at, 1)
      else if (kind === 2) line[at] += odd
      else if (kind === 3) line.splice(at, 0, odd)
      const text = line.join(of.separator)
      return `${kind === 4 ? '#close\n' : ''}${kind === 5 ? `\t${text}` : text}${kind < 6 ? ending : '\n'}`
    })
const linesOf = (of: Order, most: number) =>
  fc
    .tuple(fc.array(lineOf(of), { minLength: 1, maxLength: 30 }), number(most))
    .map(([lines, repeated]) =>
      Array.from({ length: lines.length + repeated }, (_, at) => lines[at % lines.length]).join(''),
    )
const logs = fc
  .array(
    fc
      .tuple(fc.constantFrom(...ORDERS), number(9))
      .chain(([of, kind]) => linesOf(of, 150).map(lines => `${kind === 0 ? NAMING : ''}${of.header}${lines}`)),
    { minLength: 1, maxLength: 3 },
  )
  .map(parts => parts.join(''))
const sizes = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 5 })

it('gives what the reader of lines gives, whatever stands in them, however they are split', async () => {
  await fc.assert(
    fc.asyncProperty(logs, sizes, number(40), async (log, chunks, cut) => {
      const content = Buffer.from(log).subarray(0, log.length - (cut < 20 ? cut : 0))
      expect(await normalised(content, chunks, true)).toEqual(await normalised(content, [content.length], false))
    }),
    { seed, numRuns: runsOf(300) },
  )
}, 300_000)

it('gives the same of all types of ICMP, and of all words of states and histories with counters', async () => {
  const of = ORDERS[0]!
  const row = (at: number, words: readonly (string | number)[]) =>
    of
      .of([`${FIRST_S + at}.5`, 'C1', words[1] === 'fe80::1' ? '2001:db8:7::1' : '10.1.0.9', ...words.map(String)])
      .join('\t')
  const counters = ['-', 0, 5] as const
  const types = Array.from({ length: 257 }, (_, type) => type)
  const icmp = types.map(type => [type, '8.8.8.8', 3, 'icmp', '-', '-', '-', '-', 'OTH', '-'])
  const icmpv6 = types.map(type => [type, 'fe80::1', 3, 'icmp', '-', '-', '-', '-', 'OTH', '-'])
  const tcp = STATES.flatMap(state =>
    HISTORIES.flatMap(history =>
      counters.flatMap(orig =>
        counters.map(resp => [40_000, '8.8.8.8', 50_000, 'tcp', '-', 1, orig, resp, state, history]),
      ),
    ),
  )
  const rows = [...icmp, ...icmpv6, ...tcp].map((words, at) => row(at, [...words, 1, 40, 0, 0]))
  const content = Buffer.from(`${of.header}${rows.join('\n')}\n`)
  expect(await normalised(content, [4000], true)).toEqual(await normalised(content, [4000], false))
})

it.each([
  ['IPv4', () => '10.1.0.9', (at: number) => `8.8.${at % 9}.8`],
  ['IPv6', () => '2001:db8:7::9', (at: number) => ['2001:4860:0:2001::68', 'fe80::1', 'ff02::fb'][at % 3] ?? ''],
  [
    'both in turns',
    (at: number) => (at % 4 < 2 ? '10.1.0.9' : '2001:db8:7::9'),
    (at: number) => (at % 4 < 2 ? '8.8.8.8' : `2001:4860::${at}`),
  ],
])('reads all rows but the first of each day and exporter, where they are plain: %s', (_, local, remote) => {
  const labels = { source: 'team', format: 'zeek-conn', uploadId: 'upload', build: 'build' }
  const spool = createSpool({ scratchDir: tmpdir(), enricher, labels })
  const sink = createRecordSink({ spool, enricher, latestMs: Date.parse('2017-04-20'), kernel: true })
  let byLine = 0
  const counting = {
    ...sink,
    record() {
      byLine++
      sink.record()
    },
  }
  const reader = zeekConn.open(counting, { key: 'team/file', keyExporter: 'team' })
  const of = ORDERS[1]!
  const rows = Array.from({ length: 900 }, (_, at) =>
    of
      .of([
        ...[`${FIRST_S + at}.000001`, 'C1', local(at), '40000', remote(at), at % 3 === 0 ? '53' : '443'],
        ...[at % 3 === 0 ? 'udp' : 'tcp', 'ssl', at % 7 === 0 ? '-' : '0.25', '5', '-', 'SF', 'ShADadFf'],
        ...['3', '300', '4', String(at), `sensor-${at % 2}`],
      ])
      .join('\t'),
  )
  reader.push(Buffer.from(`${of.header}${rows.join('\n')}\n`))
  reader.end()
  sink.checkSlots()
  expect(reader.framed).toBe(903)
  // Two exporters.
  expect(byLine).toBe(2)
  expect(sink.liveness.entries(index => String(index)).map(({ records }) => records)).toEqual([450, 450])
  spool.abandon()
})

it('gives the same of the sample', async () => {
  const content = Buffer.from(sampleOf('zeek-conn'))
  expect(await normalised(content, [99], true)).toEqual(await normalised(content, [99], false))
})

/** Where the sensors of the real logs stand, and the watched network that stands for it. */
const SENSORS = /\b(192\.168|10\.\d+)(?=\.\d+\.\d+\b)/g

describeSamples('real conn logs', () => {
  it.each([
    'SuperCowPowers+zat__conn.log',
    'zeek+zeek__baseline2020-core.tunnels.teredo-conn.log',
    'zeek+zeek__baseline2020-scripts.base.protocols.ftp.ftp-ipv6-conn.log',
  ])('%s, each row many times and mutated, gives the same', async name => {
    const lines = new TextDecoder()
      .decode(readSample(`zeek-conn/${name}`))
      .trimEnd()
      .split('\n')
    const header = lines.filter(line => line.startsWith('#') && !line.startsWith('#close'))
    const rows = lines.filter(line => !line.startsWith('#')).map(line => line.replaceAll(SENSORS, '10.1'))
    const mutated = fc.array(
      fc.tuple(fc.constantFrom(...rows), number(20), number(300), number(127)).map(([row, kind, at, byte]) => {
        if (kind > 2) return row
        const place = at % row.length
        return `${row.slice(0, place)}${String.fromCharCode(byte)}${row.slice(place + kind)}`
      }),
      { minLength: 5, maxLength: 60 },
    )
    await fc.assert(
      fc.asyncProperty(mutated, sizes, async (some, chunks) => {
        const content = Buffer.from(`${[...header, ...some].join('\n')}\n`)
        expect(await normalised(content, chunks, true)).toEqual(await normalised(content, [content.length], false))
      }),
      { seed, numRuns: runsOf(300) },
    )
  })
})
