import { describe, expect, it } from 'vitest'
import { recogniseFormat } from '../../../../functions/normalise/formats/index.ts'
import { ocsfNetwork } from '../../../../functions/normalise/formats/ocsf/events.ts'
import { describeSamples, readSample } from '../../../support/flow-samples.ts'
import { countsOf, readWith } from '../../../support/recording-sink.ts'

const START = Date.UTC(2024, 2, 1, 11)
const event = (more: object = {}) => ({
  class_uid: 4001,
  activity_id: 6,
  start_time: START,
  end_time: START + 50_000,
  src_endpoint: { ip: '10.1.0.9', port: 40_000 },
  dst_endpoint: { ip: '93.184.216.34', port: 443 },
  connection_info: { protocol_num: 6, direction_id: 2 },
  traffic: { bytes_out: 700, bytes_in: 9000, packets_out: 7, packets_in: 12, bytes: 9700, packets: 19 },
  metadata: { version: '1.8.0', product: { name: 'Gate' } },
  ...more,
})
const vpc = (more: object = {}) =>
  event({
    traffic: { bytes: 9000, packets: 12 },
    metadata: { version: '1.1.0', product: { name: 'Amazon VPC', feature: { name: 'Flowlogs' } } },
    dst_endpoint: { ip: '93.184.216.34', port: 443, interface_uid: 'eni-1' },
    ...more,
  })
const bytes = (text: string) => new TextEncoder().encode(text)
const read = (...events: object[]) => readWith(ocsfNetwork, bytes(events.map(own => JSON.stringify(own)).join('\n')))

describe('an event of both directions', () => {
  it('is one record with counters both ways; its source began, as the class says', () => {
    expect(read(event()).rows).toMatchObject([
      {
        startMs: START,
        endMs: START + 50_000,
        source: '10.1.0.9',
        destination: '93.184.216.34',
        sourcePort: 40_000,
        destinationPort: 443,
        protocol: 6,
        sourceBytes: 700,
        destinationBytes: 9000,
        sourcePackets: 7,
        destinationPackets: 12,
        bytesLayer: 'unknown',
        sampling: 0,
        began: 'source',
        beganBy: 'log',
        answered: 'unknown',
        exporter: 'team/folder',
      },
    ])
  })

  const beganIn = (more: object) => read(event(more)).rows.map(({ began }) => began)[0]
  const noDirection = { connection_info: { protocol_num: 6 } }

  it('says by initiator_id, then by is_src_dst_assignment_known, who began; an end without a packet did not', () => {
    const beganOf = (more: object) => beganIn({ ...noDirection, ...more })
    expect(beganOf({ initiator_id: 2, is_src_dst_assignment_known: true })).toBe('destination')
    expect(beganOf({ initiator_id: 1, is_src_dst_assignment_known: false })).toBe('source')
    expect(beganOf({ initiator_id: 0, is_src_dst_assignment_known: true })).toBe('unknown')
    expect(beganOf({ initiator_id: 99 })).toBe('unknown')
    expect(beganOf({ is_src_dst_assignment_known: false })).toBe('unknown')
    expect(beganOf({ is_src_dst_assignment_known: true })).toBe('source')
    expect(beganOf({ traffic: { bytes_in: 9, packets_out: 0, packets_in: 1 } })).toBe('unknown')
  })

  it('says by direction_id whether the inner or the outer end began, where nothing else does', () => {
    const inner = { ip: '10.1.0.9', port: 40_000 }
    const outer = { ip: '93.184.216.34', port: 443 }
    const beganOf = (direction_id: unknown, src_endpoint: object, dst_endpoint: object, more: object = {}) => {
      const ends = { src_endpoint, dst_endpoint, connection_info: { protocol_num: 6, direction_id } }
      return beganIn({ is_src_dst_assignment_known: false, ...ends, ...more })
    }
    expect(beganOf(2, inner, outer)).toBe('source')
    expect(beganOf(1, inner, outer)).toBe('destination')
    expect(beganOf(2, outer, inner)).toBe('destination')
    expect(beganOf(1, outer, inner)).toBe('source')
    expect(beganOf(1, inner, outer, { initiator_id: 0, is_src_dst_assignment_known: null })).toBe('destination')
    for (const direction of [0, 3, 4, 99, null, '1']) expect(beganOf(direction, inner, outer)).toBe('unknown')
    for (const ip of ['172.31.0.1', '192.168.9.9', 'fd00::9', '10.255.0.1']) {
      expect(beganOf(2, { ip }, outer)).toBe('source')
      expect(beganOf(2, { ip }, inner)).toBe('unknown')
    }
    for (const ip of ['172.32.0.1', '192.169.0.1', '2600::9', '11.0.0.1'])
      expect(beganOf(2, { ip }, outer)).toBe('unknown')
    expect(beganOf(1, inner, outer, { traffic: { packets_out: 1, packets_in: 0 } })).toBe('unknown')
  })

  it('has no word where direction_id contradicts src_endpoint, unless another attribute is sure', () => {
    const inbound = { connection_info: { protocol_num: 6, direction_id: 1 } }
    expect(beganIn(inbound)).toBe('unknown')
    expect(beganIn({ ...inbound, is_src_dst_assignment_known: true })).toBe('source')
    expect(beganIn({ ...inbound, initiator_id: 1 })).toBe('source')
  })

  it('of Fail or Refuse was not answered', () => {
    const answers = [1, 2, 3, 4, 5, 6].map(id => read(event({ activity_id: id })).rows[0]?.answered)
    expect(answers).toEqual(['unknown', 'unknown', 'unknown', 'no', 'no', 'unknown'])
  })

  it('with totals alone is counted as sent by its source, with a warning', () => {
    const { rows, warnings } = read(event({ traffic: { bytes: '9700', packets: 19 } }))
    expect(rows).toMatchObject([
      { sourceBytes: 9700, destinationBytes: null, sourcePackets: 19, destinationPackets: null },
    ])
    expect(warnings).toEqual([expect.stringContaining('both directions together')])
  })
})

