import { describe, expect, it } from 'vitest'
import { fortigateTraffic } from '../../../../functions/normalise/formats/fortigate/traffic.ts'
import { recogniseFormat } from '../../../../functions/normalise/formats/index.ts'
import { sampleOf } from '../../../support/format-samples.ts'
import { countsOf, readWith } from '../../../support/recording-sink.ts'

const END = Date.parse('2024-03-01T11:00:50Z')
const good: Readonly<Record<string, string | undefined>> = {
  ...{ date: '2024-03-01', time: '03:00:50', devname: '"edge 1"', devid: '"FG1"', vd: '"root"', tz: '"-0800"' },
  ...{ eventtime: '1709290850123456789', logid: '"0000000013"', type: '"traffic"', subtype: '"forward"' },
  ...{ srcip: '10.1.0.9', srcport: '40000', dstip: '93.184.216.34', dstport: '443', proto: '6', action: '"close"' },
  ...{ duration: '50', sentbyte: '2000', rcvdbyte: '9000', sentpkt: '10', rcvdpkt: '12' },
}
const line = (change: Readonly<Record<string, string | undefined>> = {}, before = '') =>
  before +
  Object.entries({ ...good, ...change })
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]))
    .join(' ')
const read = (...lines: string[]) => readWith(fortigateTraffic, lines.join('\n'))
const row = (change: Readonly<Record<string, string | undefined>>) => read(line(change)).rows[0]

describe('a session', () => {
  it('is a record of both directions, begun by its source, that ends when it is logged', () => {
    expect(read(line({}, '<189>'))).toMatchObject({
      rows: [
        {
          ...{ startMs: END - 50_000 + 123, endMs: END + 123, source: '10.1.0.9', destination: '93.184.216.34' },
          ...{ sourcePort: 40_000, destinationPort: 443, protocol: 6, sourceBytes: 2000, destinationBytes: 9000 },
          ...{ sourcePackets: 10, destinationPackets: 12, bytesLayer: 'unknown', sampling: 1, action: 'accept' },
          ...{ began: 'source', beganBy: 'log', answered: 'unknown', state: 'close', exporter: 'FG1/root' },
        },
      ],
      rejects: [],
      warnings: [],
    })
  })

  it('ends at eventtime, of seconds to nanoseconds, else at date and time in their zone', () => {
    for (const [eventtime, ms] of [
      ['1709290850', 0],
      ['1709290850123', 123],
      ['1709290850123456', 123],
      ['1709290850123456789', 123],
    ] as const)
      expect(row({ eventtime })?.endMs, eventtime).toBe(END + ms)
    expect(row({ eventtime: undefined })?.endMs).toBe(END)
    const { rows, warnings } = read(line({ eventtime: undefined, tz: undefined, time: '11:00:50' }))
    expect(rows[0]?.endMs).toBe(END)
    expect(warnings).toEqual([
      expect.stringMatching(/^times have no zone: they are read as UTC; FortiOS logs eventtime/),
    ])
  })

  it('that was denied is so, has no time, and counters of nobody: a packet of its source came', () => {
    const denied = { action: '"deny"', duration: '0', sentbyte: '0', rcvdbyte: '0', sentpkt: '0', rcvdpkt: '0' }
    expect(row(denied)).toMatchObject({
      ...{ action: 'deny', state: 'deny', startMs: END + 123, sourcePackets: null, sourceBytes: null },
      ...{ destinationPackets: 0, destinationBytes: 0 },
    })
    expect(row({ ...denied, sentpkt: '3', sentbyte: '180' })).toMatchObject({ sourcePackets: 3, sourceBytes: 180 })
  })

  it('without a counter, a port or a device has none', () => {
    const few = { sentbyte: undefined, rcvdpkt: undefined, srcport: undefined, duration: undefined, devid: undefined }
    expect(row(few)).toMatchObject({
      sourceBytes: null,
      destinationPackets: null,
      sourcePort: null,
      startMs: END + 123,
    })
    expect(row(few)?.exporter).toBe('team/folder')
    expect(row({ vd: undefined })?.exporter).toBe('FG1')
  })

  it('of ICMP has no ports, of IPv6 its addresses', () => {
    expect(row({ proto: '1', srcport: '8', dstport: '0' })).toMatchObject({ sourcePort: null, icmpType: null })
    expect(row({ srcip: '2001:db8::1', dstip: '2001:db8::2' })).toMatchObject({ source: '2001:db8::1' })
  })
})

