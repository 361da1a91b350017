import { describe, expect, it } from 'vitest'
import { recogniseFormat } from '../../../../functions/normalise/formats/index.ts'
import { netflowCapture } from '../../../../functions/normalise/formats/netflow/capture.ts'
import { ethernet, ipPacket, pcap, pcapngSection, type Udp } from '../../../support/capture-bytes.ts'
import { describeSamples, readSample } from '../../../support/flow-samples.ts'
import {
  dataSet,
  type FieldBytes,
  ipfix,
  joined,
  templateSet,
  type Value,
  version5,
  version9,
} from '../../../support/netflow-bytes.ts'
import { countsOf, type Recording, readWith } from '../../../support/recording-sink.ts'

const fields: FieldBytes[] = [
  [8, 4],
  [12, 4],
  [7, 2],
  [11, 2],
  [4, 1],
  [1, 4],
  [2, 4],
]
const record = (bytes: number): Value[] => ['10.1.0.9', '93.184.216.34', 40_000, 443, 6, bytes, 1]
const one = version5([{ source: '10.1.0.9', destination: '93.184.216.34' }])
const frame = (payload: Uint8Array, udp: Partial<Udp> = {}) => ethernet(ipPacket({ ...udp, payload }))

function read(bytes: Uint8Array): Recording {
  expect(recogniseFormat(bytes, true)).toBe(netflowCapture)
  const recording = readWith(netflowCapture, bytes)
  expect(recording.violations).toEqual([])
  expect(readWith(netflowCapture, bytes, { chunks: [1] })).toEqual(recording)
  return recording
}
const bytesOf = ({ rows }: Recording) => rows.map(({ sourceBytes }) => sourceBytes)

