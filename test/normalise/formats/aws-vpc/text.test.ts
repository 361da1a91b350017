import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { awsVpc } from '../../../../functions/normalise/formats/aws-vpc/text.ts'
import { damagedBytes } from '../../../support/damaged-bytes.ts'
import { runsOf } from '../../../support/depth.ts'
import { describeSamples, readSample } from '../../../support/flow-samples.ts'
import { countsOf, type RecordedRow, readWith } from '../../../support/recording-sink.ts'

const seed = 20_170_401

const defaultNames =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'

interface Fields {
  [name: string]: string | number
}

const usual: Fields = {
  version: 2,
  'account-id': '000000000042',
  'interface-id': 'eni-0a1b2c3d',
  srcaddr: '198.51.100.7',
  dstaddr: '192.0.2.1',
  srcport: 49152,
  dstport: 443,
  protocol: 6,
  packets: 10,
  bytes: 840,
  start: 1491005700,
  end: 1491005760,
  action: 'ACCEPT',
  'log-status': 'OK',
}

/** A record with the usual values but for `fields`. */
const line = (fields: Fields = {}, names = defaultNames): string =>
  names
    .split(' ')
    .map(name => fields[name] ?? usual[name] ?? '-')
    .join(' ')

const read = (...lines: string[]) => readWith(awsVpc, `${lines.join('\n')}\n`)

/** The only row that a record with these fields gives, under a header of its columns. */
function rowOf(fields: Fields = {}, names = `${defaultNames} ${extraNames(fields)}`.trim()): RecordedRow {
  const recording = read(names, line(fields, names))
  expect(recording.violations).toEqual([])
  expect(recording.rejects).toEqual([])
  expect(recording.rows.length).toBe(1)
  return recording.rows[0]!
}

const extraNames = (fields: Fields) =>
  Object.keys(fields)
    .filter(name => usual[name] === undefined)
    .join(' ')

/** The only rejection that a record with these fields gets, under a header of its columns. */
function rejectOf(fields: Fields) {
  const names = `${defaultNames} ${extraNames(fields)}`.trim()
  const recording = read(names, line(fields, names))
  expect(recording.violations).toEqual([])
  expect(recording.rows).toEqual([])
  const [reject] = recording.rejects
  return reject && { reason: reject.reason, column: reject.column, found: reject.found }
}

