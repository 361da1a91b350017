/** Each upload with the kernel and without: the same landing objects, byte for byte, rejects and receipts. */
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { awsVpc } from '../../../functions/normalise/formats/aws-vpc/text.ts'
import { DAYS_SOURCE } from '../../../functions/normalise/kernel/days-module.ts'
import { KERNEL_SOURCE } from '../../../functions/normalise/kernel/module.ts'
import { PAGES_SOURCE } from '../../../functions/normalise/kernel/pages-module.ts'
import { createSpool } from '../../../functions/normalise/landing/spool.ts'
import { createRecordSink } from '../../../functions/normalise/record-sink.ts'
import { hashOfSource } from '../../kernel/compile.ts'
import { runsOf } from '../../support/depth.ts'
import { describeSamples, readSample } from '../../support/flow-samples.ts'
import { sampleOf } from '../../support/format-samples.ts'
import { enricher, normalised } from './both-ways.ts'

const seed = 20_170_401
const DAY_S = 86_400
/** 2017-04-01. */
const FIRST_S = 1_491_004_800

it('is compiled from its source as it is: else npm run kernel', () => {
  expect(new Set([KERNEL_SOURCE, PAGES_SOURCE, DAYS_SOURCE])).toEqual(new Set([hashOfSource()]))
})

const FIELDS =
  'version interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags'.split(
    ' ',
  )
const LOCALS = ['10.1.0.9', '10.1.2.3', '175.45.176.7', '175.45.179.255', '210.52.109.4', '172.31.16.139']
const REMOTES = ['8.8.8.8', '0.0.0.0', '255.255.255.255', '224.0.0.251', '93.184.216.34', '1.2.3.4', '128.0.0.1']
const LOCALS6 = ['2001:db8:7::1', '2001:db8:7:1::9', '2001:db8:8::', '2001:db8:1234:a100:8d6e:3477:df66:f105']
const REMOTES6 = ['::', '::1', '2001:db8:9::', 'ff02::fb', '2001:DB8:7:0:0:0:0:0A', '24cf:cf26:71c8:1::200', '0::1']
const ODD = [
  ...['-', '', '0', '00', '007', '256', '65535', '65536', '4294967296', '9007199254740993', '1e3', '-1', ' 1', '1.5'],
  ...['1.2.3', '01.2.3.4', '1.2.3.256', '1.2.3.4.5', '1.2.3.4 ', '::1', '2001:db8:7::1', '::ffff:10.1.0.9', 'é', '\0'],
  ...['::ffff:a01:9', '::10.1.0.9', 'fe80::1%eth0', ':', '::', '2001:db8:7:::1', '/64', ':1'],
  ...['NODATA', 'SKIPDATA', 'OKAY', 'O', 'ACCEPTED', 'accept', 'REJECT', 'REJECTS', 'srcaddr', '1'.repeat(40)],
  ...[
    '99999999999999',
    '6000000000000',
    '13000000000000',
    `${FIRST_S * 1000}`,
    '1491004799',
    '1491091200',
    '1499999999',
  ],
]