describe('a capture', () => {
  const variants: Record<string, Uint8Array> = {
    'pcap, little-endian': pcap([frame(one)]),
    'pcap, big-endian': pcap([frame(one)], { bigEndian: true }),
    'pcap with nanoseconds': pcap([frame(one)], { magic: 0xa1b23c4d }),
    'pcap with nanoseconds, big-endian': pcap([frame(one)], { magic: 0xa1b23c4d, bigEndian: true }),
    'pcap that says how long check sequences are': pcap([frame(one)], { link: 0x24000001 }),
    pcapng: pcapngSection([{ link: 1 }, { on: 0, packet: frame(one) }]),
    'pcapng, big-endian': pcapngSection([{ link: 1 }, { on: 0, packet: frame(one) }], { bigEndian: true }),
    'pcapng with simple packets': pcapngSection([{ link: 1 }, { simple: frame(one) }]),
    'pcapng of two sections and interfaces': joined(
      pcapngSection([{ link: 147 }, { link: 147 }]),
      pcapngSection([{ link: 147 }, { link: 101 }, { on: 1, packet: ipPacket({ payload: one }) }], { bigEndian: true }),
    ),
    'VLAN tags': pcap([ethernet(ipPacket({ payload: one }), [100])]),
    'VLAN tags in each other': pcap([ethernet(ipPacket({ payload: one }), [100, 200])]),
    'Linux cooked': pcap([[...new Array<number>(14).fill(0), 8, 0, ...ipPacket({ payload: one })]], { link: 113 }),
    'Linux cooked, version 2': pcap([[8, 0, ...new Array<number>(18).fill(0), ...ipPacket({ payload: one })]], {
      link: 276,
    }),
    'raw IP': pcap([ipPacket({ payload: one })], { link: 101 }),
    'a loopback interface': pcap([[2, 0, 0, 0, ...ipPacket({ payload: one })]], { link: 0 }),
    "OpenBSD's loopback interface": pcap([[0, 0, 0, 2, ...ipPacket({ payload: one })]], { link: 108 }),
    IPv6: pcap([frame(one, { source: '2001:db8:0:0:0:0:0:1', destination: '2001:db8:0:0:0:0:0:2' })]),
    'any port': pcap([frame(one, { destinationPort: 41_234 })]),
  }
  it.each(Object.entries(variants))('is read as %s', (name, bytes) => {
    const recording = read(bytes)
    expect(countsOf(recording)).toEqual({ records: 1 })
    expect(recording.rows[0]).toMatchObject({ source: '10.1.0.9', destinationPort: 443, sourceBytes: 2000 })
    const exporter = name === 'IPv6' ? '2001:db8::1' : '192.0.2.1'
    expect(recording.rows[0]?.exporter).toBe(`team/folder/${exporter}`)
  })

  it('passes over extension headers of IPv6', () => {
    const packet = ipPacket({ source: '2001:db8:0:0:0:0:0:1', destination: '2001:db8:0:0:0:0:0:2', payload: one })
    const extended = [...packet.slice(0, 6), 0, 64, ...packet.slice(8, 40), 43, 0, 1, 4, 0, 0, 0, 0]
    const routed = [...extended, 17, 0, 0, 0, 0, 0, 0, 0, ...packet.slice(40)]
    expect(countsOf(read(pcap([ethernet(routed)])))).toEqual({ records: 1 })
  })

  it('skips packets that carry no export, those of exporters too', () => {
    const dns = new Uint8Array([0, 9, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 119, 119, 119, 3, 99, 111, 109, 0, 0, 1, 0, 1])
    const tcp = ipPacket({ payload: one }).with(9, 6)
    const recording = read(
      pcap([frame(dns, { destinationPort: 53 }), frame(one), ethernet(tcp), frame(dns, { destinationPort: 53 })]),
    )
    expect(countsOf(recording)).toEqual({ records: 1, 'skip packet': 3 })
  })

  it('keeps templates of exporters and of domains apart, and sees data before their template', () => {
    const swapped: FieldBytes[] = [...fields.slice(0, 5), [2, 4], [1, 4]]
    const message = (of: FieldBytes[], domain: number, template: boolean, bytes: number) =>
      version9([template ? templateSet(9, 256, of) : dataSet(256, fields, [record(bytes)])], { domain })
    const recording = read(
      pcap([
        frame(message(fields, 1, false, 11)),
        frame(message(swapped, 2, true, 0)),
        frame(message(swapped, 1, true, 0), { source: '192.0.2.2' }),
        frame(message(fields, 1, true, 0)),
        frame(message(fields, 2, false, 22)),
        frame(message(fields, 1, false, 33), { source: '192.0.2.2' }),
        frame(message(fields, 7, false, 44), { source: '192.0.2.2' }),
      ]),
    )
    expect(countsOf(recording)).toEqual({ records: 3, 'skip template': 3, 'reject no_template': 1 })
    expect(bytesOf(recording)).toEqual([11, 1, 1])
    const exporters = recording.rows.map(({ exporter }) => exporter)
    expect(exporters).toEqual(['team/folder/192.0.2.1', 'team/folder/192.0.2.1', 'team/folder/192.0.2.2'])
  })

  it('keeps templates of two IPFIX sessions of one address apart', () => {
    const swapped: FieldBytes[] = [...fields.slice(0, 5), [2, 4], [1, 4]]
    const data = ipfix([dataSet(256, fields, [record(11)])])
    const recording = read(
      pcap([
        frame(ipfix([templateSet(10, 256, fields)]), { sourcePort: 1001 }),
        frame(ipfix([templateSet(10, 256, swapped)]), { sourcePort: 1002 }),
        frame(data, { sourcePort: 1001 }),
        frame(data, { sourcePort: 1002 }),
      ]),
    )
    expect(bytesOf(recording)).toEqual([11, 1])
  })

  it('takes a template that changes from where it changes', () => {
    const swapped: FieldBytes[] = [...fields.slice(0, 5), [2, 4], [1, 4]]
    const data = version9([dataSet(256, fields, [record(11)])])
    const recording = read(
      pcap(
        [version9([templateSet(9, 256, fields)]), data, version9([templateSet(9, 256, swapped)]), data].map(of =>
          frame(of),
        ),
      ),
    )
    expect(bytesOf(recording)).toEqual([11, 1])
  })

  it('ignores the withdrawal of a template, which means nothing over UDP', () => {
    const withdrawal = ipfix([[0, 2, 0, 8, 1, 0, 0, 0]])
    const data = ipfix([dataSet(256, fields, [record(11)])])
    const recording = read(pcap([ipfix([templateSet(10, 256, fields)]), withdrawal, data].map(of => frame(of))))
    expect(countsOf(recording)).toEqual({ records: 1, 'skip template': 1, 'skip template withdrawal': 1 })
  })

  it('counts once what an exporter sends to two collectors', () => {
    const other = version5([{ source: '10.1.0.9', destination: '93.184.216.34', bytes: 7 }], { sequence: 1 })
    const to = { destination: '192.0.2.200' }
    const recording = read(pcap([frame(one), frame(one, to), frame(other), frame(other, to)]))
    expect(countsOf(recording)).toEqual({ records: 2, 'skip copy to another collector': 2 })
    expect(bytesOf(recording)).toEqual([2000, 7])
  })

  it('counts a datagram whose other fragments are elsewhere as lost', () => {
    const whole = version5(new Array(30).fill({ source: '10.1.0.9', destination: '93.184.216.34' }))
    const first = frame(whole.subarray(0, 600), { fragment: 0x2000, missing: 864 })
    const later = frame(whole.subarray(600), { fragment: 76 })
    const recording = read(pcap([first, later, frame(one)]))
    expect(countsOf(recording)).toEqual({ records: 1, 'reject cut_datagram': 1, 'skip packet': 1 })
    expect(recording.rejects[0]?.found).toContain('a fragment')
  })

  it('reads a datagram as far as it was captured', () => {
    const two = version5([
      { source: '10.1.0.9', destination: '93.184.216.34', bytes: 1 },
      { source: '10.1.0.9', destination: '93.184.216.34', bytes: 2 },
    ])
    const recording = read(pcap([frame(two)], { snapLength: 14 + 28 + 24 + 48 + 20 }))
    expect(countsOf(recording)).toEqual({ records: 1, 'reject cut_datagram': 1 })
    expect(recording.rejects[0]?.found).toBe('20 bytes of a part that is not whole, 28 are missing')
  })

  it('reads what stands before damage', () => {
    const whole = pcap([frame(one), frame(one)])
    const header = 24 + 16 + frame(one).length
    const damaged = whole.slice()
    damaged.fill(0xff, header + 8, header + 12)
    expect(countsOf(read(damaged))).toEqual({ records: 1, 'reject bad_datagram': 1 })
    expect(countsOf(read(whole.subarray(0, whole.length - 1)))).toEqual({ records: 1, 'reject cut_datagram': 1 })
  })

  it('says what an exporter sends that is no message', () => {
    const recording = read(pcap([frame(one), frame(one.with(2, 0xd9))]))
    expect(countsOf(recording)).toEqual({ records: 1, 'reject bad_datagram': 1 })
  })

  it('says how much was lost before the capture, by sequence numbers', () => {
    const from = (sequence: number, more: object = {}) =>
      version5([{ source: '10.1.0.9', destination: '93.184.216.34', ...more }], { sequence })
    const { warnings } = read(pcap([frame(from(0)), frame(from(1)), frame(from(12)), frame(from(13))]))
    expect(warnings).toEqual([expect.stringMatching(/^by their sequence numbers 10 records are missing/)])
    // Out of order is not lost.
    expect(read(pcap([frame(from(0)), frame(from(2)), frame(from(1)), frame(from(3))])).warnings).toEqual([])
  })
})