describe('a record', () => {
  it('is read whole, with what one direction can say', () => {
    expect(rowOf()).toEqual({
      ordinal: 2,
      startMs: 1_491_005_700_000,
      endMs: 1_491_005_760_000,
      source: '198.51.100.7',
      destination: '192.0.2.1',
      sourcePort: 49_152,
      destinationPort: 443,
      protocol: 6,
      icmpType: null,
      icmpCode: null,
      sourceBytes: 840,
      destinationBytes: 0,
      sourcePackets: 10,
      destinationPackets: 0,
      bytesLayer: 'ip',
      sampling: 1,
      sourceFlags: null,
      destinationFlags: null,
      action: 'accept',
      began: 'unknown',
      beganBy: 'none',
      answered: 'unknown',
      state: null,
      app: null,
      host: null,
      exporter: 'eni-0a1b2c3d@team/folder',
    } satisfies RecordedRow)
  })

  it('is denied by REJECT, and of unknown action by anything else', () => {
    expect(rowOf({ action: 'REJECT' }).action).toBe('deny')
    expect(rowOf({ action: '-' }).action).toBe('unknown')
    expect(rowOf({ action: 'ACCEPTED' }).action).toBe('unknown')
  })

  it('reads IPv6', () => {
    const row = rowOf({ srcaddr: '2001:db8:0:0::7', dstaddr: '2001:DB8::1' })
    expect([row.source, row.destination]).toEqual(['2001:db8::7', '2001:db8::1'])
  })

  it("prefers the packet's own addresses, where they are logged", () => {
    const translated = { 'pkt-srcaddr': '203.0.113.9', 'pkt-dstaddr': '10.0.0.62' }
    expect(rowOf(translated)).toMatchObject({ source: '203.0.113.9', destination: '10.0.0.62' })
    const unset = { 'pkt-srcaddr': '-', 'pkt-dstaddr': '10.0.0.62' }
    expect(rowOf(unset)).toMatchObject({ source: '198.51.100.7', destination: '10.0.0.62' })
  })

  it('needs no plain addresses beside those of the packet', () => {
    const names = 'pkt-srcaddr pkt-dstaddr protocol start end'
    const row = rowOf({ 'pkt-srcaddr': '203.0.113.9', 'pkt-dstaddr': '10.0.0.62' }, names)
    expect(row.source).toBe('203.0.113.9')
  })

  it('has NaN for counters that are not logged, for both ends', () => {
    expect(rowOf({ bytes: '-' })).toMatchObject({ sourceBytes: null, destinationBytes: null, bytesLayer: 'unknown' })
    expect(rowOf({ packets: '-' })).toMatchObject({ sourcePackets: null, destinationPackets: null, sourceBytes: 840 })
    expect(rowOf({}, 'srcaddr dstaddr protocol start end')).toMatchObject({ sourceBytes: null, sourcePackets: null })
  })

  it('has 0 packets of the other end for a denied record without counters: whose it is can still be told', () => {
    expect(rowOf({ packets: '-', action: 'REJECT' })).toMatchObject({ sourcePackets: null, destinationPackets: 0 })
    expect(rowOf({ action: 'REJECT' }, 'srcaddr dstaddr protocol start end action')).toMatchObject({
      sourcePackets: null,
      destinationPackets: 0,
      destinationBytes: null,
    })
  })

  it('has ports only where the protocol has ports', () => {
    expect(rowOf({ protocol: 1, srcport: 0, dstport: 0 })).toMatchObject({
      sourcePort: null,
      destinationPort: null,
      icmpType: null,
      icmpCode: null,
    })
    expect(rowOf({ protocol: 47, srcport: 7, dstport: 0 })).toMatchObject({ sourcePort: null, destinationPort: null })
    expect(rowOf({ protocol: 132, srcport: 7, dstport: 0 })).toMatchObject({ sourcePort: 7, destinationPort: 0 })
    expect(rowOf({ srcport: '-', dstport: '-' })).toMatchObject({ sourcePort: null, destinationPort: null })
  })

  it.each([
    [0, 'unknown', 'none'],
    [1, 'unknown', 'none'],
    [2, 'source', 'syn'],
    [3, 'source', 'syn'],
    [6, 'source', 'syn'],
    [18, 'destination', 'syn'],
    [19, 'destination', 'syn'],
    [4, 'unknown', 'none'],
  ])('with tcp-flags %i was begun by: %s', (flags, began, beganBy) => {
    expect(rowOf({ 'tcp-flags': flags })).toMatchObject({ sourceFlags: flags, destinationFlags: null, began, beganBy })
  })

  it('has no TCP flags where it is not TCP', () => {
    expect(rowOf({ 'tcp-flags': 2, protocol: 17 })).toMatchObject({ sourceFlags: null, began: 'unknown' })
    expect(rowOf({ 'tcp-flags': '-' })).toMatchObject({ sourceFlags: null, began: 'unknown' })
  })

  it('of a transit gateway has no action, and its attachment for an exporter', () => {
    const names =
      'version resource-type account-id tgw-id tgw-attachment-id srcaddr dstaddr srcport dstport protocol packets bytes start end log-status type packets-lost-no-route tcp-flags'
    const row = rowOf(
      {
        version: 6,
        'resource-type': 'TransitGateway',
        'tgw-id': 'tgw-1',
        'tgw-attachment-id': 'tgw-attach-2',
        'tcp-flags': 2,
      },
      names,
    )
    expect(row).toMatchObject({
      action: 'unknown',
      exporter: 'tgw-attach-2@team/folder',
      began: 'source',
      sourceBytes: 840,
    })
  })

  it('never carries the account', () => {
    expect(JSON.stringify(rowOf({ 'account-id': '123456789012' }))).not.toContain('123456789012')
  })
})

describe('times', () => {
  it('are seconds, and milliseconds with a warning where they can be nothing else', () => {
    const recording = read(
      line({ start: 1491005700123, end: 1491005760456 }),
      line({ start: 1491005700123, end: 1491005760456 }),
    )
    expect(recording.rows[1]).toMatchObject({ startMs: 1_491_005_700_123, endMs: 1_491_005_760_456 })
    expect(recording.warnings).toEqual(['times are in milliseconds, where AWS writes seconds: read as milliseconds'])
    expect(read(line()).warnings).toEqual([])
  })

  it('of 0 are for the sink to judge', () => {
    expect(rowOf({ start: 0 }).startMs).toBe(0)
  })
})

