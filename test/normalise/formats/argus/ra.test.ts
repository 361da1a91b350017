import { describe, expect, it } from 'vitest'
import { argusRa } from '../../../../functions/normalise/formats/argus/ra.ts'
import { recogniseFormat } from '../../../../functions/normalise/formats/index.ts'
import { countsOf, type RecordedRow, readWith } from '../../../support/recording-sink.ts'

const usual: Record<string, string> = {
  StartTime: '1491005707.250999',
  Dur: '2.250000',
  Proto: 'tcp',
  SrcAddr: '175.45.176.7',
  Sport: '49152',
  Dir: '   ->',
  DstAddr: '192.0.2.1',
  Dport: '443',
  State: 'FIN',
  SrcPkts: '7',
  DstPkts: '6',
  SrcBytes: '900',
  DstBytes: '4000',
}
const names = Object.keys(usual)
/** The columns of CTU-13, which has no packets of one end. */
const ctu = 'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,Label'.split(
  ',',
)
const line = (of: readonly string[], change: Record<string, string>, delimiter = ',') =>
  of.map(name => change[name] ?? usual[name] ?? '').join(delimiter)

const read = (...lines: string[]) => readWith(argusRa, `${lines.join('\n')}\n`)
const readRow = (change: Record<string, string>, of: readonly string[] = names) => read(of.join(','), line(of, change))

function rowOf(change: Record<string, string> = {}, of: readonly string[] = names): RecordedRow {
  const { rows, rejects, refusals, violations } = readRow(change, of)
  expect({ rejects, refusals, violations }).toEqual({ rejects: [], refusals: [], violations: [] })
  expect(rows).toHaveLength(1)
  return rows[0]!
}

describe('a record', () => {
  it('is read whole, both directions', () => {
    expect(rowOf()).toEqual({
      ordinal: 2,
      startMs: 1_491_005_707_250,
      endMs: 1_491_005_709_500,
      source: '175.45.176.7',
      destination: '192.0.2.1',
      sourcePort: 49_152,
      destinationPort: 443,
      protocol: 6,
      icmpType: null,
      icmpCode: null,
      sourceBytes: 900,
      destinationBytes: 4000,
      sourcePackets: 7,
      destinationPackets: 6,
      bytesLayer: 'ethernet',
      sampling: 1,
      sourceFlags: null,
      destinationFlags: null,
      action: 'unknown',
      began: 'source',
      beganBy: 'log',
      answered: 'unknown',
      state: 'FIN',
      app: null,
      host: null,
      exporter: 'team/folder',
    } satisfies RecordedRow)
  })

  it.each([',', '\t', '|', ';'])('is delimited by %j, with blanks around its fields', delimiter => {
    const padded = names.map(name => ` ${usual[name]}  `).join(delimiter)
    const { rows, rejects } = read(names.map(name => ` ${name}`).join(delimiter), padded)
    expect(rejects).toEqual([])
    expect(rows).toEqual([rowOf()])
  })

  it('has its columns under titles in any order, or under the names of fields of ra', () => {
    const fields = 'pkSeqID,stime,ltime,proto,saddr,sport,daddr,dport,spkts,dpkts,sbytes,dbytes,state,dir,category'
    const row =
      '1,1491005707.250999,1491005709.500999,tcp,175.45.176.7,0xc000,192.0.2.1,0x01bb,7,6,900,4000,FIN,->,DDoS'
    const { rows, rejects } = read(fields, row)
    expect(rejects).toEqual([])
    expect(rows).toEqual([rowOf()])
  })

  it('has no label: what CTU-13 says of a flow is nothing that was logged', () => {
    const { rows } = readRow({ Label: 'flow=From-Botnet-V42-TCP-CC', TotPkts: '13', TotBytes: '4900' }, ctu)
    expect(JSON.stringify(rows)).not.toContain('Botnet')
  })

  it('has the exporter that it names', () => {
    expect(rowOf({ SrcId: '10.0.0.1' }, [...names, 'SrcId'])).toMatchObject({ exporter: '10.0.0.1' })
  })

  it.each([
    ['2017/04/01 00:15:07.250999', 250],
    ['2017-04-01T00:15:07.250999', 250],
    ['2017/04/01.00:15:07', 0],
  ])('of %s without a zone is in UTC, with a warning', (StartTime, ms) => {
    const { rows, warnings } = readRow({ StartTime })
    expect(rows.map(({ startMs }) => startMs)).toEqual([Date.UTC(2017, 3, 1, 0, 15, 7, ms)])
    expect(warnings).toEqual([
      'times have no zone: they are read as UTC; print seconds since 1970: ra -u, ' +
        'or say their zone in sources.csv (npx flowcensus start: --source-zone)',
    ])
  })

  it('of a time with a zone, or in seconds, has no warning', () => {
    const { rows, warnings } = readRow({ StartTime: '2017/04/01 00:15:07.25+0900' })
    expect(rows.map(({ startMs }) => startMs)).toEqual([Date.UTC(2017, 2, 31, 15, 15, 7, 250)])
    expect(warnings).toEqual([])
  })

  it('ends at LastTime where it is printed, else after Dur, else when it began', () => {
    expect(rowOf({ LastTime: '1491005710.5' }, [...names, 'LastTime']).endMs).toBe(1_491_005_710_500)
    expect(rowOf({ Dur: '' }).endMs).toBe(1_491_005_707_250)
  })

  it.each([
    ['udp', '', { sourcePort: 0 }],
    ['sctp', '', { protocol: 132, sourcePort: null }],
    ['gre', '', { protocol: 47, sourcePort: null }],
    ['icmp', '0x0403', { protocol: 1, icmpType: 3, icmpCode: 4 }],
    ['ipv6-icmp', '135', { protocol: 58, icmpType: 135 }],
    ['rtp', '5004', { protocol: 17, sourcePort: 5004 }],
    ['89', '', { protocol: 89 }],
    ['unas', '', { protocol: 255 }],
  ])('of %s with Sport %j', (Proto, Sport, expected) => {
    expect(rowOf({ Proto, Sport, Dport: '1' })).toMatchObject(expected)
  })
})

