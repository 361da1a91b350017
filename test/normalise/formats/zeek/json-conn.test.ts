import { describe, expect, it } from 'vitest'
import { zeekConn } from '../../../../functions/normalise/formats/zeek/conn.ts'
import { zeekConnJson } from '../../../../functions/normalise/formats/zeek/json-conn.ts'
import { countsOf, type ReadOptions, type RecordedRow, readWith } from '../../../support/recording-sink.ts'

interface Entry {
  [key: string]: unknown
}

const usual: Entry = {
  ts: 1491005700.706265,
  uid: 'CHhAvVGS1DHFjwGM9',
  'id.orig_h': '175.45.176.7',
  'id.orig_p': 49152,
  'id.resp_h': '192.0.2.1',
  'id.resp_p': 443,
  proto: 'tcp',
  service: 'ssl',
  duration: 0.44746,
  orig_bytes: 601,
  resp_bytes: 38393,
  conn_state: 'SF',
  missed_bytes: 0,
  history: 'ShADadFf',
  orig_pkts: 22,
  orig_ip_bytes: 1489,
  resp_pkts: 31,
  resp_ip_bytes: 39641,
}

const read = (entries: readonly unknown[], options: ReadOptions = {}) =>
  readWith(zeekConnJson, entries.map(entry => `${JSON.stringify(entry)}\n`).join(''), options)

/** The only row that a file of this entry gives. */
function rowIn(entry: unknown, options: ReadOptions = {}): RecordedRow {
  const recording = read([entry], options)
  expect(recording.violations).toEqual([])
  expect(recording.rejects).toEqual([])
  expect(recording.rows.length).toBe(1)
  return recording.rows[0]!
}

const rowOf = (change: Entry = {}) => rowIn({ ...usual, ...change })

function rejectOf(entry: unknown) {
  const recording = read([entry])
  expect(recording.violations).toEqual([])
  expect(recording.rows).toEqual([])
  const [reject] = recording.rejects
  return reject && { reason: reject.reason, column: reject.column, found: reject.found }
}

const rejectWith = (change: Entry) => rejectOf({ ...usual, ...change })

const recognised = (text: string, complete = true) => zeekConnJson.recognise(new TextEncoder().encode(text), complete)
const recognisesAll = (...entries: unknown[]) => recognised(entries.map(entry => `${JSON.stringify(entry)}\n`).join(''))

/** What the log's text says of the same connection. */
function textRow(entry: Entry): RecordedRow {
  const names = Object.keys(entry)
  const values = names.map(name => String(entry[name]))
  const text = `#separator \\x09\n#path\tconn\n#fields\t${names.join('\t')}\n${values.join('\t')}\n`
  return readWith(zeekConn, text).rows[0]!
}