describe('exporters', () => {
  const exporterFor = (key: string, fields: Fields = {}, names = defaultNames) =>
    readWith(awsVpc, `${names}\n${line(fields, names)}`, { key, keyExporter: 'team/vpcflowlogs/eu-west-1' }).rows[0]
      ?.exporter
  const awsKey =
    'team/AWSLogs/1/vpcflowlogs/eu-west-1/2017/04/01/1_vpcflowlogs_eu-west-1_fl-0123abcd_20170401T0015Z_ff.log.gz'

  it('are interface and flow log, where the key names the flow log', () => {
    expect(exporterFor(awsKey)).toBe('eni-0a1b2c3d/fl-0123abcd')
  })

  it('are interface and folder, where it does not', () => {
    expect(exporterFor('team/vpc/wfl-0123/x-fl-zz.log')).toBe('eni-0a1b2c3d@team/vpcflowlogs/eu-west-1')
  })

  it('are the folder where no interface is logged, with the flow log where the key names it', () => {
    const names = 'srcaddr dstaddr protocol start end'
    expect(exporterFor('team/x.log', {}, names)).toBe('team/vpcflowlogs/eu-west-1')
    expect(exporterFor('team/x.log', { 'interface-id': '-' })).toBe('team/vpcflowlogs/eu-west-1')
    expect(exporterFor(awsKey, {}, names)).toBe('team/vpcflowlogs/eu-west-1/fl-0123abcd')
  })

  it('are told apart line by line', () => {
    const ids = ['eni-12', 'eni-1', 'eni-22', 'eni-1', 'eni-3', '-', 'eni-3', `eni-${'x'.repeat(300)}`]
    const { rows } = read(...ids.map(id => line({ 'interface-id': id })))
    expect(rows.map(row => row.exporter)).toEqual([
      'eni-12@team/folder',
      'eni-1@team/folder',
      'eni-22@team/folder',
      'eni-1@team/folder',
      'eni-3@team/folder',
      'team/folder',
      'eni-3@team/folder',
      `eni-${'x'.repeat(251)}@team/folder`,
    ])
  })
})

describe('markers', () => {
  const empty = {
    srcaddr: '-',
    dstaddr: '-',
    srcport: '-',
    dstport: '-',
    protocol: '-',
    packets: '-',
    bytes: '-',
    action: '-',
  }

  it('come of NODATA and SKIPDATA, with their window and exporter', () => {
    const recording = read(line({ ...empty, 'log-status': 'NODATA' }), line({ ...empty, 'log-status': 'SKIPDATA' }))
    const window = { exporter: 'eni-0a1b2c3d@team/folder', startMs: 1_491_005_700_000, endMs: 1_491_005_760_000 }
    expect(recording.markers).toEqual([
      { ordinal: 1, kind: 'nodata', ...window },
      { ordinal: 2, kind: 'skipdata', ...window },
    ])
    expect(recording.rows).toEqual([])
  })

  it('without a time are rejected', () => {
    expect(rejectOf({ ...empty, 'log-status': 'NODATA', end: '-' })).toMatchObject({ reason: 'missing_field' })
    expect(rejectOf({ ...empty, 'log-status': 'SKIPDATA', start: 'x' })).toMatchObject({ reason: 'bad_time' })
  })

  it('of no addresses are taken for NODATA where no status is logged, and it is said', () => {
    const names = 'interface-id srcaddr dstaddr protocol start end'
    const recording = read(names, line(empty, names))
    expect(countsOf(recording)).toEqual({ 'skip header': 1, 'marker nodata': 1 })
    expect(recording.warnings.length).toBe(1)
  })

  it('are not made of records whose status is OK', () => {
    expect(rejectOf(empty)).toEqual({ reason: 'missing_field', column: 'field 4 (srcaddr)', found: '-' })
  })
})

