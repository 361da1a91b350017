import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recogniseFormat } from '../../../../functions/normalise/formats/index.ts'
import { suricataEve } from '../../../../functions/normalise/formats/suricata/eve.ts'
import { damagedBytes } from '../../../support/damaged-bytes.ts'
import { runsOf } from '../../../support/depth.ts'
import { countsOf, type RecordedRow, readWith, recordingSink } from '../../../support/recording-sink.ts'

const seed = 20_170_401

interface Fields {
  [name: string]: unknown
}

const tuple = { src_ip: '175.45.176.7', src_port: 49152, dest_ip: '192.0.2.1', dest_port: 443, proto: 'TCP' }

function flow({ flow: inner, ...fields }: Fields = {}): Fields {
  return {
    timestamp: '2017-04-02T00:00:00.000000+0000',
    flow_id: 1001,
    event_type: 'flow',
    ...tuple,
    app_proto: 'tls',
    flow: {
      pkts_toserver: 10,
      pkts_toclient: 12,
      bytes_toserver: 1500,
      bytes_toclient: 9000,
      start: '2017-04-01T00:15:00.706265+0000',
      end: '2017-04-01T00:15:01.706999+0000',
      state: 'closed',
      ...(inner as Fields | undefined),
    },
    tcp: { tcp_flags: '1b', tcp_flags_ts: '1b', tcp_flags_tc: '1b' },
    ...fields,
  }
}

function netflow({ netflow: inner, ...fields }: Fields = {}): Fields {
  return {
    timestamp: '2017-04-02T00:00:00.000000+0000',
    flow_id: 1001,
    event_type: 'netflow',
    ...tuple,
    netflow: {
      pkts: 10,
      bytes: 1500,
      start: '2017-04-01T00:15:00.706265+0000',
      end: '2017-04-01T00:15:01.706999+0000',
      ...(inner as Fields | undefined),
    },
    tcp: { tcp_flags: '1b' },
    ...fields,
  }
}

const reply = { src_ip: tuple.dest_ip, src_port: tuple.dest_port, dest_ip: tuple.src_ip, dest_port: tuple.src_port }
const tls = (sni: unknown, flowId = 1001): Fields => ({
  timestamp: '2017-04-01T00:15:00.800000+0000',
  flow_id: flowId,
  event_type: 'tls',
  ...tuple,
  tls: { sni, version: 'TLS 1.2' },
})

const linesOf = (events: unknown[]) => events.map(event => `${JSON.stringify(event)}\n`).join('')
const read = (...events: unknown[]) => readWith(suricataEve, linesOf(events))

function rowsOf(...events: unknown[]): RecordedRow[] {
  const recording = read(...events)
  expect(recording.violations).toEqual([])
  expect(recording.rejects).toEqual([])
  return recording.rows
}

function rowOf(event: Fields): RecordedRow {
  const rows = rowsOf(event)
  expect(rows.length).toBe(1)
  return rows[0]!
}

function rejectOf(event: Fields) {
  const recording = read(event)
  expect(recording.violations).toEqual([])
  expect(recording.rows).toEqual([])
  expect(recording.rejects.length).toBe(1)
  const { reason, column, found } = recording.rejects[0]!
  return { reason, column, found }
}