describe('counters', () => {
  it('of one end and a total give the other', () => {
    expect(rowOf({ TotPkts: '13', TotBytes: '4900' }, ctu)).toMatchObject({
      sourceBytes: 900,
      destinationBytes: 4000,
      sourcePackets: null,
      destinationPackets: null,
    })
    const totals = [...ctu, 'SrcPkts']
    expect(rowOf({ TotPkts: '13', TotBytes: '4900' }, totals)).toMatchObject({
      sourcePackets: 7,
      destinationPackets: 6,
    })
  })

  it('of a total alone are known where one end sent nothing', () => {
    const only = ctu.filter(name => name !== 'SrcBytes')
    const totals = { Proto: 'udp', TotPkts: '13', TotBytes: '4900' }
    expect(rowOf({ ...totals, Dir: '->' }, only)).toMatchObject({
      sourcePackets: 13,
      sourceBytes: 4900,
      destinationPackets: 0,
      destinationBytes: 0,
    })
    expect(rowOf({ ...totals, Dir: '<-' }, only)).toMatchObject({ sourcePackets: 0, destinationPackets: 13 })
    expect(rowOf({ ...totals, Dir: '<->' }, only)).toMatchObject({ sourcePackets: null, destinationBytes: null })
    // Of TCP the arrow shows who began, not who sent.
    expect(rowOf({ ...totals, Proto: 'tcp' }, only)).toMatchObject({ sourcePackets: null, destinationBytes: null })
    const silent = { ...totals, Proto: 'tcp', SrcBytes: '4900' }
    expect(rowOf(silent, ctu)).toMatchObject({ sourcePackets: 13, destinationPackets: 0, destinationBytes: 0 })
    expect(rowOf({ ...silent, SrcBytes: '0' }, ctu)).toMatchObject({ sourcePackets: 0, destinationPackets: 13 })
  })

  it('that are not printed are missing, never 0', () => {
    expect(rowOf({}, names.slice(0, 9))).toMatchObject({ sourceBytes: null, destinationPackets: null })
  })
})

describe('who began', () => {
  it.each([
    ['tcp', '   ->', 'source'],
    ['tcp', '  <-', 'destination'],
    ['tcp', '  <?>', 'unknown'],
    ['tcp', '   ?>', 'unknown'],
    ['tcp', '  <?', 'unknown'],
    ['tcp', '  <->', 'unknown'],
    ['tcp', 'get_message  ->', 'unknown'],
    ['tcp', '', 'unknown'],
    ['udp', '   ->', 'source'],
    ['udp', '  <->', 'source'],
    ['udp', '  <-', 'unknown'],
    ['icmp', '  <->', 'source'],
    ['udp', 'get_message  ->', 'unknown'],
  ])('of %s %j: %s', (Proto, Dir, began) => {
    const beganBy = began === 'unknown' ? 'none' : 'log'
    expect(rowOf({ Proto, Dir, Sport: '8' })).toMatchObject({ began, beganBy })
  })

  it('without Dir is the source of what is not TCP, where it sent a packet', () => {
    const bare = names.filter(name => name !== 'Dir')
    expect(rowOf({ Proto: 'udp' }, bare)).toMatchObject({ began: 'source', answered: 'yes' })
    expect(rowOf({ Proto: 'udp', SrcPkts: '0', SrcBytes: '0' }, bare)).toMatchObject({ began: 'unknown' })
    expect(rowOf({}, bare)).toMatchObject({ began: 'unknown', answered: 'unknown' })
  })
})