const number = (most: number) => fc.integer({ min: 0, max: most })
/** A network ends on the second: the kernel would rest where days on both sides of it alternate. */
const mostlyFirst = fc.oneof(
  { weight: 50, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(1, 2, -1, -3) },
)
const ipv4 = fc.constantFrom(...LOCALS, ...REMOTES)
const ipv6 = fc.constantFrom(...LOCALS6, ...REMOTES6)
/** Ends of both families are left. */
const endsOf = fc.oneof(
  { weight: 20, arbitrary: fc.tuple(ipv4, ipv4) },
  { weight: 20, arbitrary: fc.tuple(ipv6, ipv6) },
  { weight: 1, arbitrary: fc.oneof(fc.tuple(ipv4, ipv6), fc.tuple(ipv6, ipv4)) },
)
const plainFields = fc
  .record({
    version: fc.constantFrom('2', '5'),
    eni: fc.constantFrom('eni-0a1b2c3d4e5f60718', 'eni-0a1b2c3d4e5f60719', 'eni-2', 'e'),
    ends: endsOf,
    ports: fc.tuple(
      fc.constantFrom(443, 53, 22, 40_000, 0, 65_535, 32_768, 32_767),
      fc.constantFrom(443, 53, 50_000, 8080),
    ),
    protocol: fc.constantFrom(6, 6, 6, 17, 17, 1, 58, 33, 132, 136, 255),
    counters: fc.tuple(number(1000), number(1_000_000)),
    day: mostlyFirst,
    second: number(DAY_S - 1),
    lasting: fc.constantFrom(0, 1, 59, 900, 4000, 90_000),
    action: fc.constantFrom('ACCEPT', 'ACCEPT', 'REJECT'),
    flags: fc.constantFrom(0, 2, 3, 18, 19, 16, 255, 1),
  })
  .map(({ version, eni, ends, ports, protocol, counters, day, second, lasting, action, flags }) => {
    const start = FIRST_S + day * DAY_S + second
    return [version, eni, ...ends, ...ports, protocol, ...counters, start, start + lasting, action, 'OK', flags].map(
      String,
    )
  })

interface Order {
  header: string
  of(fields: readonly string[]): string[]
}
const order = (...names: string[]): Order => ({
  header: names.join(' '),
  of: fields => names.map(name => fields[FIELDS.indexOf(name.replace('pkt-', ''))] ?? '-'),
})
const ORDERS = [
  order(...FIELDS),
  order('version', 'account-id', ...FIELDS.slice(1, -1)),
  order(...FIELDS.toReversed()),
  order('pkt-srcaddr', 'pkt-dstaddr', 'srcaddr', ...FIELDS.slice(4), 'interface-id'),
  order(...FIELDS.slice(1, 11)),
  order(...FIELDS.slice(2)),
]

/** A line of an order of columns: mostly plain, else with a field that is odd, cut, joined with the next, or doubled. */
const lineOf = (of: Order) =>
  fc
    .tuple(
      plainFields,
      number(49),
      number(20),
      fc.constantFrom(...ODD),
      fc.constantFrom('\n', '\n', '\n', '\n', '\r\n'),
    )
    .map(([fields, kind, place, odd, ending]) => {
      const line = of.of(fields)
      const at = place % line.length
      if (kind === 0) line[at] = odd
      else if (kind === 1) line.splice(at, 1)
      else if (kind === 2) line[at] += odd
      else if (kind === 3) line.splice(at, 0, odd)
      return `${line.join(' ')}${kind < 5 ? ending : '\n'}`
    })
const linesOf = (of: Order, most: number) =>
  fc
    .tuple(fc.array(lineOf(of), { minLength: 1, maxLength: 30 }), number(most))
    .map(([lines, repeated]) =>
      Array.from({ length: lines.length + repeated }, (_, at) => lines[at % lines.length]).join(''),
    )
const logs = fc
  .array(
    fc.constantFrom(...ORDERS).chain(of => linesOf(of, 150).map(lines => `${of.header}\n${lines}`)),
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

/** Lines of many days in no order, then of few: a stretch of a log by its days, and how many lines it has. */
const stretches = fc.array(
  fc.record({ from: number(40), days: fc.constantFrom(1, 3, 7, 9, 60, 300), lines: fc.constantFrom(1, 40, 600, 5000) }),
  { minLength: 1, maxLength: 6 },
)

it('gives what the reader of lines gives of many days in any order, some lines of which are odd', async () => {
  await fc.assert(
    fc.asyncProperty(stretches, number(30), sizes, async (of, oddEvery, chunks) => {
      let at = 0
      const lines = of.flatMap(({ from, days, lines }) =>
        Array.from({ length: lines }, () => {
          at++
          // Each line differs, and each day is met by steps that have no factor with it.
          const start = FIRST_S + (-from - ((at * 7919) % days)) * DAY_S + (at % DAY_S)
          const ends = at % (oddEvery + 2) === 0 ? '10.1.0.9 ::ffff:8.8.8.8' : `10.1.0.9 8.8.${at % 250}.${at % 9}`
          return `2 1 eni-${at % 3} ${ends} ${at % 65_536} 443 6 ${at} ${at * 3} ${start} ${start} ACCEPT OK\n`
        }),
      )
      const content = Buffer.from(lines.join(''))
      expect(
        await normalised(
          content,
          chunks.map(size => size * 50),
          true,
        ),
      ).toEqual(await normalised(content, [content.length], false))
    }),
    { seed, numRuns: runsOf(15) },
  )
}, 300_000)

/** Texts of one address: with zeros before, in capital letters, with any run of zero groups left out, or none. */
const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }))
const textOf6 = fc
  .tuple(fc.array(group, { minLength: 8, maxLength: 8 }), number(4), number(8), number(8), fc.boolean())
  .map(([groups, width, from, run, isCapital]) => {
    const texts = groups.map(of => of.toString(16).padStart(width, '0'))
    const text =
      from + run > 8 ? texts.join(':') : `${texts.slice(0, from).join(':')}::${texts.slice(from + run).join(':')}`
    return isCapital ? text.toUpperCase() : text
  })