describe('an entry', () => {
  it('is read whole', () => {
    expect(rowOf()).toEqual({
      ordinal: 1,
      startMs: 1_491_005_700_706,
      endMs: 1_491_005_701_153,
      source: '175.45.176.7',
      destination: '192.0.2.1',
      sourcePort: 49_152,
      destinationPort: 443,
      protocol: 6,
      icmpType: null,
      icmpCode: null,
      sourceBytes: 1489,
      destinationBytes: 39_641,
      sourcePackets: 22,
      destinationPackets: 31,
      bytesLayer: 'ip',
      sampling: 1,
      sourceFlags: null,
      destinationFlags: null,
      action: 'unknown',
      began: 'source',
      beganBy: 'log',
      answered: 'yes',
      state: 'SF',
      app: 'ssl',
      host: null,
      exporter: 'team/folder',
    } satisfies RecordedRow)
  })

  it.each<Entry>([
    {},
    { conn_state: 'S0', history: 'S', orig_bytes: '-', resp_bytes: '-', duration: '-' },
    { conn_state: 'OTH', history: '^h', orig_pkts: 0 },
    { proto: 'udp', service: 'dns', history: 'Dd' },
    { proto: 'icmp', 'id.orig_p': 8, 'id.resp_p': 0, history: '-' },
    { proto: 'icmp', 'id.orig_h': 'fe80::1', 'id.resp_h': 'ff02::2', 'id.orig_p': 133, 'id.resp_p': 134 },
    { proto: 'unknown_transport', ip_proto: 47, 'id.orig_p': 0, 'id.resp_p': 0 },
    { proto: 'unknown_transport', 'id.orig_p': 0, 'id.resp_p': 0 },
    { orig_ip_bytes: '-', resp_ip_bytes: '-' },
    { service: '-ftp,ssl', history: 's^a' },
    { _system_name: 'sensor-2' },
    { duration: -0.000003 },
  ])('says what the text of the log says: %j', change => {
    const entry: Entry = { ...usual, ...change }
    const unsetLeftOut = Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== '-'))
    expect({ ...rowIn(unsetLeftOut), ordinal: 4 }).toEqual(textRow(entry))
    expect({ ...rowIn(entry), ordinal: 4 }).toEqual(textRow(entry))
  })

  it('has nothing where keys are absent', () => {
    const { ts, 'id.orig_h': origH, 'id.resp_h': respH, proto } = usual
    const bare = { ts, 'id.orig_h': origH, 'id.resp_h': respH, proto, conn_state: 'OTH' }
    expect(rowIn(bare)).toMatchObject({
      startMs: 1_491_005_700_706,
      endMs: 1_491_005_700_706,
      sourcePort: null,
      sourceBytes: null,
      sourcePackets: null,
      bytesLayer: 'unknown',
      app: null,
    })
  })

  it('may list its services', () => {
    expect(rowOf({ service: ['-ftp', 'ssl'] }).app).toBe('ssl')
    expect(rowOf({ service: [] }).app).toBeNull()
  })
})

describe('times', () => {
  it.each([
    ['epoch seconds', 1491005700.706265],
    ['epoch milliseconds', 1491005700706],
    ['milliseconds with a fraction', 1491005700706.265],
    ['ISO 8601', '2017-04-01T00:15:00.706265Z'],
    ['seconds in a text', '1491005700.706265'],
  ])('may be %s', (_, ts) => {
    expect(rowOf({ ts })).toMatchObject({ startMs: 1_491_005_700_706 })
  })

  it("of the log's six decimals are whole microseconds", () => {
    expect(rowOf({ ts: 1491005700.9996, duration: 0.0004 }).endMs).toBe(1_491_005_701_000)
    expect(rowOf({ ts: 1491005700.9996, duration: 0.000399 }).endMs).toBe(1_491_005_700_999)
  })

  it('without a zone are UTC, and said to be', () => {
    const { rows, warnings } = read([{ ...usual, ts: '2017-04-01T00:15:00.706265' }])
    expect(rows[0]?.startMs).toBe(1_491_005_700_706)
    expect(warnings).toEqual([
      'times have no zone: they are read as UTC; write them with Z, as Zeek does, ' +
        'or say their zone in sources.csv (npx flowcensus start: --source-zone)',
    ])
    expect(read([{ ...usual, ts: '2017-04-01T02:15:00.706265+02:00' }])).toMatchObject({
      rows: [{ startMs: 1_491_005_700_706 }],
      warnings: [],
    })
  })

  it.each(['Apr 1', 'XXXXXXXXXX.XXXXXX', true, {}, 1e306])('of %j are rejected', found => {
    const text = typeof found === 'object' ? 'an object' : String(found)
    expect(rejectWith({ ts: found })).toEqual({ reason: 'bad_time', column: 'ts', found: text })
    expect(rejectWith({ duration: found })).toEqual({ reason: 'bad_time', column: 'duration', found: text })
  })

  it('take a duration below zero by less than a millisecond for none, and leave others to the sink', () => {
    expect(rowOf({ ts: 1491005700.706, duration: -0.000999 }).endMs).toBe(1_491_005_700_706)
    expect(rowOf({ ts: 1491005700.706, duration: -0.001 }).endMs).toBe(1_491_005_700_705)
  })
})