describe('cumulative_traffic', () => {
  const cumulative_traffic = { bytes_out: 5, bytes_in: 6, packets_out: 1, packets_in: 2 }
  const counters = (...events: object[]) => read(...events).rows.map(({ sourceBytes }) => sourceBytes)

  it('counts where the connection ends, and nowhere else', () => {
    const own = (activity: number) => event({ traffic: undefined, cumulative_traffic, activity_id: activity })
    expect(counters(own(6), own(6), own(2))).toEqual([null, null, 5])
    expect(counters(own(3))).toEqual([5])
    expect(read(own(6)).warnings).toEqual([expect.stringContaining('running total')])
  })

  it('does not count beside traffic', () => {
    const close = event({ traffic: undefined, cumulative_traffic, activity_id: 2 })
    expect(counters(event({ cumulative_traffic }), close)).toEqual([700, null])
  })
})

describe('times', () => {
  const timesOf = (more: object) => read(event(more)).rows.map(({ startMs, endMs }) => [startMs, endMs])[0]
  const bare = { start_time: undefined, end_time: undefined }

  it('are seconds, milliseconds or microseconds by size', () => {
    for (const unit of [1000, 1, 0.001]) {
      const more = { start_time: START / unit, end_time: (START + 5000) / unit }
      expect(timesOf(more)).toEqual([START, START + 5000])
    }
  })

  it('are of start_time_dt with an offset or a space, else of time; without an end, of the duration in the same unit', () => {
    const texts = { start_time_dt: '2024-03-01 07:00:00-04:00', end_time_dt: '2024-03-01T11:00:05.250Z' }
    expect(timesOf({ ...bare, ...texts })).toEqual([START, START + 5250])
    expect(timesOf({ ...bare, time: START / 1000, duration: 65 })).toEqual([START, START + 65_000])
    expect(timesOf({ ...bare, time: START, duration: 65 })).toEqual([START, START + 65])
    expect(timesOf({ ...bare, time: START })).toEqual([START, START])
  })

  it('that are none, or not there, reject the event', () => {
    const reasonOf = (more: object) => read(event(more)).rejects.map(({ reason, column }) => [reason, column])
    expect(reasonOf({ start_time: -5 })).toEqual([['bad_time', 'start_time']])
    // Written as 1e309, a number of JSON is infinite.
    expect(reasonOf({ start_time: 1e306 })).toEqual([['bad_time', 'start_time']])
    expect(reasonOf({ end_time: undefined, duration: 1e306 })).toEqual([['bad_number', 'duration']])
    expect(reasonOf({ ...bare, start_time_dt: '1969-12-31T23:59:59Z' })).toEqual([['bad_time', 'start_time_dt']])
    expect(reasonOf({ end_time: undefined, end_time_dt: '1969-12-31T23:59:59Z' })).toEqual([
      ['bad_time', 'end_time_dt'],
    ])
    expect(reasonOf({ end_time: 'noon' })).toEqual([['bad_time', 'end_time']])
    expect(reasonOf(bare)).toEqual([['missing_field', 'start_time']])
    expect(reasonOf({ end_time: undefined, duration: -1 })).toEqual([['bad_number', 'duration']])
  })
})