describe('headers', () => {
  const other = 'end start dstaddr srcaddr protocol bytes some-new-field log-status'

  it('order the columns, and may come again with another order', () => {
    const recording = read(defaultNames, line(), other, line({ bytes: 7 }, other), defaultNames, line({ bytes: 8 }))
    expect(recording.rows.map(row => row.sourceBytes)).toEqual([840, 7, 8])
    expect(recording.rows.map(row => row.sourcePackets)).toEqual([10, null, 10])
    expect(recording.skips).toEqual([1, 3, 5].map(ordinal => ({ ordinal, kind: 'header' })))
    expect(recording.rejects).toEqual([])
  })

  it('are not needed for the 14 fields of version 2', () => {
    expect(read(line({ bytes: 5 })).rows[0]).toMatchObject({ ordinal: 1, sourceBytes: 5 })
  })

  it('may come after lines without one', () => {
    expect(read(line(), other, line({ bytes: 7 }, other)).rows.map(row => row.sourceBytes)).toEqual([840, 7])
  })

  it('without a time, a protocol or an address have their records rejected by the missing column', () => {
    const missing = (names: string) => read(names, line({}, names)).rejects[0]
    expect(missing('srcaddr dstaddr protocol start')).toMatchObject({ reason: 'missing_field', column: 'end' })
    expect(missing('srcaddr dstaddr protocol end')).toMatchObject({ reason: 'missing_field', column: 'start' })
    expect(missing('srcaddr dstaddr start end')).toMatchObject({ reason: 'missing_field', column: 'protocol' })
  })

  it('need a source and a destination', () => {
    expect(countsOf(read('version srcaddr start end'))).toEqual({ 'reject field_count': 1 })
  })
})

describe('records of a transit gateway without a header', () => {
  const ids =
    'tgw-1 tgw-attach-1 123456789010 123456789010 vpc-1 vpc-2 subnet-1 subnet-2 eni-1 eni-2 az-1 az-2 tgw-attach-2'
  const transit = (tail = 'OK IPv4 0 0 0 0 2 eu-west-1 ingress - -', version = '6 TransitGateway') =>
    `${version} 123456789010 ${ids} 198.51.100.7 192.0.2.1 49152 443 6 10 840 1491005700 1491005760 ${tail}`
  const read = (...lines: string[]) => readWith(awsVpc, new TextEncoder().encode(lines.join('\n')))

  it('are read in the order of their default format, their attachment as exporter', () => {
    expect(awsVpc.recognise(new TextEncoder().encode(transit()), true)).toBe(true)
    expect(read(transit()).rows).toMatchObject([
      {
        ...{ source: '198.51.100.7', destination: '192.0.2.1', sourcePort: 49_152, destinationPort: 443, protocol: 6 },
        ...{ sourcePackets: 10, sourceBytes: 840, startMs: 1_491_005_700_000, endMs: 1_491_005_760_000 },
        ...{ began: 'source', beganBy: 'syn', action: 'unknown', exporter: 'tgw-attach-1@team/folder' },
      },
    ])
  })

  it('may stand among records of VPC, in any order', () => {
    const { rows, rejects, refusals } = read(line(), transit(), transit(), line(), transit())
    expect({ rejects, refusals }).toEqual({ rejects: [], refusals: [] })
    expect(rows.map(({ sourceBytes, sourceFlags }) => [sourceBytes, sourceFlags])).toEqual([
      [840, null],
      [840, 2],
      [840, 2],
      [840, null],
      [840, 2],
    ])
  })

  it('are not guessed: another version, resource, status or direction is none, nor any after a header', () => {
    const others = [
      transit(undefined, '7 TransitGateway'),
      transit(undefined, '6 VPC'),
      transit('OK IPv4 0 0 0 0 2 eu-west-1 both - -'),
      transit('FINE IPv4 0 0 0 0 2 eu-west-1 ingress - -'),
    ]
    for (const other of others) expect(read(other).refusals).toEqual([expect.stringContaining('expected a first line')])
    expect(countsOf(read(defaultNames, line(), transit()))).toEqual({
      'skip header': 1,
      records: 1,
      'reject field_count': 1,
    })
  })
})

describe('rejections', () => {
  it.each([
    ['srcaddr', '999.1.1.1', 'bad_address'],
    ['dstaddr', 'x192.0.2.1', 'bad_address'],
    ['dstaddr', '-', 'missing_field'],
    ['pkt-srcaddr', 'here', 'bad_address'],
    ['protocol', 'tcp', 'bad_number'],
    ['protocol', '256', 'bad_number'],
    ['protocol', '-', 'missing_field'],
    ['srcport', '65536', 'bad_number'],
    ['dstport', '-1', 'bad_number'],
    ['bytes', '9007199254740992', 'bad_number'],
    ['packets', '1.5', 'bad_number'],
    ['start', '2017-04-01', 'bad_time'],
    ['end', '', 'bad_time'],
    ['tcp-flags', '256', 'bad_number'],
  ])('say where %s is %j', (name, found, reason) => {
    const place = `${defaultNames} ${extraNames({ [name]: found })}`.split(' ').indexOf(name) + 1
    expect(rejectOf({ [name]: found })).toEqual({ reason, column: `field ${place} (${name})`, found })
  })

  it('count the fields where they are not those of the header', () => {
    const recording = read(
      `${line()} extra`,
      line().replace(' 6 ', '  6 '),
      line().replaceAll(' ', '\t'),
      'lorem ipsum',
    )
    expect(recording.rejects.map(({ reason, found }) => [reason, found])).toEqual([
      ['field_count', '15 separated by one space, 14 named'],
      ['field_count', '15 separated by one space, 14 named'],
      ['field_count', '1 separated by one space, 14 named (there is a TAB)'],
      ['field_count', '2 separated by one space, 14 named'],
    ])
  })

  it('leave the lines around them as they are', () => {
    const recording = read(line(), 'lorem', '', line({ bytes: 'x' }), line({ bytes: 9 }))
    expect(recording.rows.map(row => [row.ordinal, row.sourceBytes])).toEqual([
      [1, 840],
      [5, 9],
    ])
  })
})