describe('names of fields', () => {
  const ends = ['id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p']
  const renamed = (names: readonly string[]) =>
    Object.fromEntries(Object.entries(usual).map(([key, value]) => [names[ends.indexOf(key)] ?? key, value]))

  it.each([
    ['another scope separator', ['id_orig_h', 'id_orig_p', 'id_resp_h', 'id_resp_p']],
    ['a field name map', ['src', 'src_port', 'dst', 'dst_port']],
    ['names of addresses', ['src_ip', 'src_port', 'dest_ip', 'dest_port']],
  ])('may be those of %s', (_, names) => {
    expect(rowIn(renamed(names))).toEqual(rowOf())
    expect(recognisesAll(renamed(names))).toBe(true)
  })

  it('may be keys of an inner object', () => {
    const inner = Object.fromEntries(ends.map(name => [name.replace('id.', ''), usual[name]]))
    const rest = Object.fromEntries(Object.entries(usual).filter(([key]) => !ends.includes(key)))
    expect(rowIn({ ...rest, id: inner })).toEqual(rowOf())
  })

  it('may change within a file', () => {
    const other = renamed(['src', 'src_port', 'dst', 'dst_port'])
    expect(read([usual, other, usual]).rows.map(row => ({ ...row, ordinal: 1 }))).toEqual([rowOf(), rowOf(), rowOf()])
  })
})

describe('envelopes', () => {
  const message = JSON.stringify(usual)

  it('of Corelight name the log and the sensor', () => {
    const corelight = { _path: 'conn', _system_name: 'HQ', _write_ts: '2017-04-01T00:15:02.000001Z', ...usual }
    expect(rowIn({ ...corelight, ts: '2017-04-01T00:15:00.706265Z' })).toEqual({ ...rowOf(), exporter: 'HQ' })
  })

  it('of Kafka name the log', () => {
    expect(rowIn({ conn: usual })).toEqual(rowOf())
    expect(countsOf(read([{ conn: usual }, { dns: { ts: 1.5, query: 'a' } }]))).toEqual({
      records: 1,
      'skip path:dns': 1,
    })
  })

  it.each<[string, Entry, string]>([
    ['a collector', { '@timestamp': '2020-01-01T00:00:00Z', message, agent: { name: 'so-sensor' } }, 'so-sensor'],
    [
      'a hit',
      { _index: 'so-zeek', _source: { message, observer: { name: 'so-2' }, event: { dataset: 'conn' } } },
      'so-2',
    ],
    ['a search', { preview: false, result: { _raw: message, _time: 'x' } }, 'team/folder'],
    ['an event', { time: 1, sourcetype: 'corelight_conn', event: usual }, 'team/folder'],
    ['an original', { event: { original: message, dataset: 'zeek.conn' } }, 'team/folder'],
  ])('of %s hold the entry', (_, entry, exporter) => {
    expect(rowIn(entry)).toEqual({ ...rowOf(), exporter })
    expect(recognisesAll(entry)).toBe(true)
  })

  const securityOnion = {
    '@timestamp': '2017-04-01T00:15:00.706Z',
    ingest: { timestamp: '2017-04-01T00:16:00.000Z' },
    event: { dataset: 'conn', duration: 0.44746, module: 'zeek', category: 'network' },
    log: { id: { uid: 'CHhAvVGS1DHFjwGM9' } },
    observer: { name: 'so-sensor' },
    source: { ip: '175.45.176.7', port: 49152 },
    destination: { ip: '192.0.2.1', port: 443 },
    network: { transport: 'tcp', protocol: 'ssl', bytes: 38994, community_id: '1:x' },
    client: { ip: '175.45.176.7', port: 49152, bytes: 601, packets: 22, ip_bytes: 1489 },
    server: { ip: '192.0.2.1', port: 443, bytes: 38393, packets: 31, ip_bytes: 39641 },
    connection: { state: 'SF', history: 'ShADadFf', local: { originator: true } },
  }

  it('of Security Onion are read by its names', () => {
    expect(rowIn(securityOnion)).toEqual({ ...rowOf(), exporter: 'so-sensor' })
    expect(rowIn({ _source: securityOnion })).toEqual({ ...rowOf(), exporter: 'so-sensor' })
    expect(recognisesAll(securityOnion)).toBe(true)
    const dns = { ...securityOnion, connection: undefined, event: { dataset: 'zeek.dns' } }
    expect(countsOf(read([securityOnion, dns]))).toEqual({ records: 1, 'skip path:dns': 1 })
  })

  it('say where in them something is wrong', () => {
    const wrong = JSON.stringify({ ...usual, 'id.resp_p': 70_000 })
    expect(rejectOf({ message: wrong })).toEqual({ reason: 'bad_number', column: 'message.id.resp_p', found: '70000' })
    expect(rejectOf({ ...securityOnion, source: { ip: 'x', port: 1 } })).toEqual({
      reason: 'bad_address',
      column: 'source.ip',
      found: 'x',
    })
    expect(rejectOf({ conn: { ...usual, proto: undefined } })).toEqual({
      reason: 'missing_field',
      column: 'conn.proto',
      found: 'nothing',
    })
  })

  it('are opened to a bounded depth', () => {
    let entry: Entry = usual
    for (let i = 0; i < 5; i++) entry = { message: JSON.stringify(entry) }
    expect(countsOf(read([entry]))).toEqual({ 'reject missing_field': 1 })
  })
})