describe('a VPC flow log under this class', () => {
  it('shows one direction: its traffic is the source’s, and only a SYN says who began', () => {
    const flags = (number: number) => ({ connection_info: { protocol_num: 6, tcp_flags: number } })
    expect(read(vpc(), vpc(flags(2)), vpc(flags(18))).rows).toMatchObject([
      {
        sourceBytes: 9000,
        destinationBytes: 0,
        sourcePackets: 12,
        destinationPackets: 0,
        bytesLayer: 'ip',
        sampling: 1,
        began: 'unknown',
        exporter: 'eni-1@team/folder',
      },
      { began: 'source', beganBy: 'syn', sourceFlags: 2 },
      { began: 'destination', beganBy: 'syn', sourceFlags: 18 },
    ])
  })

  it('has NODATA and SKIPDATA as markers, also without ends', () => {
    const bare = { src_endpoint: undefined, traffic: undefined, connection_info: undefined }
    const { markers, rows } = read(
      vpc({ ...bare, status_code: 'NODATA' }),
      vpc({ ...bare, status_code: 'SKIPDATA', dst_endpoint: { interface_uid: 'eni-2' } }),
    )
    expect(rows).toEqual([])
    expect(markers.map(({ kind, exporter }) => [kind, exporter])).toEqual([
      ['nodata', 'eni-1@team/folder'],
      ['skipdata', 'eni-2@team/folder'],
    ])
  })

  it('is allowed or denied by action_id, by disposition_id before 1.1, else by its word', () => {
    const words = [{ action_id: 1 }, { action_id: 2 }, { disposition_id: 2 }, { action: 'REJECT' }, { action_id: 0 }]
    expect(read(...words.map(vpc)).rows.map(({ action }) => action)).toEqual([
      'accept',
      'deny',
      'deny',
      'deny',
      'unknown',
    ])
  })
})

describe('the class', () => {
  it('is of class_uid or type_uid; others are skipped and counted, events without it rejected', () => {
    const other = { class_uid: 4003, activity_id: 1, time: START }
    const byType = event({ class_uid: undefined, type_uid: 400_106 })
    expect(countsOf(read(event(), byType, other, { time: START }))).toEqual({
      records: 2,
      'skip class:other': 1,
      'reject missing_field': 1,
    })
    expect(recogniseFormat(bytes(JSON.stringify(other)), true)).toBeUndefined()
  })

  it('is read the same one a line, in an array, and printed over several lines', () => {
    const events = [event(), vpc()]
    const rows = (text: string) => readWith(ocsfNetwork, bytes(text)).rows.map(({ ordinal, ...row }) => row)
    const lines = rows(events.map(own => JSON.stringify(own)).join('\n'))
    expect(lines).toHaveLength(2)
    expect(rows(JSON.stringify(events, null, 2))).toEqual(lines)
    expect(rows(JSON.stringify(events))).toEqual(lines)
  })
})

it('protocols are of their number, -1 is none of IANA, else of their name; ICMP has no ports', () => {
  const connections = [{ protocol_num: -1 }, { protocol_name: 'UDP' }, { protocol_name: 'other' }, { protocol_num: 1 }]
  const { rows } = read(...connections.map(own => event({ connection_info: own })))
  expect(rows.map(({ protocol, sourcePort }) => [protocol, sourcePort])).toEqual([
    [255, null],
    [17, 40_000],
    [255, null],
    [1, null],
  ])
})

describeSamples('real OCSF network events', () => {
  /**
   * jq -s '[length, .[0].traffic.bytes_out // .[0].traffic.bytes, .[0].traffic.bytes_in // 0, .[0].traffic.packets_out //
   * .[0].traffic.packets, .[0].traffic.packets_in // 0]' FILE; times: date -u -d "$(jq -r .start_time_dt FILE)" +%s of the
   * first, jq '.time, .end_time' of the second, jq '.time, .duration' of the third.
   */
  const files: [string, number[], object][] = [
    [
      'ocsf+examples__aws-vpcflow-ocsf-v1.1.0-vpcflowlog.ocsf',
      [1, 40, 0, 1, 0],
      {
        ...{ startMs: 1_649_721_732_000, endMs: 1_649_721_788_000, source: '1.2.3.4', destination: '172.31.2.52' },
        ...{ action: 'deny', began: 'source', beganBy: 'syn', exporter: 'eni-000000000000000000@team/folder' },
      },
    ],
    [
      'ocsf+examples__dataprepper-aws-vpcflow-ocsf-v1.1.0-vpcflowlog.ocsf',
      [1, 40, 0, 1, 0],
      { startMs: 1_649_721_732_000, endMs: 1_649_721_788_000, action: 'deny', began: 'source', state: null },
    ],
    [
      'ocsf+examples__zeek-conn-ocsf-v1.4.0-conn_log.ocsf',
      [1, 164, 213, 6, 5],
      {
        ...{
          startMs: 1_729_052_821_000,
          endMs: 1_729_052_886_000,
          source: '10.4.30.5',
          sourcePort: 49_227,
          protocol: 6,
        },
        ...{ bytesLayer: 'payload', began: 'source', state: 'SF', app: 'http', exporter: 'sensor' },
      },
    ],
  ]
  it.each(files)('%s', (name, [records, ...counters], row) => {
    const content = readSample(`ocsf-network/${name}`)
    expect(recogniseFormat(content, true)?.name).toBe('ocsf-network')
    const { rows, rejects, warnings, violations } = readWith(ocsfNetwork, content)
    expect({ rejects, warnings, violations }).toEqual({ rejects: [], warnings: [], violations: [] })
    expect(rows).toHaveLength(records ?? 0)
    expect(rows[0]).toMatchObject(row)
    const { sourceBytes, destinationBytes, sourcePackets, destinationPackets } = rows[0] ?? {}
    expect([sourceBytes, destinationBytes, sourcePackets, destinationPackets]).toEqual(counters)
  })
})