describe('a line', () => {
  it('of a session that begins, or still lasts, is none of it: its last message counts all', () => {
    const found = read(
      line(),
      line({ action: '"start"', logid: '"0000000015"' }),
      line({ logid: '"0000000020"', action: '"accept"' }),
      line({ type: '"utm"', subtype: '"dns"' }),
      line({ type: '"a new one"' }),
    )
    expect(countsOf(found)).toEqual({
      records: 1,
      'skip session_start': 1,
      'skip session_statistics': 1,
      'skip event:utm': 1,
      'skip event:other': 1,
    })
  })

  it('may have quotes in quotes, keys in values, and keys twice that nobody reads', () => {
    const msg = '"he said \\"srcip=1.2.3.4 \\" dstip=5.6.7.8"'
    const found = read(`msg=${msg} ${line()} level="notice" level="error" url="a=b=c`)
    expect(found.rows).toMatchObject([{ source: '10.1.0.9' }])
    // FortiAnalyzer writes a zone of its own before those of the device.
    expect(read(`tz="UTC+2:00" date=2024-03-01 ${line()}`).rows).toHaveLength(1)
    expect(read(`type="event" srcip=1.2.3.4 srcip=10.1.0.9`)).toMatchObject({ rejects: [] })
  })

  it.each(['srcip', 'proto', 'sentbyte', 'type', 'action', 'vd'])('with %s twice is rejected', key => {
    const { rows, rejects } = read(line(), `${line()} ${key}="1"`)
    expect(rows).toHaveLength(1)
    expect(rejects).toMatchObject([{ ordinal: 2, reason: 'repeated_field', column: key, found: `${key} twice` }])
  })

  it('without eventtime needs its date, time and zone once', () => {
    const zone = line({ eventtime: undefined, tz: '"+0200"' })
    expect(read(`tz="UTC+2:00" ${zone}`).rejects).toMatchObject([{ reason: 'repeated_field', column: 'tz' }])
    expect(read(`${line()} ${line()}`).rejects).toMatchObject([{ reason: 'repeated_field', column: 'type' }])
  })

  it('without its type, or of no pairs, is rejected', () => {
    const { rejects } = read(line({ type: undefined }), 'words and more of them', '="x" = =', 'type="')
    expect(rejects.map(({ reason, column }) => `${reason} ${column}`)).toEqual(Array(4).fill('missing_field type'))
  })

  it.each([
    ['bad_address', 'srcip', { srcip: '10.1.0' }],
    ['missing_field', 'dstip', { dstip: undefined }],
    ['bad_number', 'proto', { proto: '256' }],
    ['missing_field', 'proto', { proto: undefined }],
    ['bad_number', 'srcport', { srcport: '65536' }],
    ['bad_number', 'dstport', { dstport: '-1' }],
    ['bad_number', 'duration', { duration: '1.5' }],
    ['bad_number', 'sentbyte', { sentbyte: '9007199254740992' }],
    ['bad_number', 'rcvdbyte', { rcvdbyte: 'x' }],
    ['bad_number', 'sentpkt', { sentpkt: '1e3' }],
    ['bad_number', 'rcvdpkt', { rcvdpkt: '0x1' }],
    ['bad_time', 'eventtime', { eventtime: '17092908501' }],
    ['bad_time', 'eventtime', { eventtime: '1709290850123x' }],
    ['bad_time', 'time', { eventtime: undefined, time: '25:00:00' }],
    ['missing_field', 'date', { eventtime: undefined, date: undefined }],
  ] as const)('is rejected as %s in %s', (reason, column, change) => {
    expect(read(line(change)).rejects).toMatchObject([{ reason, column }])
  })
})

describe('a log', () => {
  it('is recognised by a line of traffic among others, with or without a priority', () => {
    const of = (text: string) => recogniseFormat(Buffer.from(text), true)?.name
    const event = line({ type: '"event"' })
    expect(of(`${event}\n${event}\n<189>${line()}\n`)).toBe('fortigate-traffic')
    expect(of(`${event}\n`)).toBeUndefined()
    for (const key of ['srcip', 'dstip', 'logid', 'type']) expect(of(line({ [key]: undefined })), key).toBeUndefined()
  })

  it('of seven lines gives the rows that awk counts', () => {
    // awk '/type="traffic"/ && !/action="start"/ && !/logid="0000000020"/' fortigate-traffic.log | wc -l: 4; their sentbyte: 1658
    const { rows } = readWith(fortigateTraffic, Buffer.from(sampleOf('fortigate-traffic')).toString())
    expect(rows.length).toBe(4)
    expect(rows.reduce((sum, { sourceBytes }) => sum + (sourceBytes ?? 0), 0)).toBe(1658)
  })
})