describe('other logs in the same file', () => {
  const uid = 'CHhAvVGS1DHFjwGM9'
  const named = (path: string, change: Entry) => ({ _path: path, ts: 1491005700.7, uid, ...change })
  const conn = { _path: 'conn', ...usual }

  it('are skipped by name, named or not', () => {
    const recording = read([
      named('dns', { query: 'example.org' }),
      conn,
      named('files', {}),
      { ts: 1, uid, query: 'example.org' },
      { ts: 1, uid, cipher: 'x' },
      { ts: 1, level: 'info' },
    ])
    expect(countsOf(recording)).toEqual({
      records: 1,
      'skip path:dns': 2,
      'skip path:files': 1,
      'skip path:ssl': 1,
      'skip path:unknown': 1,
    })
  })

  it('of more names than 20 are counted together', () => {
    expect(countsOf(read(Array.from({ length: 30 }, (_, i) => named(`x${i}`, {}))))['skip path:other']).toBe(10)
  })

  it.each<[string, Entry]>([
    ['ssl', { server_name: 'www.example.org' }],
    ['quic', { server_name: 'www.example.org', client_initial_dcid: '00' }],
    ['http', { host: 'www.example.org', method: 'GET', uri: '/' }],
  ])('of %s name its server', (path, change) => {
    expect(read([named(path, change), conn]).rows[0]?.host).toBe('www.example.org')
    expect(read([{ ts: 1, uid, ...change }, usual]).rows[0]?.host).toBe('www.example.org')
    expect(read([named(path, { ...change, uid: 'other' }), conn]).rows[0]?.host).toBeNull()
    // Once, as the connection has ended.
    expect(read([named(path, change), conn, conn]).rows[1]?.host).toBeNull()
  })

  it('name no server by an address, and the first one stays', () => {
    expect(read([named('http', { host: '192.0.2.1' }), conn]).rows[0]?.host).toBeNull()
    const two = [named('http', { host: 'a.example' }), named('http', { host: 'b.example' })]
    expect(read([...two, conn]).rows[0]?.host).toBe('a.example')
  })

  it.each(['conn_long', 'open_conn', 'conn-long'])('of %s are skipped beside conn, and refused alone', path => {
    const beside = read([{ _path: path, ...usual }, conn])
    expect(countsOf(beside)).toEqual({ records: 1, [`skip path:${path}`]: 1 })
    expect(beside.refusals).toEqual([])
    const alone = read([{ _path: path, ...usual }, named('dns', { query: 'a' })])
    expect(alone.rows).toEqual([])
    expect(alone.refusals).toEqual([
      `expected Zeek's conn log, found ${path} alone: conn.log has the same connections again when they end, so that they ` +
        'would count twice; upload conn.log',
    ])
  })

  it('of long connections are told by the key where no entry says its log', () => {
    const { refusals, rows } = read([usual], { key: 'team/2017-04-01/conn_long.00:00:00-01:00:00.log.gz' })
    expect(rows).toEqual([])
    expect(refusals[0]).toMatch(/found conn_long alone/)
    expect(read([usual], { key: 'team/conn_long/conn.log' }).rows.length).toBe(1)
    expect(read([conn], { key: 'team/conn_long.log' }).rows.length).toBe(1)
  })

  it.each(['conn-local', 'conn_incoming', 'dmz_conn', 'conn.eth0'])('may be conn.log under the name %s', path => {
    expect(read([{ _path: path, ...usual }]).rows.length).toBe(1)
    expect(recognisesAll({ _path: path, ...usual })).toBe(true)
  })
})