describe('a flow event', () => {
  it('gives both directions, with the client as source', () => {
    expect(rowOf(flow())).toEqual({
      ordinal: 1,
      startMs: Date.UTC(2017, 3, 1, 0, 15, 0, 706),
      endMs: Date.UTC(2017, 3, 1, 0, 15, 1, 706),
      source: '175.45.176.7',
      destination: '192.0.2.1',
      sourcePort: 49152,
      destinationPort: 443,
      protocol: 6,
      icmpType: null,
      icmpCode: null,
      sourceBytes: 1500,
      destinationBytes: 9000,
      sourcePackets: 10,
      destinationPackets: 12,
      bytesLayer: 'ethernet',
      sampling: 1,
      sourceFlags: 0x1b,
      destinationFlags: 0x1b,
      action: 'unknown',
      began: 'source',
      beganBy: 'log',
      answered: 'yes',
      state: 'closed',
      app: 'tls',
      host: null,
      exporter: 'team/folder',
    })
  })

  it.each([
    ['+0900', '2017-04-01T09:15:00.000000+0900'],
    ['+09:00', '2017-04-01T09:15:00.000000+09:00'],
    ['-0330', '2017-03-31T20:45:00.000000-0330'],
    ['Z', '2017-04-01T00:15:00.000000Z'],
  ])('has times of its own, with an offset like %s', (_, start) => {
    expect(rowOf(flow({ flow: { start } })).startMs).toBe(Date.UTC(2017, 3, 1, 0, 15))
  })

  it.each([
    ['a SYN from the client', { tcp_flags_ts: '1b', tcp_flags_tc: '1b' }, 'source', 'yes'],
    ['a SYN that a RST met', { tcp_flags_ts: '02', tcp_flags_tc: '14' }, 'source', 'no'],
    ['a SYN that nothing met', { tcp_flags_ts: '02', tcp_flags_tc: '00' }, 'source', 'no'],
    ['no SYN, as of a flow joined late', { tcp_flags_ts: '18', tcp_flags_tc: '10' }, 'unknown', 'unknown'],
    ['no flags, as of a flow without session', { tcp_flags_ts: '00', tcp_flags_tc: '00' }, 'unknown', 'unknown'],
    ['flags that are not logged', {}, 'unknown', 'unknown'],
  ] as const)('with %s', (_, flags, began, answered) => {
    expect(rowOf(flow({ tcp: flags }))).toMatchObject({ began, answered, beganBy: began === 'source' ? 'log' : 'none' })
  })

  it('knows no flags where it followed no session', () => {
    const none = flow({ tcp: { tcp_flags_ts: '00', tcp_flags_tc: '00' } })
    expect(rowOf(none)).toMatchObject({ sourceFlags: null, destinationFlags: null })
  })

  it.each([
    ['UDP', 10, 'source'],
    ['UDP', 0, 'unknown'],
    ['ESP', 1, 'source'],
    ['TCP', 0, 'unknown'],
  ] as const)('of %s, of which the client sent %i packets, began at: %s', (proto, packets, began) => {
    expect(rowOf(flow({ proto, tcp: undefined, flow: { pkts_toserver: packets } })).began).toBe(began)
  })

  it('of ICMP has type and code and no ports', () => {
    const icmp = { proto: 'ICMP', src_port: undefined, dest_port: undefined, icmp_type: 8, icmp_code: 0 }
    expect(rowOf(flow(icmp))).toMatchObject({ protocol: 1, icmpType: 8, icmpCode: 0, sourcePort: null })
    expect(rowOf(flow({ ...icmp, proto: 'IPv6-ICMP', icmp_type: 128 }))).toMatchObject({ protocol: 58, icmpType: 128 })
  })

  it.each([
    ['SCTP', 132],
    ['ESP', 50],
    ['GRE', 47],
    ['143', 143],
    ['002', 2],
    ['tcp', 6],
    ['Any', 255],
    ['999', 255],
  ])('of protocol %s is of %i', (proto, protocol) => {
    expect(rowOf(flow({ proto })).protocol).toBe(protocol)
  })

  it('reads IPv6 written in full', () => {
    const event = flow({ src_ip: '2001:0db8:0000:0000:0000:0000:0000:0001', dest_ip: 'fe80::1' })
    expect(rowOf(event)).toMatchObject({ source: '2001:db8::1', destination: 'fe80::1' })
  })

  it.each(['failed', 'unknown', '', null, 5])('takes app_proto %j for no word', app => {
    expect(rowOf(flow({ app_proto: app })).app).toBe(null)
  })

  it.each([
    ['drop', 'deny'],
    ['pass', 'accept'],
    ['accept', 'accept'],
    [undefined, 'unknown'],
  ])('with action %s is: %s', (action, word) => {
    expect(rowOf(flow({ flow: { action } })).action).toBe(word)
  })

  it('names its exporter by host', () => {
    expect(rowOf(flow({ host: 'sensor-1' })).exporter).toBe('sensor-1')
    expect(rowOf(flow({ host: { name: 'beat' } })).exporter).toBe('team/folder')
  })

  it('has no counters where none are logged, rather than 0', () => {
    const bare = { pkts_toserver: undefined, bytes_toserver: null, pkts_toclient: undefined, bytes_toclient: undefined }
    expect(rowOf(flow({ flow: bare }))).toMatchObject({
      sourceBytes: null,
      destinationBytes: null,
      sourcePackets: null,
    })
  })

  it.each([
    [{ src_ip: undefined }, 'missing_field', 'src_ip', 'nothing'],
    [{ src_ip: '300.1.1.1' }, 'bad_address', 'src_ip', '300.1.1.1'],
    [{ dest_ip: ['192.0.2.1'] }, 'bad_address', 'dest_ip', 'a list'],
    [{ proto: undefined }, 'missing_field', 'proto', 'nothing'],
    [{ src_port: 65_536 }, 'bad_number', 'src_port', '65536'],
    [{ dest_port: '443' }, 'bad_number', 'dest_port', '443'],
    [{ flow: { start: undefined } }, 'missing_field', 'flow.start', 'nothing'],
    [{ flow: { end: undefined } }, 'missing_field', 'flow.end', 'nothing'],
    [{ flow: { end: 'yesterday' } }, 'bad_time', 'flow.end', 'yesterday'],
    [{ flow: { end: 1491005700 } }, 'bad_time', 'flow.end', '1491005700'],
    [{ flow: { bytes_toserver: -1 } }, 'bad_number', 'flow.bytes_toserver', '-1'],
    [{ flow: { bytes_toclient: 1.5 } }, 'bad_number', 'flow.bytes_toclient', '1.5'],
    [{ flow: { pkts_toclient: 2 ** 60 } }, 'bad_number', 'flow.pkts_toclient', '1152921504606847000'],
    [{ tcp: { tcp_flags_ts: 'xy' } }, 'bad_number', 'tcp.tcp_flags_ts', 'xy'],
    [{ proto: 'ICMP', icmp_type: 256 }, 'bad_number', 'icmp_type', '256'],
  ])('%j is rejected', (fields, reason, column, found) => {
    expect(rejectOf(flow(fields))).toEqual({ reason, column, found })
  })
})