describe('whether it was answered', () => {
  it.each([
    ['udp', '<->', 'CON', 'yes'],
    ['udp', '->', 'INT', 'no'],
    ['udp', '<-', 'RSP', 'unknown'],
    ['icmp', '<->', 'ECO', 'yes'],
    ['tcp', '->', 'REQ', 'no'],
    ['tcp', '->', 'RST', 'unknown'],
    ['tcp', '->', 'ACC', 'unknown'],
    ['tcp', '->', 'FIN', 'unknown'],
    ['tcp', '?>', 'REQ', 'unknown'],
  ])('%s %s %s: %s', (Proto, Dir, State, answered) => {
    expect(rowOf({ Proto, Dir, State, Sport: '8' })).toMatchObject({ answered, state: State })
  })

  it('is said of an established connection where packets are not counted each way', () => {
    const counted = { TotPkts: '13', TotBytes: '4900' }
    expect(rowOf({ ...counted, State: 'CON' }, ctu)).toMatchObject({ answered: 'yes' })
    expect(rowOf({ ...counted, State: 'RST' }, ctu)).toMatchObject({ answered: 'unknown' })
    expect(rowOf({ ...counted, State: 'CON', SrcBytes: '4900' }, ctu)).toMatchObject({ answered: 'unknown' })
    expect(rowOf({ ...counted, State: 'CON', Dir: '<-' }, ctu)).toMatchObject({ began: 'destination', answered: 'yes' })
  })

  it.each([
    ['SRPA_SPA', '->', 0x1e, 0x1a, 'yes'],
    ['S_RA', '->', 2, 0x14, 'no'],
    ['S_', '->', 2, null, 'no'],
    ['SA_S', '<-', 0x12, 2, 'yes'],
    ['PA_PA', '<?>', 0x18, 0x18, 'unknown'],
    ['PA_A', '->', 0x18, 0x10, 'unknown'],
    ['_', '->', null, null, 'unknown'],
    ['SX_S', '->', null, null, 'unknown'],
  ])('by flags of both ends: %s %s', (State, Dir, sourceFlags, destinationFlags, answered) => {
    expect(rowOf({ State, Dir })).toMatchObject({ sourceFlags, destinationFlags, answered })
  })
})

describe('rows that are no flows of IP', () => {
  it('of management say that Argus was alive', () => {
    const man = { Proto: 'man', SrcAddr: '0', DstAddr: '0', Dir: '', State: 'STA', Dur: '60.000000' }
    const { markers, violations } = readRow(man)
    expect(violations).toEqual([])
    expect(markers).toEqual([
      { ordinal: 2, kind: 'nodata', exporter: 'team/folder', startMs: 1_491_005_707_250, endMs: 1_491_005_767_250 },
    ])
    expect(countsOf(readRow({ ...man, StartTime: 'now' }))).toEqual({ 'skip header': 1, 'reject bad_time': 1 })
  })

  it.each([
    [{ Proto: 'arp', Dir: '  who' }, 'skip arp'],
    [{ Proto: '2054', Dir: '  who' }, 'skip arp'],
    [{ Proto: 'rarp', SrcAddr: '00:1e:f6:73:59:81' }, 'skip arp'],
    [{ Proto: 'llc', SrcAddr: '00:1e:f6:73:59:81', DstAddr: '01:80:c2:00:00:00' }, 'skip link_layer'],
    [{ Proto: 'ip', SrcAddr: '00:00:00:00:00:01' }, 'skip link_layer'],
    [{ Proto: '35075', SrcAddr: '02:00:00:00:01:71' }, 'skip link_layer'],
    [{ Proto: 'evt', SrcAddr: '' }, 'skip event'],
  ])('are skipped: %j', (change, kind) => {
    expect(countsOf(readRow(change as Record<string, string>))).toEqual({ 'skip header': 1, [kind]: 1 })
  })

  it('are titles, which may come again, with other columns', () => {
    const lines = [names.join(','), line(names, {}), names.join(','), ctu.join(','), line(ctu, { TotBytes: '4900' })]
    expect(countsOf(read(...lines))).toEqual({ records: 2, 'skip header': 3 })
  })
})