describe('recognition', () => {
  const recognised = (text: string, complete = true) => awsVpc.recognise(new TextEncoder().encode(text), complete)

  it.each([
    ['a header', `${defaultNames}\n`],
    ['a header alone, without line end', defaultNames],
    ['a header of another order and newer fields', 'end start dstaddr srcaddr next-hop-ip\n'],
    ['a header after a byte order mark and blank lines', `\uFEFF\r\n\n${defaultNames}\r\n`],
    ['a record of the default format', `${line()}\n`],
    ['a NODATA record', `${line({ action: '-', 'log-status': 'NODATA' })}\n`],
    ['a record after a damaged line', `18 REJECT OK\n${line()}\n`],
  ])('takes %s', (_, text) => {
    expect(recognised(text)).toBe(true)
  })

  it.each([
    ['nothing', ''],
    ['a record of another version without header', line({ version: 3 })],
    ['a record with another action', line({ action: 'MAYBE' })],
    ['13 fields', line().slice(2)],
    ['prose with the words in it', 'The srcaddr, and the dstaddr.'],
    ['comma-separated names', defaultNames.replaceAll(' ', ',')],
    ['wrapped lines', `{"message": "${line()}"}`],
    ['a Zeek header', '#separator \\x09\n#fields\tts\tuid\n'],
  ])('leaves %s', (_, text) => {
    expect(recognised(text)).toBe(false)
  })

  it('judges no line that may be cut', () => {
    expect(recognised(line(), false)).toBe(false)
  })
})

describe('any bytes', () => {
  const balances = (bytes: Uint8Array, chunks: number[]) => {
    const recording = readWith(awsVpc, bytes)
    expect(recording.violations).toEqual([])
    expect(readWith(awsVpc, bytes, { chunks })).toEqual(recording)
    awsVpc.recognise(bytes, true)
  }
  const chunkSizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 })

  it('never throw, also after a header, and balance however they are split', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .array(
          fc.constantFrom(
            '2',
            '-',
            ' ',
            '\n',
            'srcaddr',
            'dstaddr',
            '10.0.0.1',
            'NODATA',
            'OK',
            'eni-1',
            '6',
            '1491005700',
          ),
          { maxLength: 80 },
        )
        .map(pieces => new TextEncoder().encode(pieces.join(''))),
    )
    fc.assert(
      fc.property(anything, fc.boolean(), chunkSizes, (bytes, withHeader, chunks) => {
        const head = new TextEncoder().encode(withHeader ? `${defaultNames}\n` : '')
        balances(new Uint8Array(Buffer.concat([head, bytes])), chunks)
      }),
      { seed, numRuns: runsOf(500) },
    )
  })

  it('of good lines with damage balance however they are split', () => {
    const names = `${defaultNames} tcp-flags pkt-srcaddr`
    const file = new TextEncoder().encode(
      [
        names,
        line({ 'tcp-flags': 19 }, names),
        line({ srcaddr: '2001:db8::1', 'pkt-srcaddr': '10.0.0.1' }, names),
        defaultNames,
        line(),
        line({ 'log-status': 'NODATA', srcaddr: '-' }),
        '',
      ].join('\r\n'),
    )
    fc.assert(
      fc.property(damagedBytes(file), chunkSizes, (bytes, chunks) => {
        balances(bytes, chunks)
      }),
      { seed, numRuns: runsOf(500) },
    )
  })
})