describe('a capture without exports', () => {
  it('is refused with what makes flows of it', () => {
    const { refusals } = read(pcap([frame(new TextEncoder().encode('hello there, no export'))]))
    expect(refusals).toEqual([expect.stringMatching(/a capture of 1 packets.*zeek -r FILE.*nfpcapd -r FILE/)])
  })

  it('is refused with the link type that is not read', () => {
    const { refusals } = read(pcap([new Array<number>(60).fill(1)], { link: 127 }))
    expect(refusals).toEqual([expect.stringContaining('link type 127')])
  })

  it('is refused by name where it carries sFlow or another version', () => {
    const sflow = new Uint8Array(60)
    sflow.set([0, 0, 0, 5, 0, 0, 0, 1, 192, 0, 2, 1])
    expect(read(pcap([frame(sflow, { destinationPort: 6343 })])).refusals).toEqual([
      expect.stringContaining('found sFlow'),
    ])
    const version7 = new Uint8Array(24 + 52)
    version7.set([0, 7, 0, 1])
    expect(read(pcap([frame(version7)])).refusals).toEqual([expect.stringContaining('found NetFlow v7')])
    // Two aggregates by AS: a header of 28 bytes with scheme 1, and 28 bytes each.
    const version8 = new Uint8Array(28 + 2 * 28)
    version8.set([0, 8, 0, 2])
    version8[22] = 1
    expect(read(pcap([frame(version8)])).refusals).toEqual([expect.stringContaining('found NetFlow v8')])
    version8[22] = 3
    expect(read(pcap([frame(version8)])).refusals).toEqual([expect.stringMatching(/a capture of 1 packets.*zeek/)])
  })
})

describeSamples('real messages in a capture', () => {
  it('are read as in a file', () => {
    const name = 'netflow-ipfix/logstash-plugins+logstash-codec-netflow__netflow9_test_cisco_asr9k_'
    const packets = ['tpl260.dat', 'data260.dat'].map(file => frame(readSample(`${name}${file}`)))
    const recording = read(pcap(packets))
    expect(countsOf(recording)).toEqual({ records: 21, 'skip template': 1 })
  })
})