const oddText6 = fc
  .tuple(
    textOf6,
    number(40),
    number(2),
    fc.constantFrom('', ':', '::', '.', '0', 'f', 'g', '/', '@', '`', 'G', '%1', '.1.2.3'),
  )
  .map(([text, at, cut, put]) => `${text.slice(0, at)}${put}${text.slice(at + cut)}`)

it.each([
  ...['::', '::1', '1::', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7::', '::2:3:4:5:6:7:8', '1::3:4:5:6:7:8', '0001::ABCD'],
  ...['1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8::', '::1:2:3:4:5:6:7:8', '1:2:3:4::5:6:7:8'],
  ...['12345::', '::12345', '00001::', ':::', ':', '1:', ':1::', '1::2::3', '1:::2', '1::2:', 'g::', '1::g', '::%1'],
  ...['::ffff:8.8.8.8', '::ffff:808:808', '::fffe:808:808', '::8.8.8.8', '::1:ffff:808:808', '64:ff9b::808:808'],
])('reads %s as the reader of lines does', async text => {
  const line = (at: number) =>
    `2 1 eni-1 2001:db8:7::1 ${at === 5 ? text : '2001:db8:9::1'} 1 2 6 3 4 ${FIRST_S} ${FIRST_S} ACCEPT OK\n`
  const content = Buffer.from(Array.from({ length: 9 }, (_, at) => line(at)).join(''))
  expect(await normalised(content, [content.length], true)).toEqual(await normalised(content, [content.length], false))
})

it.each(['2001:db8:8::1 2001:db8:9::1', '210.52.109.4 8.8.8.8'])(
  'forgets that %s was watched where the network ends',
  async ends => {
    const line = (at: number) => {
      const start = FIRST_S + (at < 50 ? 0 : 3 * DAY_S) + at
      return `2 1 eni-1 ${ends} 1 2 6 3 4 ${start} ${start} ACCEPT OK\n`
    }
    const content = Buffer.from(Array.from({ length: 100 }, (_, at) => line(at)).join(''))
    const { receipt, objects } = await normalised(content, [content.length], true)
    expect([receipt.accepted, receipt.outOfScope]).toEqual([50, 50])
    expect({ receipt, objects }).toEqual(await normalised(content, [content.length], false))
  },
)

it('reads IPv6 addresses as the reader of lines does, however they are written', async () => {
  const address = fc.oneof({ weight: 4, arbitrary: textOf6 }, { weight: 1, arbitrary: oddText6 })
  await fc.assert(
    fc.asyncProperty(fc.array(address, { minLength: 1, maxLength: 200 }), sizes, async (texts, chunks) => {
      const lines = texts.map(
        (text, at) =>
          `2 1 eni-1 ${at % 2 === 0 ? `2001:db8:7::${at} ${text}` : `${text} 2001:db8:7::1`} ${at} 443 6 1 ${at} ` +
          `${FIRST_S} ${FIRST_S} ACCEPT OK\n`,
      )
      const content = Buffer.from(lines.join(''))
      expect(await normalised(content, chunks, true)).toEqual(await normalised(content, [content.length], false))
    }),
    { seed, numRuns: runsOf(300) },
  )
}, 300_000)

const SIX = ['2001:db8:7::9', '2001:470:0:0:1:2:3:4', '2001:4860:4860::8888', 'FE80::1', 'fe80::', '::1', '2001:0db8::']

it.each([
  ['IPv4', (at: number) => `10.1.0.9 8.8.${at % 9}.8`],
  ['IPv6', (at: number) => `2001:db8:7::${at.toString(16)} ${SIX[at % SIX.length]}`],
  [
    'both in turns',
    (at: number) => (at % 4 < 2 ? `10.1.0.9 8.8.${at % 9}.8` : `${SIX[at % SIX.length]} 2001:db8:7::9`),
  ],
])('reads all lines but the first of each day and exporter, where they are plain: %s', (_, ends) => {
  const labels = { source: 'team', format: 'aws-vpc', uploadId: 'upload', build: 'build' }
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
  const reader = awsVpc.open(counting, { key: 'team/file', keyExporter: 'team' })
  const line = (at: number) => {
    const start = FIRST_S + DAY_S * (2 + (at % 3)) + at
    return `2 1 eni-${at % 2} ${ends(at)} 40000 443 6 3 ${200 + at} ${start} ${start + 9} ACCEPT OK\n`
  }
  reader.push(Buffer.from(Array.from({ length: 900 }, (_, at) => line(at)).join('')))
  reader.end()
  sink.checkSlots()
  expect(reader.framed).toBe(900)
  // Two exporters on three days beside each other.
  expect(byLine).toBe(6)
  expect(sink.liveness.entries(index => String(index)).map(({ records }) => records)).toEqual(Array(6).fill(150))
  spool.abandon()
})

it.each([3, 300])('reads days beside each other, of %i exporters, and gives the same', async exporters => {
  const line = (at: number) => {
    const start = FIRST_S + DAY_S * (2 + ((at * 7) % 11)) + ((at * 37) % 80_000)
    return `2 1 eni-${at % exporters} 10.1.0.9 8.8.${at % 9}.8 40000 443 6 3 ${200 + at} ${start} ${start + (at % 70)} ACCEPT OK\n`
  }
  const content = Buffer.from(Array.from({ length: 20_000 }, (_, at) => line(at)).join(''))
  const { receipt, objects } = await normalised(content, [99_999], true)
  expect(receipt.outputs).toHaveLength(11)
  expect(receipt.accepted).toBe(20_000)
  expect({ receipt, objects }).toEqual(await normalised(content, [content.length], false))
})

it('gives the same of the sample', async () => {
  const content = Buffer.from(sampleOf('aws-vpc'))
  expect(await normalised(content, [99], true)).toEqual(await normalised(content, [99], false))
})

describeSamples('real VPC logs', () => {
  it.each([
    'open-telemetry+opentelemetry-collector-contrib__valid_vpc_flow_log_multi.log',
    'open-telemetry+opentelemetry-collector-contrib__valid_vpc_flow_log_ecs.log',
    // With IPv6; its first line is a record.
    'vectordotdev+vrl__aws-docs-examples-0.noheader.log',
  ])('%s, each line many times and mutated, gives the same', async name => {
    const text = new TextDecoder().decode(readSample(`aws-vpc/${name}`))
    const [header = '', ...lines] = text.trimEnd().split('\n')
    const mutated = fc.array(
      fc.tuple(fc.constantFrom(...lines), number(20), number(300), number(127)).map(([line, kind, at, byte]) => {
        if (kind > 2) return line
        const place = at % line.length
        return `${line.slice(0, place)}${String.fromCharCode(byte)}${line.slice(place + kind)}`
      }),
      { minLength: 5, maxLength: 60 },
    )
    await fc.assert(
      fc.asyncProperty(mutated, sizes, async (some, chunks) => {
        const content = Buffer.from(`${header}\n${some.join('\n')}\n`)
        expect(await normalised(content, chunks, true)).toEqual(await normalised(content, [content.length], false))
      }),
      { seed, numRuns: runsOf(300) },
    )
  })
})
