import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zeekConn } from '../../../../functions/normalise/formats/zeek/conn.ts'
import { damagedBytes } from '../../../support/damaged-bytes.ts'
import { runsOf } from '../../../support/depth.ts'
import { countsOf, type ReadOptions, type RecordedRow, readWith } from '../../../support/recording-sink.ts'

const seed = 20_170_401

const usualNames =
  'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents'

interface Fields {
  [name: string]: string | number
}

const usual: Fields = {
  ts: '1491005700.706265',
  uid: 'CHhAvVGS1DHFjwGM9',
  'id.orig_h': '175.45.176.7',
  'id.orig_p': 49152,
  'id.resp_h': '192.0.2.1',
  'id.resp_p': 443,
  proto: 'tcp',
  service: 'ssl',
  duration: '0.447460',
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

interface Dialect {
  separator?: string
  unset?: string
  path?: string
}

const header = (names = usualNames, { separator = '\t', unset = '-', path = 'conn' }: Dialect = {}): string => {
  const hex = separator === '\t' ? '\\x09' : separator
  const named = (name: string, ...values: string[]) => [`#${name}`, ...values].join(separator)
  return [
    `#separator ${hex}`,
    named('set_separator', separator === ',' ? '|' : ','),
    named('empty_field', '(empty)'),
    named('unset_field', unset),
    named('path', path),
    named('open', '2017-04-01-00-15-00'),
    named('fields', ...names.split(' ')),
    named('types', ...names.split(' ').map(() => 'string')),
  ].join('\n')
}

const line = (fields: Fields = {}, names = usualNames, { separator = '\t', unset = '-' }: Dialect = {}): string =>
  names
    .split(' ')
    .map(name => fields[name] ?? usual[name] ?? unset)
    .join(separator)

const read = (...lines: string[]) => readWith(zeekConn, `${lines.join('\n')}\n`)

const namesWith = (fields: Fields) =>
  [usualNames, ...Object.keys(fields).filter(name => !usualNames.split(' ').includes(name))].join(' ')

/** The only row that a record with these fields gives, under a header of its columns. */
function rowOf(fields: Fields = {}, names = namesWith(fields), options: ReadOptions = {}): RecordedRow {
  const recording = readWith(zeekConn, `${header(names)}\n${line(fields, names)}\n`, options)
  expect(recording.violations).toEqual([])
  expect(recording.rejects).toEqual([])
  expect(recording.rows.length).toBe(1)
  return recording.rows[0]!
}

function rejectOf(fields: Fields) {
  const names = namesWith(fields)
  const recording = read(header(names), line(fields, names))
  expect(recording.violations).toEqual([])
  expect(recording.rows).toEqual([])
  const [reject] = recording.rejects
  return reject && { reason: reject.reason, column: reject.column, found: reject.found }
}

describe('a record', () => {
  it('is read whole', () => {
    expect(rowOf()).toEqual({
      ordinal: 9,
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

  it('has payload bytes where IP bytes are not logged, and none where nothing is', () => {
    const unset = { orig_ip_bytes: '-', resp_ip_bytes: '-' }
    expect(rowOf(unset)).toMatchObject({ sourceBytes: 601, destinationBytes: 38_393, bytesLayer: 'payload' })
    const names = 'ts id.orig_h id.orig_p id.resp_h id.resp_p proto'
    expect(rowOf({}, names)).toMatchObject({ sourceBytes: null, sourcePackets: null, bytesLayer: 'unknown' })
    expect(rowOf({ ...unset, orig_bytes: '-', resp_bytes: '-' })).toMatchObject({
      sourceBytes: null,
      destinationBytes: null,
    })
    expect(rowOf({ resp_ip_bytes: '-' })).toMatchObject({ sourceBytes: 1489, destinationBytes: null, bytesLayer: 'ip' })
  })

  it('keeps 0 and unset apart', () => {
    expect(rowOf({ resp_pkts: 0, resp_ip_bytes: 0, orig_pkts: '-' })).toMatchObject({
      sourcePackets: null,
      destinationPackets: 0,
      destinationBytes: 0,
    })
  })

  it('names its node, else its folder', () => {
    expect(rowOf({ _node_name: 'worker-eth0-1' }).exporter).toBe('worker-eth0-1')
    expect(rowOf({ _system_name: 'sensor\\x20two' }).exporter).toBe('sensor two')
    expect(rowOf({ _node_name: '-' }, namesWith({ _node_name: '-' }), { keyExporter: 'a/b' }).exporter).toBe('a/b')
  })
})

describe('times', () => {
  it('add ts and duration before they are floored', () => {
    expect(rowOf({ ts: '1491005700.000600', duration: '0.000600' })).toMatchObject({
      startMs: 1_491_005_700_000,
      endMs: 1_491_005_700_001,
    })
  })

  it('end where they start without a duration', () => {
    expect(rowOf({ duration: '-' })).toMatchObject({ startMs: 1_491_005_700_706, endMs: 1_491_005_700_706 })
    const names = usualNames.replace(' duration', '')
    expect(rowOf({}, names).endMs).toBe(1_491_005_700_706)
  })

  it('may be ISO 8601', () => {
    expect(rowOf({ ts: '2017-04-01T00:15:00.706265Z' }).startMs).toBe(1_491_005_700_706)
  })

  it('before 1990, of 0, below 0 and relative are for the sink to judge', () => {
    expect(rowOf({ ts: '0.000000' }).startMs).toBe(0)
    expect(rowOf({ ts: '-1.500000', duration: '-' }).startMs).toBe(-1500)
    expect(rowOf({ ts: '22.300000', duration: '-' }).endMs).toBe(22_300)
    expect(rowOf({ duration: '-5.0' })).toMatchObject({ endMs: 1_491_005_695_706 })
  })

  it('in ISO 8601 without a zone are UTC, and said to be', () => {
    const ts = '2017-04-01T00:15:00.706265'
    const { rows, warnings } = read(header(), line({ ts }), line({ ts: `${ts}+00:00` }))
    expect(rows.map(row => row.startMs)).toEqual([1_491_005_700_706, 1_491_005_700_706])
    expect(warnings).toEqual([
      'times have no zone: they are read as UTC; write them with Z, as Zeek does, ' +
        'or say their zone in sources.csv (npx flowcensus start: --source-zone)',
    ])
  })

  it('may be milliseconds, by their size', () => {
    expect(rowOf({ ts: '1491005700706' })).toMatchObject({ startMs: 1_491_005_700_706, endMs: 1_491_005_701_153 })
  })

  it('take a duration below zero by less than a millisecond for none', () => {
    expect(rowOf({ ts: '1491005700.706000', duration: '-0.000999' }).endMs).toBe(1_491_005_700_706)
    expect(rowOf({ ts: '1491005700.706000', duration: '-0.001000' }).endMs).toBe(1_491_005_700_705)
  })

  it.each(['XXXXXXXXXX.XXXXXX', '', 'Apr', '1491005700,7'])('of %j are rejected', found => {
    expect(rejectOf({ ts: found })).toEqual({ reason: 'bad_time', column: 'field 1 (ts)', found })
    expect(rejectOf({ duration: found })).toEqual({ reason: 'bad_time', column: 'field 9 (duration)', found })
  })

  it('that are unset are missing', () => {
    expect(rejectOf({ ts: '-' })).toEqual({ reason: 'missing_field', column: 'field 1 (ts)', found: '-' })
  })
})

describe('protocols', () => {
  const icmp = { proto: 'icmp', service: '-', conn_state: 'OTH', history: '-' }
  const ipv6 = { 'id.orig_h': 'fe80::1', 'id.resp_h': 'ff02::2' }

  it('of ICMP are by the family of the addresses', () => {
    expect(rowOf({ ...icmp, 'id.orig_p': 3, 'id.resp_p': 10 })).toMatchObject({
      protocol: 1,
      sourcePort: null,
      destinationPort: null,
      icmpType: 3,
      icmpCode: 10,
    })
    expect(rowOf({ ...icmp, ...ipv6, 'id.orig_p': 1, 'id.resp_p': 4 })).toMatchObject({
      protocol: 58,
      icmpType: 1,
      icmpCode: 4,
    })
  })

  it.each([
    ['echo', {}, 8, 0],
    ['timestamp', {}, 13, 14],
    ['echo over IPv6', ipv6, 128, 129],
    ['router solicitation', ipv6, 133, 134],
  ])('of ICMP %s have code 0, not the type of the reply that Zeek writes there', (_, ends, type, reply) => {
    expect(rowOf({ ...icmp, ...ends, 'id.orig_p': type, 'id.resp_p': reply })).toMatchObject({
      icmpType: type,
      icmpCode: 0,
    })
  })

  it('that Zeek does not know come from ip_proto, else they are 255', () => {
    const other = { proto: 'unknown_transport', 'id.orig_p': 0, 'id.resp_p': 0 }
    expect(rowOf({ ...other, ip_proto: 47 })).toMatchObject({ protocol: 47, sourcePort: null, began: 'unknown' })
    expect(rowOf({ ...other, ip_proto: 132 })).toMatchObject({ protocol: 132, sourcePort: 0 })
    expect(rowOf({ ...other, ip_proto: '-' })).toMatchObject({ protocol: 255, sourcePort: null })
    expect(rowOf(other)).toMatchObject({ protocol: 255, destinationPort: null })
    expect(rowOf({ proto: 'sctp', ip_proto: 132 })).toMatchObject({ protocol: 132, sourcePort: 49_152 })
  })

  it('of other names are rejected', () => {
    expect(rejectOf({ proto: 'TCPX' })).toEqual({ reason: 'bad_number', column: 'field 7 (proto)', found: 'TCPX' })
    expect(rejectOf({ proto: '-' })).toMatchObject({ reason: 'missing_field' })
  })
})

describe('who began', () => {
  it.each([
    ['ShADadFf', 'source'],
    ['S', 'source'],
    ['Sr', 'source'],
    ['h', 'source'],
    ['^hADdFaf', 'source'],
    // Before ^ the two ends were the other way round: these are the originator's SYN and the responder's SYN+ACK.
    ['s^a', 'source'],
    ['H^A', 'source'],
    ['S^a', 'unknown'],
    ['H', 'unknown'],
    ['s', 'unknown'],
    ['DdA', 'unknown'],
    ['-', 'unknown'],
  ])('TCP of history %s: %s', (history, began) => {
    expect(rowOf({ history })).toMatchObject({ began, beganBy: began === 'source' ? 'log' : 'none' })
  })

  it('is the originator of UDP and ICMP', () => {
    expect(rowOf({ proto: 'udp', history: 'Dd' })).toMatchObject({
      began: 'source',
      beganBy: 'log',
      answered: 'unknown',
    })
    expect(rowOf({ proto: 'icmp', 'id.orig_p': 8, 'id.resp_p': 0 })).toMatchObject({
      began: 'source',
      answered: 'unknown',
    })
  })

  it('is no end without a packet', () => {
    expect(rowOf({ proto: 'udp', history: '^d', orig_pkts: 0 })).toMatchObject({ began: 'unknown', beganBy: 'none' })
    expect(rowOf({ history: '^h', orig_pkts: 0 })).toMatchObject({ began: 'unknown', beganBy: 'none' })
    expect(rowOf({ orig_pkts: '-' })).toMatchObject({ began: 'source' })
  })
})

describe('whether TCP was answered', () => {
  const none = { orig_bytes: 0, resp_bytes: 0 }
  const unset = { orig_bytes: '-', resp_bytes: '-', duration: '-' }
  it.each<[string, string, Fields]>([
    ['yes', 'payload came back', { conn_state: 'OTH', orig_bytes: 0, resp_bytes: 1 }],
    ...['S1', 'SF', 'S2', 'S3', 'RSTO', 'RSTR'].map((state): [string, string, Fields] => [
      'yes',
      `payload went out, ${state}`,
      { conn_state: state, orig_bytes: 1, resp_bytes: 0 },
    ]),
    ['unknown', 'payload went out of a partial connection', { conn_state: 'OTH', orig_bytes: 1, resp_bytes: 0 }],
    ['no', 'established without payload', { conn_state: 'SF', ...none }],
    ['unknown', 'established, payload not logged', { conn_state: 'SF', ...unset }],
    ['no', 'S0', { conn_state: 'S0', history: 'S', ...unset }],
    ['no', 'S0 with payload out', { conn_state: 'S0', history: 'SD', orig_bytes: 5, resp_bytes: 0 }],
    ['no', 'REJ', { conn_state: 'REJ', history: 'Sr', ...none }],
    ['no', 'RSTOS0', { conn_state: 'RSTOS0', history: 'SR', ...none }],
    ['no', 'SH of SYN and FIN', { conn_state: 'SH', history: 'SF', ...none }],
    ['unknown', 'SH of one side of a connection', { conn_state: 'SH', history: 'SADF', orig_bytes: 9, resp_bytes: 0 }],
    ['unknown', 'SH of a lone FIN', { conn_state: 'SH', history: 'F', ...unset }],
    ['unknown', 'SHR', { conn_state: 'SHR', history: '^f', ...unset }],
    ['unknown', 'no state', { conn_state: '-', ...none }],
  ])('%s: %s', (answered, _, fields) => {
    expect(rowOf(fields).answered).toBe(answered)
  })
})

describe('strings', () => {
  it.each([
    ['ssl', 'ssl'],
    ['ssl,http', 'ssl'],
    ['-ftp,ssl', 'ssl'],
    ['ftp,-ftp', 'ftp'],
    ['-ftp', null],
    ['-', null],
    ['(empty)', null],
    ['', null],
    ['a\\x2cb', 'a'],
    ['\\x2dftp', null],
    ['sm\\x62', 'smb'],
    ['odd\\x9', 'odd\\x9'],
    ['back\\\\slash', 'back\\slash'],
    ['gr\\xc3\\xbc\\xc3\\x9fe', 'grüße'],
  ])('of service %j are %j', (service, app) => {
    expect(rowOf({ service }).app).toBe(app)
  })

  it('of a first field may begin with an escaped number sign, which no header does', () => {
    expect(rowOf({ _node_name: '\\x23one' }, `_node_name ${usualNames}`).exporter).toBe('#one')
  })

  it('of a state may be any, and unset is none', () => {
    expect(rowOf({ conn_state: '-' }).state).toBeNull()
    expect(rowOf({ conn_state: '\\x2d' }).state).toBe('-')
  })

  it('are kept to 255 bytes', () => {
    expect(rowOf({ service: 'x'.repeat(5000) }).app?.length).toBe(255)
  })
})

describe('headers', () => {
  it.each(['\t', ',', '||', ';', ' '])('may separate by %j', separator => {
    const dialect = { separator, unset: '(unset_test)' }
    const recording = read(header(usualNames, dialect), line({ history: '(unset_test)' }, usualNames, dialect))
    expect(recording.rejects).toEqual([])
    expect(recording.rows[0]).toMatchObject({
      startMs: 1_491_005_700_706,
      destinationBytes: 39_641,
      began: 'unknown',
      app: 'ssl',
    })
  })

  it('may come again with other columns, separators and marks', () => {
    const short = 'id.resp_h ts id.orig_h proto history'
    const comma = { separator: ',', unset: '?' }
    const recording = read(
      header(),
      line(),
      '#close\t2017-04-01-00-30-00',
      header(short, comma),
      line({ proto: 'udp', history: '?' }, short, comma),
      '#close,2017-04-01-00-45-00',
      header(),
      line({ resp_ip_bytes: 7 }),
    )
    expect(countsOf(recording)).toEqual({ records: 3, 'skip header': 26 })
    expect(recording.rows.map(row => [row.protocol, row.destinationBytes])).toEqual([
      [6, 39_641],
      [17, null],
      [6, 7],
    ])
  })

  it('may stand after a TAB, and separate their first word by a TAB', () => {
    const recording = read(header().replace('#separator ', '\t#separator\t'), line())
    expect(countsOf(recording)).toEqual({ records: 1, 'skip header': 8 })
  })

  it('leave rows of another log alone, until the next header', () => {
    const dns = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto query'
    const recording = read(
      header(dns, { path: 'dns' }),
      line({}, dns),
      line({}, dns),
      header(),
      line(),
      header(dns, { path: 'dns' }),
      line({}, dns),
    )
    expect(countsOf(recording)).toEqual({ records: 1, 'skip header': 24, 'skip path:dns': 3 })
  })

  it('begin anew with their separator: nothing of the header before holds', () => {
    const dns = header('ts uid', { path: 'dns', unset: '?' })
    const names = usualNames.replaceAll(' ', '\t')
    const recording = read(dns, '#separator \\x09', `#fields\t${names}`, line({ service: '-' }))
    expect(recording.rows).toMatchObject([{ app: null, sourcePort: 49_152 }])
  })

  it.each(['conn-local', 'conn_incoming', 'dmz_conn'])('may name conn.log %s, by a filter', path => {
    expect(countsOf(read(header(usualNames, { path }), line()))).toEqual({ records: 1, 'skip header': 8 })
    expect(zeekConn.recognise(new TextEncoder().encode(`${header(usualNames, { path })}\n`), true)).toBe(true)
    const dns = header('ts id.orig_h id.resp_h proto query', { path })
    expect(countsOf(read(dns, '1\t2\t3\t4\t5'))).toEqual({ 'skip header': 8, [`skip path:${path}`]: 1 })
  })

  it.each(['conn_long', 'open_conn'])('of %s have their rows skipped beside conn, and are refused alone', path => {
    const long = header(usualNames, { path })
    const beside = read(header(), line(), long, line(), line())
    expect(countsOf(beside)).toEqual({ records: 1, 'skip header': 16, [`skip path:${path}`]: 2 })
    expect(beside.refusals).toEqual([])
    const alone = read(long, line())
    expect(alone.rows).toEqual([])
    expect(alone.refusals).toEqual([
      `expected Zeek's conn log, found ${path} alone: conn.log has the same connections again when they end, so that they ` +
        'would count twice; upload conn.log',
    ])
    expect(zeekConn.recognise(new TextEncoder().encode(`${long}\n`), true)).toBe(true)
  })

  it('of plain names say no log: then the key tells long connections', () => {
    const text = `${usualNames.replaceAll(' ', '\t')}\n${line()}\n`
    expect(readWith(zeekConn, text, { key: 'team/conn_long.log' }).refusals.length).toBe(1)
    expect(readWith(zeekConn, text, { key: 'team/conn.log' }).rows.length).toBe(1)
  })

  it.each([
    ['ssl', 'ts uid id.orig_h server_name', 'server_name'],
    ['quic', 'ts uid server_name id.orig_h', 'server_name'],
    ['http', 'ts host uid', 'host'],
  ])('of %s before conn name the servers of its connections', (path, names, column) => {
    const naming = header(names, { path })
    const name = (fields: Fields) => line({ [column]: 'www.example.org', ...fields }, names)
    const hosts = (...rows: string[]) => read(naming, ...rows, header(), line(), line()).rows.map(row => row.host)
    // Once, as the connection has ended.
    expect(hosts(name({}))).toEqual(['www.example.org', null])
    expect(hosts(name({ uid: 'other' }))).toEqual([null, null])
    expect(hosts(name({ [column]: '-' }), name({ [column]: '192.0.2.1' }))).toEqual([null, null])
    expect(hosts(name({ [column]: 'gr\\xc3\\xbcn.example' }), name({}))).toEqual(['grün.example', null])
    expect(hosts('cut')).toEqual([null, null])
  })

  it('of more logs than 20 are counted together', () => {
    const recording = read(...Array.from({ length: 30 }, (_, i) => `${header('ts a', { path: `x${i}` })}\n1\t2`))
    expect(countsOf(recording)['skip path:other']).toBe(10)
  })

  it('without a path are known by their columns', () => {
    const pathless = (text: string) => text.replace(/#path.*\n/, '')
    expect(countsOf(read(pathless(header()), line()))).toEqual({ records: 1, 'skip header': 7 })
    const dns = 'ts id.orig_h id.resp_h proto query'
    expect(countsOf(read(pathless(header(dns)), line({}, dns)))).toEqual({ 'skip header': 7, 'skip path:unknown': 1 })
  })

  it('of plain names are one line, which may come again', () => {
    const plain = usualNames.replaceAll(' ', '\t')
    const other = 'proto history id.resp_h id.orig_h ts'
    const recording = read(plain, line(), plain, line(), other.replaceAll(' ', '\t'), line({}, other))
    expect(countsOf(recording)).toEqual({ records: 3, 'skip header': 3 })
    expect(recording.rows[2]).toMatchObject({ startMs: 1_491_005_700_706, source: '175.45.176.7' })
  })

  it('are needed: rows before them are rejected', () => {
    expect(countsOf(read(line(), 'lorem ipsum', header(), line()))).toEqual({
      'reject field_count': 2,
      records: 1,
      'skip header': 8,
    })
    expect(countsOf(read('#separator \\x09', '#path\tconn', line()))).toEqual({
      'skip header': 2,
      'reject field_count': 1,
    })
  })

  it('beside banners, which are comments', () => {
    expect(countsOf(read('### BTest baseline data', header(), line()))).toEqual({
      'skip comment': 1,
      'skip header': 8,
      records: 1,
    })
  })

  it.each([
    ['another scope separator', ['id_orig_h', 'id_orig_p', 'id_resp_h', 'id_resp_p']],
    ['a field name map', ['src', 'src_port', 'dst', 'dst_port']],
    ['names of addresses', ['src_ip', 'src_port', 'dest_ip', 'dest_port']],
  ])('may rename the ends: %s', (_, renamed) => {
    const ends = ['id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p']
    const names = usualNames
      .split(' ')
      .map(name => renamed[ends.indexOf(name)] ?? name)
      .join(' ')
    const recording = read(header(names), line())
    expect(recording.rows[0]).toMatchObject({ source: '175.45.176.7', sourcePort: 49_152, destinationPort: 443 })
  })

  it('without a needed column have their rows rejected by it', () => {
    const missing = (name: string) => {
      const names = usualNames
        .split(' ')
        .filter(other => other !== name)
        .join(' ')
      return read(header(names), line({}, names)).rejects.map(reject => [reject.reason, reject.column])
    }
    expect(missing('ts')).toEqual([['missing_field', 'ts']])
    expect(missing('id.orig_h')).toEqual([['missing_field', 'id.orig_h']])
    expect(missing('id.resp_h')).toEqual([['missing_field', 'id.resp_h']])
    expect(missing('proto')).toEqual([['missing_field', 'proto']])
  })

  it('repeated without end cost no more than their bytes', () => {
    const wide = Array.from({ length: 9000 }, (_, i) => `c${i}`).join('\t')
    const started = performance.now()
    const recording = readWith(
      zeekConn,
      `${header()}\t${wide}\n${header(`${usualNames} ${wide.replaceAll('\t', ' ')}`)}\n${'#path\tconn\n'.repeat(20_000)}`,
    )
    expect(countsOf(recording)).toEqual({ 'skip header': 20_016 })
    // Measured: 0.05 s, and 19 s where each line looked at all columns again.
    expect(performance.now() - started).toBeLessThan(4000)
  })
})

describe('rejections', () => {
  it.each([
    ['id.orig_h', 'nowhere', 'bad_address', 3],
    ['id.resp_h', '1.2.3', 'bad_address', 5],
    ['id.resp_h', '-', 'missing_field', 5],
    ['id.orig_p', '65536', 'bad_number', 4],
    ['id.resp_p', '443/tcp', 'bad_number', 6],
    ['orig_bytes', '18446744073709551615', 'bad_number', 10],
    ['resp_bytes', '-1', 'bad_number', 11],
    ['orig_pkts', '1.0', 'bad_number', 17],
    ['orig_ip_bytes', '9007199254740992', 'bad_number', 18],
    ['resp_pkts', '', 'bad_number', 19],
    ['resp_ip_bytes', 'many', 'bad_number', 20],
  ])('say where %s is %j', (name, found, reason, place) => {
    expect(rejectOf({ [name]: found })).toEqual({ reason, column: `field ${place} (${name})`, found })
  })

  it('count the fields of a cut row', () => {
    const recording = read(header(), line().slice(0, 60))
    expect(recording.rejects).toMatchObject([{ ordinal: 9, reason: 'field_count', found: '5, 21 named' }])
  })
})

describe('recognition', () => {
  const recognised = (text: string, complete = true) => zeekConn.recognise(new TextEncoder().encode(text), complete)
  const plain = usualNames.replaceAll(' ', '\t')

  it.each([
    ['a header of a conn log', `${header()}\n`],
    ['one after a banner', `### banner\n${header()}\n`],
    ['one after another log', `${header('ts a', { path: 'dns' })}\n1\t2\n${header()}\n`],
    ['one that separates by commas', `${header(usualNames, { separator: ',' })}\n`],
    ['plain column names', `${plain}\n${line()}\n`],
    ['CRLF and a byte order mark', `\uFEFF${header().replaceAll('\n', '\r\n')}\r\n`],
  ])('takes %s', (_, text) => {
    expect(recognised(text)).toBe(true)
  })

  it.each([
    ['nothing', ''],
    ['rows without a header', line()],
    ['the header of another log', header('ts uid id.orig_h id.resp_h proto query', { path: 'dns' })],
    ['plain names of another log', 'ts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tstatus'],
    ['a path without columns', '#separator \\x09\n#path\tconn\n'],
    ['JSON', '{"ts":1.5,"id.orig_h":"10.0.0.1","proto":"tcp","conn_state":"SF"}'],
  ])('leaves %s', (_, text) => {
    expect(recognised(text)).toBe(false)
  })

  it('judges no line that may be cut', () => {
    expect(recognised(plain, false)).toBe(false)
  })
})

describe('any bytes', () => {
  const chunkSizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 })
  const balances = (bytes: Uint8Array, chunks: number[]) => {
    const recording = readWith(zeekConn, bytes)
    expect(recording.violations).toEqual([])
    expect(readWith(zeekConn, bytes, { chunks })).toEqual(recording)
    zeekConn.recognise(bytes, true)
  }
  const pieces = fc.constantFrom(
    '#separator ',
    '\\x09',
    '#fields',
    '#path\tconn',
    '#unset_field',
    '\t',
    '\n',
    ',',
    '||',
    '-',
    'ts',
    'id.orig_h',
    'id.resp_h',
    'proto',
    'history',
    'tcp',
    'icmp',
    '10.0.0.1',
    '::1',
    '1491005700.5',
    'S^h',
    '\\x',
    '\\x4',
    '(empty)',
  )
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.array(pieces, { maxLength: 80 }).map(all => new TextEncoder().encode(all.join(''))),
  )

  it('never throw, also after a header, and balance however they are split', () => {
    fc.assert(
      fc.property(
        anything,
        fc.constantFrom('', `${header()}\n`, `${header('ts id.orig_h id.resp_h proto')}\n`),
        chunkSizes,
        (bytes, head, chunks) => {
          balances(new Uint8Array(Buffer.concat([Buffer.from(head), bytes])), chunks)
        },
      ),
      { seed, numRuns: runsOf(500) },
    )
  })

  it('of good rows with damage balance however they are split', () => {
    const file = Buffer.from(
      [
        header(),
        line(),
        line({ proto: 'icmp', 'id.orig_p': 8, 'id.resp_p': 0 }),
        '#close\tx',
        header(usualNames, { separator: '||' }),
        line({ service: '-ftp,a\\x2cb' }, usualNames, { separator: '||' }),
        '',
      ].join('\r\n'),
    )
    fc.assert(
      fc.property(damagedBytes(file), chunkSizes, (bytes, chunks) => {
        balances(bytes, chunks)
      }),
      { seed, numRuns: runsOf(300) },
    )
  })
})