describe('a row is refused', () => {
  it.each([
    [{ SrcAddr: 'example.org' }, 'bad_address', 'field 4 (SrcAddr)'],
    [{ DstAddr: '192.0.2' }, 'bad_address', 'field 7 (DstAddr)'],
    [{ Sport: '65536' }, 'bad_number', 'field 5 (Sport)'],
    [{ Dport: '0x10000' }, 'bad_number', 'field 8 (Dport)'],
    [{ Dport: '12*' }, 'bad_number', 'field 8 (Dport)'],
    [{ SrcPkts: '1.5K' }, 'bad_number', 'field 10 (SrcPkts)'],
    [{ StartTime: '08/10/11 09:46:53' }, 'bad_time', 'field 1 (StartTime)'],
    [{ Dur: 'short' }, 'bad_time', 'field 2 (Dur)'],
    [{ Proto: '' }, 'missing_field', 'field 3 (Proto)'],
  ])('%j: %s', (change, reason, column) => {
    const { rows, rejects, refusals } = readRow(change as Record<string, string>)
    expect({ rows, refusals }).toEqual({ rows: [], refusals: [] })
    expect(rejects).toMatchObject([{ reason, column, found: Object.values(change)[0] }])
  })

  it('where one end has more than both, and where fields are too many or come before titles', () => {
    const more = readRow({ TotBytes: '899' }, ctu)
    expect(more.rejects).toMatchObject([{ reason: 'bad_number', column: 'field 14 (SrcBytes)', found: '900' }])
    expect(countsOf(read(names.join(','), `${line(names, {})},1`))).toEqual({
      'skip header': 1,
      'reject field_count': 1,
    })
    expect(read(line(names, {})).rejects).toMatchObject([{ found: 'a row before any line of titles (-L 0)' }])
  })
})

describe('a file is refused whole, with the command that prints what can be read', () => {
  const command = /ra -r FILE -L 0 -u -nn -c , -s stime/
  const bytes = (text: string) => new TextEncoder().encode(text)

  it('where its times have no day', () => {
    const { refusals, rows } = readRow({ StartTime: '23:29:08.739740' })
    expect(rows).toEqual([])
    expect(refusals).toEqual([expect.stringMatching(/^expected times with their day, found "23:29:08.739740"; .*-u/)])
    expect(refusals[0]).toMatch(command)
  })

  it('where its ports are names, which would lose every known service', () => {
    const named: Record<string, string>[] = [{ Dport: 'https' }, { Sport: 'domain', Proto: 'udp' }]
    for (const change of named) {
      const { refusals, rows } = readRow(change)
      expect(rows).toEqual([])
      expect(refusals).toEqual([expect.stringMatching(/^expected ports as numbers, found "(https|domain)"; .*-nn/)])
    }
  })

  const header =
    '         StartTime      Flgs  Proto            SrcAddr  Sport   Dir            DstAddr  Dport  TotPkts State \n'
  const binary = (cookie: number[]) =>
    new Uint8Array([0x83, 0x10, 0, 0x20, 0, 0, 0, 0, ...cookie, ...Array(70_000).fill(0)])

  it.each([
    ['padded text', bytes(`${header}   23:29:08.739740  e g         tcp     192.168.10.105.3033     <?>\n`)],
    ['a file of Argus 3', binary([0xe5, 0x71, 0x2d, 0xcb])],
    ['a file of Argus 5', binary([0xe5, 0x71, 0x50, 0xcb])],
  ])('where it is %s', (_, content) => {
    expect(recogniseFormat(content.subarray(0, 65_536), content.length <= 65_536)?.name).toBe('argus-ra')
    const { refusals, violations } = readWith(argusRa, content, { chunks: [3, 100, 70_000] })
    expect(violations).toEqual([])
    expect(refusals).toEqual([expect.stringMatching(command)])
  })

  it('but not where it is no output of ra', () => {
    const isKnown = (text: string) => recogniseFormat(bytes(text), true)?.name
    for (const text of ['StartTime SrcAddr\n', 'proto,srcaddr,dstaddr\n', 'StartTime;Proto\n1;2\n']) {
      expect(isKnown(text)).toBeUndefined()
    }
    expect(isKnown(',StartTime,Proto,SrcAddr,DstAddr\n0,1,tcp,10.0.0.1,10.0.0.2\n')).toBe('argus-ra')
  })
})