describe('kept words', () => {
  it('are cut, so that a file cannot fill memory with them', () => {
    const long = 'x'.repeat(30_000)
    const row = rowOf(flow({ app_proto: long, flow: { state: long } }))
    expect([row.app, row.state]).toEqual(['x'.repeat(64), 'x'.repeat(64)])
  })
})

describe('netflow events', () => {
  it('show one direction each', () => {
    expect(rowOf(netflow())).toMatchObject({
      sourceBytes: 1500,
      destinationBytes: 0,
      sourcePackets: 10,
      destinationPackets: 0,
      sourceFlags: 0x1b,
      destinationFlags: null,
    })
  })

  it('tell who began by their pair, since both halves have SYN and ACK', () => {
    const [first, second] = rowsOf(netflow(), netflow(reply))
    expect(first).toMatchObject({ began: 'unknown', answered: 'unknown' })
    expect(second).toMatchObject({ began: 'destination', beganBy: 'log', answered: 'yes' })
  })

  it('tell nothing of a pair whose flow was joined late', () => {
    const late = { tcp: { tcp_flags: '18' } }
    expect(rowsOf(netflow(late), netflow({ ...reply, ...late }))[1]).toMatchObject({ began: 'unknown' })
  })

  it('tell who began by a SYN that no ACK followed', () => {
    expect(rowOf(netflow({ tcp: { tcp_flags: '02' } }))).toMatchObject({ began: 'source', beganBy: 'syn' })
  })

  it('of UDP are paired by flow_id too', () => {
    const udp = { proto: 'UDP', tcp: undefined }
    const [first, second] = rowsOf(netflow(udp), netflow({ ...udp, ...reply }))
    expect([first!.began, second!.began, second!.answered]).toEqual(['unknown', 'destination', 'unknown'])
  })

  it('of different flows are no pair', () => {
    expect(rowsOf(netflow(), netflow({ ...reply, flow_id: 1002 }))[1]!.began).toBe('unknown')
  })

  it('have no counters where none are logged', () => {
    expect(rowOf(netflow({ netflow: { pkts: undefined, bytes: undefined } }))).toMatchObject({
      sourceBytes: null,
      destinationBytes: null,
      sourcePackets: null,
      destinationPackets: null,
    })
  })
})

