import { describe, expect, it } from 'vitest'
import { recogniseFormat } from '../../../../functions/normalise/formats/index.ts'
import { nfdumpJson } from '../../../../functions/normalise/formats/nfdump/json.ts'
import { countsOf, readWith, recordingSink } from '../../../support/recording-sink.ts'

const flow = (change: object = {}) => ({
  cnt: 1,
  type: 'FLOW',
  export_sysid: 0,
  first: '2017-04-01T00:15:07.942',
  last: '2017-04-01T00:15:10.192',
  received: '2017-04-01T00:15:11.000',
  in_packets: 7,
  in_bytes: 900,
  proto: 6,
  tcp_flags: '......S.',
  src_port: 49_152,
  dst_port: 443,
  fwd_status: 0,
  src4_addr: '175.45.176.7',
  dst4_addr: '192.0.2.1',
  sampled: 0,
  ...change,
})
const read = (...flows: object[]) => readWith(nfdumpJson, flows.map(own => JSON.stringify(own)).join('\n'))

describe('an object of nfdump', () => {
  it('is one direction of a flow, its times without a zone read as UTC with a warning', () => {
    const { rows, rejects, warnings, violations } = read(flow())
    expect({ rejects, violations }).toEqual({ rejects: [], violations: [] })
    expect(warnings).toEqual([expect.stringMatching(/^times have no zone: they are read as UTC/)])
    expect(rows).toMatchObject([
      {
        startMs: Date.UTC(2017, 3, 1, 0, 15, 7, 942),
        endMs: Date.UTC(2017, 3, 1, 0, 15, 10, 192),
        source: '175.45.176.7',
        destination: '192.0.2.1',
        sourcePort: 49_152,
        destinationPort: 443,
        protocol: 6,
        sourcePackets: 7,
        sourceBytes: 900,
        destinationPackets: 0,
        destinationBytes: 0,
        bytesLayer: 'ip',
        sampling: 1,
        sourceFlags: 2,
        began: 'source',
        beganBy: 'syn',
        answered: 'unknown',
        host: null,
        exporter: 'team/folder',
      },
    ])
  })

  it('is read the same one a line, and in the array of -o json', () => {
    const flows = [flow(), flow({ cnt: 2, proto: 17 })]
    const rows = (text: string) => readWith(nfdumpJson, text).rows.map(({ ordinal, ...row }) => row)
    const lines = rows(flows.map(own => JSON.stringify(own)).join('\n'))
    expect(lines).toHaveLength(2)
    // As nfdump breaks its lines.
    const printed = `[\n${flows.map(own => ` ${JSON.stringify(own, null, 2).replace(/\n}$/, '\n}')}`).join(',\n')}\n]\n`
    expect(rows(printed)).toEqual(lines)
    expect(recogniseFormat(new TextEncoder().encode(printed), true)?.name).toBe('nfdump-json')
  })

  it('of 1.6 has its times under other names', () => {
    const { first, last, received, ...rest } = flow()
    const old = { ...rest, t_first: first, t_last: last, t_received: received }
    expect(read(old).rows).toEqual(read(flow()).rows)
    expect(recogniseFormat(new TextEncoder().encode(JSON.stringify(old)), true)?.name).toBe('nfdump-json')
  })

  it('has IPv6 addresses, type and code of ICMP, both directions, a router and a server name', () => {
    const six = { src4_addr: undefined, dst4_addr: undefined, src6_addr: '2001:db8::1', dst6_addr: '2001:db8::2' }
    const ports = { src_port: undefined, dst_port: undefined, tcp_flags: undefined }
    expect(read(flow({ ...six, ...ports, proto: 58, icmp_type: 135, icmp_code: 1 })).rows).toMatchObject([
      { source: '2001:db8::1', destination: '2001:db8::2', icmpType: 135, icmpCode: 1, sourcePort: null },
    ])
    expect(read(flow({ out_packets: 9, out_bytes: 4000, ip4_router: '10.0.0.1' })).rows).toMatchObject([
      { sourcePackets: 7, destinationPackets: 9, destinationBytes: 4000, exporter: '10.0.0.1', began: 'unknown' },
    ])
    expect(read(flow({ in_sni: 'example.org', ip4_router: '0.0.0.0' })).rows).toMatchObject([
      { host: 'example.org', exporter: 'team/folder' },
    ])
    expect(read(flow({ fwd_status: 130 })).rows).toMatchObject([{ action: 'deny' }])
  })

  it('of a tunnelled flow is the flow', () => {
    const tunnel = { tun_proto: 47, src4_tun_ip: '172.27.1.66', dst4_tun_ip: '66.59.109.137' }
    expect(read(flow(tunnel)).rows).toEqual(read(flow()).rows)
  })

  it('of sampled packets is of a sampling that nobody knows', () => {
    const { rows, warnings } = read(flow({ sampled: 1 }))
    expect(rows).toMatchObject([{ sampling: 0 }])
    expect(warnings).toContainEqual(expect.stringMatching(/^some records are of sampled packets/))
  })

  it('without an end ends when it began', () => {
    const { rows, warnings } = read(flow({ last: '1970-01-01T00:00:00.000' }))
    expect(rows.map(({ startMs, endMs }) => endMs - startMs)).toEqual([0])
    expect(warnings).toContainEqual(expect.stringMatching(/^some records have no end/))
  })

  it('that tells of an event counts where it has counters', () => {
    const event = { type: 'EVENT', in_packets: 0, event: 'DELETE' }
    const none = { type: 'EVENT', in_packets: 0, in_bytes: 0, src4_addr: undefined, dst4_addr: undefined }
    expect(countsOf(read(flow(event), flow(none)))).toEqual({ records: 1, 'skip event': 1 })
    expect(read(flow(event)).rows).toMatchObject([{ sourcePackets: null, sourceBytes: 900 }])
  })

  it.each([
    ['in_bytes', 2 ** 53, 'bad_number'],
    ['out_packets', '12', 'bad_number'],
    ['dst_port', 65_536, 'bad_number'],
    ['proto', undefined, 'missing_field'],
    ['dst4_addr', 'example.org', 'bad_address'],
    ['src4_addr', undefined, 'missing_field'],
    ['first', '9189144-01-01T00:00:00.000', 'bad_time'],
    ['last', undefined, 'missing_field'],
  ])('is refused for %s %s', (name, value, reason) => {
    const { rejects, rows } = read(flow({ [name]: value }))
    expect(rows).toEqual([])
    expect(rejects).toMatchObject([{ reason, column: name }])
  })
})

it('of nfdump shows two directions where most records do', () => {
  const directions = (...flows: object[]) => {
    const reader = nfdumpJson.open(recordingSink(), { key: '', keyExporter: '' })
    reader.push(new TextEncoder().encode(flows.map(own => `${JSON.stringify(own)}\n`).join('')))
    reader.end()
    return reader.directions
  }
  const both = flow({ out_packets: 9, out_bytes: 4000 })
  expect([directions(flow()), directions(both, both, flow()), directions(both, flow())]).toEqual([1, 2, 1])
})