describe('files', () => {
  it('may be arrays, on one line or many', () => {
    const rows = read([usual, usual]).rows.map(row => ({ ...row, ordinal: 0 }))
    for (const text of [
      JSON.stringify([usual, usual]),
      JSON.stringify([usual, usual], null, 2),
      `[\n${JSON.stringify(usual)},\n${JSON.stringify(usual)}\n]\n`,
    ]) {
      const recording = readWith(zeekConnJson, text)
      expect(recording.violations).toEqual([])
      expect(recording.rejects).toEqual([])
      expect(recording.rows.map(row => ({ ...row, ordinal: 0 }))).toEqual(rows)
      expect(recognised(text)).toBe(true)
    }
  })
})

describe('rejections', () => {
  it.each([
    ['id.orig_h', 'nowhere', 'bad_address', 'nowhere'],
    ['id.resp_h', 7, 'bad_address', '7'],
    ['id.resp_h', undefined, 'missing_field', 'nothing'],
    ['id.orig_p', 65_536, 'bad_number', '65536'],
    ['id.resp_p', '443/tcp', 'bad_number', '443/tcp'],
    ['proto', 'TCPX', 'bad_number', 'TCPX'],
    ['proto', undefined, 'missing_field', 'nothing'],
    ['ts', undefined, 'missing_field', 'nothing'],
    ['orig_bytes', '18446744073709551615', 'bad_number', '18446744073709551615'],
    ['resp_bytes', -1, 'bad_number', '-1'],
    ['orig_pkts', 1.5, 'bad_number', '1.5'],
    ['orig_ip_bytes', 2 ** 53, 'bad_number', '9007199254740992'],
    ['resp_pkts', true, 'bad_number', 'true'],
    ['resp_ip_bytes', 'many', 'bad_number', 'many'],
  ])('say where %s is %j', (column, value, reason, found) => {
    expect(rejectWith({ [column]: value })).toEqual({ reason, column, found })
  })

  it('are of entries of no log, and of what is no JSON', () => {
    expect(countsOf(readWith(zeekConnJson, '{"a":1}\n# comment\n{"ts":1'))).toEqual({
      'reject missing_field': 1,
      'reject bad_json': 2,
    })
  })
})

describe('recognition', () => {
  it.each<[string, unknown[]]>([
    ['an entry', [usual]],
    ['one after many of another log', [...Array.from({ length: 100 }, () => ({ _path: 'dns', ts: 1 })), usual]],
    ['long connections alone, to refuse them', [{ _path: 'conn_long', ...usual }]],
    ['an entry without proto, to reject it', [{ ...usual, proto: undefined }]],
  ])('takes %s', (_, entries) => {
    expect(recognisesAll(...entries)).toBe(true)
  })

  it.each<[string, unknown[]]>([
    [
      'another log',
      [{ _path: 'dns', ts: 1, uid: 'C', 'id.orig_h': '10.0.0.1', 'id.resp_h': '10.0.0.2', proto: 'udp' }],
    ],
    [
      'an event of Suricata',
      [{ timestamp: 'x', event_type: 'flow', src_ip: '10.0.0.1', dest_ip: '10.0.0.2', proto: 'TCP' }],
    ],
    ['anything', [{ history: 'x', conn_state: 'y' }]],
    ['text in a message', [{ message: 'conn_state SF' }]],
  ])('leaves %s', (_, entries) => {
    expect(recognisesAll(...entries)).toBe(false)
  })

  it('leaves text', () => {
    expect(recognised('ts uid id.orig_h conn_state\n')).toBe(false)
  })
})