describe('a file', () => {
  const directionsOf = (...events: unknown[]) => {
    const reader = suricataEve.open(recordingSink(), { key: 'k', keyExporter: 'e' })
    reader.push(new TextEncoder().encode(linesOf(events)))
    reader.end()
    return reader.directions
  }

  it('is ruled by flow or netflow, whichever comes first', () => {
    expect(countsOf(read(flow(), netflow(), netflow(reply), flow()))).toEqual({ records: 2, 'skip event:netflow': 2 })
    expect(countsOf(read(netflow(), netflow(reply), flow()))).toEqual({ records: 2, 'skip event:flow': 1 })
    expect([directionsOf(flow(), netflow()), directionsOf(netflow(), flow()), directionsOf()]).toEqual([2, 1, 2])
  })

  it('skips other events by kind, of which there is a bounded number', () => {
    const others = [
      'alert',
      'dns',
      'stats',
      'x'.repeat(31),
      'made\nup',
      ...Array.from({ length: 50 }, (_, i) => `k${i}`),
    ]
    const recording = read(...others.map(type => ({ timestamp: 't', event_type: type })), flow())
    expect(countsOf(recording)).toEqual({
      records: 1,
      'skip event:alert': 1,
      'skip event:dns': 1,
      'skip event:stats': 1,
      'skip event:other': 52,
    })
  })

  it('does not read the flow that an alert carries', () => {
    expect(countsOf(read({ ...flow(), event_type: 'alert' }))).toEqual({ 'skip event:alert': 1 })
  })

  it('is told to log flows where it has none', () => {
    const warning = 'neither flow nor netflow events: switch flow on in the eve-log section of suricata.yaml'
    expect(read({ timestamp: 't', event_type: 'alert' }).warnings).toEqual([warning])
    expect(read(flow()).warnings).toEqual([])
  })

  it('rejects an object without event type', () => {
    expect(rejectOf({ timestamp: 't' })).toMatchObject({ reason: 'missing_field', column: 'event_type' })
  })

  it('takes the outer event type, not that of an inner object', () => {
    const event = { metadata: { event_type: 'dns' }, ...flow() }
    expect(rowOf(event).source).toBe('175.45.176.7')
    expect(rowOf({ note: 'event_type', ...flow() }).source).toBe('175.45.176.7')
  })
})

describe('server names', () => {
  it('come from tls, quic and http events of the same flow', () => {
    expect(rowsOf(tls('a.example'), flow())[0]!.host).toBe('a.example')
    const quic = { ...tls('x'), event_type: 'quic', quic: { sni: 'q.example' } }
    expect(rowsOf(quic, flow())[0]!.host).toBe('q.example')
    const http = { ...tls('x'), event_type: 'http', http: { hostname: 'h.example' } }
    expect(rowsOf(http, flow())[0]!.host).toBe('h.example')
  })

  it('are not taken from other flows, and are neither empty nor addresses', () => {
    expect(rowsOf(tls('a.example', 7), tls(''), tls(5), tls('192.0.2.1'), flow())[0]!.host).toBe(null)
  })

  it('are the first of the flow, and end with it', () => {
    const rows = rowsOf(tls('a.example'), tls('b.example'), flow(), flow())
    expect(rows.map(row => row.host)).toEqual(['a.example', null])
  })

  it('are on both halves of netflow', () => {
    expect(rowsOf(tls('a.example'), netflow(), netflow(reply)).map(row => row.host)).toEqual(['a.example', 'a.example'])
  })

  it('have at most 253 characters', () => {
    expect(rowsOf(tls('a'.repeat(300)), flow())[0]!.host).toBe('a'.repeat(253))
  })

  it('are forgotten, the oldest first, beyond 65,536 flows, which is said', () => {
    const events = Array.from({ length: 65_538 }, (_, i) => tls(`${i}.example`, i))
    const recording = read(...events, flow({ flow_id: 1 }), flow({ flow_id: 2 }))
    expect(recording.rows.map(row => row.host)).toEqual([null, '2.example'])
    expect(recording.warnings).toEqual(['2 server names were dropped: over 65536 named flows were open at once'])
  })
})