describeSamples('real files', () => {
  /**
   * Counted by columns of the header, or the 14 default names where line 1 has no srcaddr:
   *   awk 'NR==1{for(i=1;i<=NF;i++)c[$i]=i; if("srcaddr" in c)next; n=split(DEFAULT,a," ");for(i=1;i<=n;i++)c[a[i]]=i}
   *        {s=("log-status" in c)?$(c["log-status"]):"OK"; k[s]++}
   *        s=="OK"{b+=$(c["bytes"]); p+=$(c["packets"]); if($(c["action"])=="REJECT")d++}
   *        END{for(s in k)print s,k[s]; print b,p,d}'
   * (bytes and packets 0 where the file has no such column).
   */
  const files = [
    [
      'obsrvbl+flowlogs-reader__V2_RECORDS.noheader.log',
      { records: 3, 'marker nodata': 1, 'marker skipdata': 1 },
      4200,
      50,
      1,
    ],
    ['obsrvbl+flowlogs-reader__V3_FILE.custom-order.log', { records: 2, 'skip header': 1 }, 8090, 20, 0],
    [
      'open-telemetry+opentelemetry-collector-contrib__valid_vpc_flow_log.log',
      { 'skip header': 1, 'marker nodata': 1 },
      0,
      0,
      0,
    ],
    [
      'open-telemetry+opentelemetry-collector-contrib__valid_vpc_flow_log_ecs.log',
      { records: 1, 'skip header': 1 },
      3500,
      15,
      0,
    ],
    [
      'open-telemetry+opentelemetry-collector-contrib__valid_vpc_flow_log_multi.log',
      { records: 2, 'skip header': 1 },
      8498,
      40,
      1,
    ],
    [
      'vectordotdev+vrl__aws-docs-examples-0.noheader.log',
      { records: 5, 'marker nodata': 1, 'marker skipdata': 1 },
      18_025,
      102,
      2,
    ],
    ['vectordotdev+vrl__aws-docs-examples-1.log', { records: 8, 'skip header': 1 }, 23_462_480, 17_121, 0],
    // head -1 … | grep -c -w start: 0, so that no record has a time.
    ['vectordotdev+vrl__aws-docs-examples-3.log', { 'skip header': 1, 'reject missing_field': 4 }, 0, 0, 0],
    ['vectordotdev+vrl__aws-docs-examples-5.log', { records: 1, 'skip header': 1 }, 0, 0, 0],
  ] as const

  it.each(files)('%s', (name, counts, bytes, packets, denied) => {
    const content = readSample(`aws-vpc/${name}`)
    expect(awsVpc.recognise(content, true)).toBe(true)
    const recording = readWith(awsVpc, content)
    expect(recording.violations).toEqual([])
    expect(countsOf(recording)).toEqual(counts)
    expect(recording.rows.reduce((sum, row) => sum + (row.sourceBytes ?? 0), 0)).toBe(bytes)
    expect(recording.rows.reduce((sum, row) => sum + (row.sourcePackets ?? 0), 0)).toBe(packets)
    expect(recording.rows.filter(row => row.action === 'deny').length).toBe(denied)
    expect(readWith(awsVpc, content, { chunks: [1, 7, 100] })).toEqual(recording)
  })

  it('balance with any damage', () => {
    const contents = files.map(([name]) => readSample(`aws-vpc/${name}`))
    fc.assert(
      fc.property(fc.constantFrom(...contents).chain(damagedBytes), bytes => {
        const recording = readWith(awsVpc, bytes)
        expect(recording.violations).toEqual([])
        expect(readWith(awsVpc, bytes, { chunks: [17, 100, 3] })).toEqual(recording)
      }),
      { seed, numRuns: runsOf(300) },
    )
  })

  it('of NAT show the ends of the packet, and who began', () => {
    const { rows } = readWith(awsVpc, readSample('aws-vpc/obsrvbl+flowlogs-reader__V3_FILE.custom-order.log'))
    expect(rows.map(row => `${row.source}>${row.destination} ${row.began}`)).toEqual([
      '192.168.0.1>172.18.160.93 destination',
      '172.18.160.9>192.168.0.1 source',
    ])
  })

  it('of other formats are not recognised', () => {
    expect(awsVpc.recognise(readSample('zeek-conn/zeek+zeek__zeek-cut-logs-conn.log'), true)).toBe(false)
    expect(awsVpc.recognise(readSample('zeek-conn/SuperCowPowers+zat__json-conn.log'), true)).toBe(false)
  })
})