describe('events that AWS Network Firewall wraps', () => {
  const wrap = (event: Fields) => ({
    firewall_name: 'edge',
    availability_zone: 'us-east-1b',
    event_timestamp: '1491005701',
    event,
  })

  it('are read, with the firewall as exporter and bytes of an unknown layer', () => {
    expect(rowOf(wrap(netflow()))).toMatchObject({ exporter: 'edge', bytesLayer: 'unknown', sourceBytes: 1500 })
  })

  it('are read when printed over several lines', () => {
    const text = JSON.stringify(wrap(netflow()), null, 4)
    const recording = readWith(suricataEve, `${text}\n${text}\n`)
    expect(recording.violations).toEqual([])
    expect(recording.rows.map(row => row.ordinal)).toEqual([1, 1 + text.split('\n').length])
    expect(suricataEve.recognise(new TextEncoder().encode(text), true)).toBe(true)
  })

  it('that are alerts alone are told of the firewall, not of suricata.yaml', () => {
    const alert = { timestamp: '2017-04-01T00:00:00.000000+0000', event_type: 'alert' }
    const { rows, skips, warnings } = read(wrap(alert))
    expect([rows, skips.map(({ kind }) => kind)]).toEqual([[], ['event:alert']])
    expect(warnings).toEqual([expect.stringContaining('ALERT and TLS logs of AWS Network Firewall')])
    expect(warnings).toEqual([expect.not.stringContaining('suricata.yaml')])
  })

  it('are rejected with the path from the outside', () => {
    expect(rejectOf(wrap(netflow({ src_ip: 'x' })))).toMatchObject({ column: 'event.src_ip' })
  })
})

describe('recognition', () => {
  const recognised = (text: string, complete = true) =>
    recogniseFormat(new TextEncoder().encode(text), complete)?.name === 'suricata-eve'

  it('is by an event type and a timestamp in the first objects', () => {
    expect(recognised(linesOf([flow()]))).toBe(true)
    expect(recognised(linesOf([{ timestamp: 't', event_type: 'stats' }]))).toBe(true)
    expect(recognised(`\ufeff\n${linesOf([flow()])}`)).toBe(true)
    expect(recognised(JSON.stringify(flow()), false)).toBe(false)
    expect(recognised(JSON.stringify([flow()], null, 2))).toBe(true)
  })

  it('refuses other JSON', () => {
    expect(recognised('{"ts":1,"id.orig_h":"192.0.2.1","proto":"tcp"}\n')).toBe(false)
    expect(recognised('{"event_type":"flow"}\n')).toBe(false)
    expect(recognised('{"timestamp":"t","event_type":5}\n')).toBe(false)
    expect(recognised('{\n')).toBe(false)
    expect(recognised('')).toBe(false)
  })
})

describe('any bytes', () => {
  const good = new TextEncoder().encode(
    linesOf([tls('a.example'), flow(), { timestamp: 't', event_type: 'dns' }, flow({ proto: 'ICMP', icmp_type: 8 })]) +
      JSON.stringify({ firewall_name: 'f', event: netflow() }, null, 2),
  )

  it('never throw and always balance', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
        suricataEve.recognise(bytes, true)
        expect(readWith(suricataEve, bytes).violations).toEqual([])
      }),
      { seed, numRuns: runsOf(300) },
    )
  })

  it('of damaged events never throw and always balance', () => {
    fc.assert(
      fc.property(damagedBytes(good), bytes => {
        suricataEve.recognise(bytes, true)
        expect(readWith(suricataEve, bytes).violations).toEqual([])
      }),
      { seed, numRuns: runsOf(500) },
    )
  })

  it('give the same however they are split', () => {
    fc.assert(
      fc.property(damagedBytes(good), fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), (bytes, chunks) => {
        expect(readWith(suricataEve, bytes, { chunks })).toEqual(readWith(suricataEve, bytes))
      }),
      { seed, numRuns: runsOf(300) },
    )
  })

  it('survive objects nested without end', () => {
    const deep = `{"timestamp":"t","event_type":"flow","src_ip":${'['.repeat(30_000)}${']'.repeat(30_000)}}\n`
    expect(readWith(suricataEve, deep).rejects).toMatchObject([{ reason: 'bad_address', found: 'a list' }])
  })
})
