import { describe, expect, it } from 'vitest'
import { recogniseFormat } from '../../../../functions/normalise/formats/index.ts'
import { nfdumpCsv } from '../../../../functions/normalise/formats/nfdump/csv.ts'
import { countsOf, type RecordedRow, readWith, recordingSink } from '../../../support/recording-sink.ts'

const oldNames =
  'ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,sas,das,smk,dmk,dtos,dir,nh,nhb,svln,dvln,ismc,odmc,idmc,osmc,mpls1,mpls2,mpls3,mpls4,mpls5,mpls6,mpls7,mpls8,mpls9,mpls10,cl,sl,al,ra,eng,exid,tr'
const oldRow = (change: Record<string, string> = {}): string => {
  const usual: Record<string, string> = {
    ts: '2017-04-01 00:15:07',
    te: '2017-04-01 00:15:09',
    td: '2.250',
    sa: '175.45.176.7',
    da: '192.0.2.1',
    sp: '49152',
    dp: '443',
    pr: 'TCP',
    flg: '......S.',
    ipkt: '2',
    ibyt: '120',
    cl: '    0.000',
    ra: '0.0.0.0',
    tr: '2017-04-01 00:15:10.637',
  }
  return oldNames
    .split(',')
    .map(name => change[name] ?? usual[name] ?? '0')
    .join(',')
}
const newNames = 'firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows'
const newRow = (change: Record<number, string> = {}): string =>
  '2017-04-01 00:15:07.942,2.250,6,175.45.176.7,49152,192.0.2.1,443,2,120,1'
    .split(',')
    .map((field, at) => change[at] ?? field)
    .join(',')
const fastNames =
  'cnt,af,firstSeen,lastSeen,proto,srcAddr,srcPort,dstAddr,dstPort,srcAS,dstAS,input,output,flags,srcTos,packets,bytes'
const ownNames =
  'firstSeen,lastSeen,proto,srcAddr,srcPort,dstAddr,dstPort,flags,fwdStatus,packets,bytes,outPackets,outBytes,biDirection'
const ownRow = (change: Record<string, string> = {}): string => {
  const usual: Record<string, string> = {
    firstSeen: '1491005707.250',
    lastSeen: '1491005709.500',
    proto: '6',
    srcAddr: '175.45.176.7',
    srcPort: '49152',
    dstAddr: '192.0.2.1',
    dstPort: '443',
    flags: '...AP.SF',
    packets: '7',
    bytes: '900',
  }
  return ownNames
    .split(',')
    .map(name => change[name] ?? usual[name] ?? '0')
    .join(',')
}

const read = (...lines: string[]) => readWith(nfdumpCsv, `${lines.join('\n')}\n`)

function rowsOf(...lines: string[]): RecordedRow[] {
  const { rows, rejects, violations } = read(...lines)
  expect({ rejects, violations }).toEqual({ rejects: [], violations: [] })
  return rows
}

function rejectOf(...lines: string[]) {
  const { rows, rejects, violations } = read(...lines)
  expect({ rows, violations }).toEqual({ rows: [], violations: [] })
  return rejects.map(({ reason, column, found }) => ({ reason, column, found }))
}

const isKnown = (text: string) => recogniseFormat(new TextEncoder().encode(text), true)?.name

describe('a record of the 48 columns to 1.7.4', () => {
  it('is read whole: one direction, times to the second, the router as exporter', () => {
    expect(rowsOf(oldNames, oldRow({ ra: '10.0.0.1' }))).toEqual([
      {
        ordinal: 2,
        startMs: Date.UTC(2017, 3, 1, 0, 15, 7),
        endMs: Date.UTC(2017, 3, 1, 0, 15, 9),
        source: '175.45.176.7',
        destination: '192.0.2.1',
        sourcePort: 49_152,
        destinationPort: 443,
        protocol: 6,
        icmpType: null,
        icmpCode: null,
        sourceBytes: 120,
        destinationBytes: 0,
        sourcePackets: 2,
        destinationPackets: 0,
        bytesLayer: 'ip',
        sampling: 1,
        sourceFlags: 2,
        destinationFlags: null,
        action: 'unknown',
        began: 'source',
        beganBy: 'syn',
        answered: 'unknown',
        state: null,
        app: null,
        host: null,
        exporter: '10.0.0.1',
      } satisfies RecordedRow,
    ])
  })

  it('needs no line of names (-q), and may have a column more under its name', () => {
    expect(isKnown(`${oldRow()}\n`)).toBe('nfdump-csv')
    const [bare, named] = [rowsOf(oldRow()), rowsOf(`eth,${oldNames}`, `0x800,${oldRow()}`)]
    expect(bare).toHaveLength(1)
    expect(named.map(({ ordinal, ...row }) => row)).toEqual(bare.map(({ ordinal, ...row }) => row))
  })

  it.each([
    ['ICMP', '2048', { protocol: 1, icmpType: 8, icmpCode: 0 }],
    ['ICMP6', '34561', { protocol: 58, icmpType: 135, icmpCode: 1 }],
    ['Frag6', '0', { protocol: 44, sourcePort: null, destinationPort: null }],
    ['254  ', '0', { protocol: 254 }],
    ['UDP-L', '7', { protocol: 136, destinationPort: 7 }],
  ])('of %s, destination port %s', (pr, dp, expected) => {
    expect(rowsOf(oldNames, oldRow({ pr, dp }))).toMatchObject([expected])
  })

  it('has no end where that is of 1970, and ends when it began, with a warning', () => {
    const { rows, warnings } = read(oldNames, oldRow({ te: '1970-01-01 00:00:00', td: '18446742629325484.000' }))
    expect(rows.map(({ startMs, endMs }) => endMs - startMs)).toEqual([0])
    expect(warnings).toContain('some records have no end: they are read as if they ended when they began')
  })

  it('says that times have no zone, and that sampling is not known', () => {
    expect(read(oldNames, oldRow()).warnings).toEqual([
      expect.stringMatching(/sampled/),
      expect.stringMatching(/^times have no zone: they are read as UTC; .*TZ=UTC nfdump/),
    ])
  })
})

describe('the lines around rows', () => {
  it('are counted: names, which may come again, and the summary at the end', () => {
    const joined = [oldNames, oldRow(), 'Summary', 'flows,bytes,packets,avg_bps,avg_pps,avg_bpp', '1,120,2,0,0,60']
    expect(countsOf(read(...joined, ...joined))).toEqual({ records: 2, 'skip header': 2, 'skip summary': 6 })
    expect(countsOf(read(...joined, newNames, newRow()))).toEqual({
      records: 2,
      'skip header': 2,
      'skip summary': 3,
    })
  })

  it('say where nothing matched', () => {
    expect(countsOf(read(oldNames, 'No matching flows'))).toEqual({ 'skip header': 1, 'skip summary': 1 })
  })

  it('to 1.7.4 tell of tunnels and events without addresses and counters', () => {
    const none = { sa: '0.0.0.0', da: '0.0.0.0', ipkt: '0', ibyt: '0' }
    const counts = countsOf(
      read(oldNames, oldRow({ ...none, pr: 'GRE' }), oldRow(), oldRow({ ...none, sa: '::', da: '::', pr: '0' })),
    )
    expect(counts).toEqual({ records: 1, 'skip header': 1, 'skip tunnel': 1, 'skip event': 1 })
  })
})

describe('a record from 1.7.5 on', () => {
  it('ends after its duration', () => {
    const [row] = rowsOf(newNames, newRow())
    expect([row?.startMs, row?.endMs]).toEqual([
      Date.UTC(2017, 3, 1, 0, 15, 7, 942),
      Date.UTC(2017, 3, 1, 0, 15, 10, 192),
    ])
  })

  it('has type and code of ICMP with a dot between', () => {
    expect(rowsOf(newNames, newRow({ 2: '1', 4: '0', 6: '11.1' }))).toMatchObject([{ icmpType: 11, icmpCode: 1 }])
  })

  it('of a tunnel counts once: the tunnel before the flow is skipped, whatever its ports look like', () => {
    const tunnel = newRow({ 2: '47', 3: '172.27.1.66', 4: '0', 5: '66.59.109.137', 6: '2048' })
    const recording = read(newNames, tunnel, newRow({ 2: '1', 4: '0', 6: '8.0' }))
    expect(countsOf(recording)).toEqual({ records: 1, 'skip header': 1, 'skip tunnel': 1 })
    expect(recording.rows).toMatchObject([{ protocol: 1, source: '175.45.176.7', ordinal: 3 }])
  })

  it('of a tunnel counts where no flow of the same counters follows', () => {
    const tunnel = newRow({ 2: '47', 4: '0', 6: '0' })
    const protocols = (...lines: string[]) => rowsOf(newNames, ...lines).map(({ protocol }) => protocol)
    expect(protocols(tunnel)).toEqual([47])
    expect(protocols(tunnel, tunnel)).toEqual([47, 47])
    expect(protocols(tunnel, newRow())).toEqual([47, 6])
    expect(protocols(tunnel, newRow({ 2: '1', 4: '0', 6: '0.0', 8: '121' }))).toEqual([47, 1])
    expect(countsOf(read(newNames, tunnel, '', 'rubbish'))).toEqual({
      records: 1,
      'skip header': 1,
      'skip blank': 1,
      'reject field_count': 1,
    })
  })

  it('is the flow alone in csv-fast, with times in milliseconds', () => {
    const tunnel = '1,2,1491005707250,1491005709500,47,175.45.176.7,0,192.0.2.1,0,0,0,0,0,........,0,2,120'
    const inner = '2,2,1491005707250,1491005709500,1,10.0.0.1,0,10.0.0.2,0,0,0,0,0,........,0,2,120'
    expect(rowsOf(fastNames, tunnel, inner)).toMatchObject([
      { protocol: 47, startMs: 1_491_005_707_250, endMs: 1_491_005_709_500 },
      { protocol: 1, icmpType: 0, icmpCode: 0 },
    ])
  })

  it('has the columns that its owner chose, by their names', () => {
    expect(rowsOf('srcAddr,dstAddr,proto,firstSeen', '2001:db8::1,2606:4700::1,17,1491005707.250')).toMatchObject([
      { source: '2001:db8::1', protocol: 17, sourcePort: null, sourceBytes: null, destinationBytes: null },
    ])
    expect(rowsOf('srcAddr,dstAddr,proto,firstSeen', 'fe80::1,fe80::2,17,1491005707.250')).toHaveLength(1)
  })

  it('may show both directions', () => {
    const both = ownRow({ outPackets: '9', outBytes: '4000' })
    expect(rowsOf(ownNames, both)).toMatchObject([
      { sourcePackets: 7, sourceBytes: 900, destinationPackets: 9, destinationBytes: 4000, sourceFlags: null },
    ])
  })

  it('of an exporter that counts at the way out is the source sending', () => {
    const out = { packets: '0', bytes: '0', outPackets: '9', outBytes: '4000' }
    expect(rowsOf(ownNames, ownRow(out))).toMatchObject([
      { sourcePackets: 9, sourceBytes: 4000, destinationPackets: 0, destinationBytes: 0 },
    ])
  })

  it.each([
    ['129', 'deny'],
    ['130', 'deny'],
    ['64', 'unknown'],
    ['131', 'unknown'],
  ])('of forwarding status %s is %s', (fwdStatus, action) => {
    expect(rowsOf(ownNames, ownRow({ fwdStatus }))).toMatchObject([{ action }])
  })
})

describe('who began', () => {
  const back = { srcAddr: '192.0.2.1', srcPort: '443', dstAddr: '175.45.176.7', dstPort: '49152' }
  const beginners = (...lines: string[]) => rowsOf(ownNames, ...lines).map(row => `${row.began} ${row.beganBy}`)

  it('is the source of a SYN without ACK, the destination of a lone SYN with ACK', () => {
    expect(beginners(ownRow({ flags: '......S.' }), ownRow({ flags: '...A..S.', packets: '1' }))).toEqual([
      'source syn',
      'destination syn',
    ])
  })

  it('is the end whose SYN came first, said by the half that comes second in the log', () => {
    const later = { ...back, firstSeen: '1491005707.251' }
    expect(beginners(ownRow(), ownRow(later))).toEqual(['unknown none', 'destination syn'])
    expect(beginners(ownRow(later), ownRow())).toEqual(['unknown none', 'source syn'])
    expect(beginners(ownRow(), ownRow(back))).toEqual(['unknown none', 'unknown none'])
    const six = { srcAddr: '2001:db8::1', dstAddr: '2001:db8::2' }
    const sixBack = { ...later, srcAddr: '2001:db8::2', dstAddr: '2001:db8::1' }
    expect(beginners(ownRow(six), ownRow(sixBack))).toEqual(['unknown none', 'destination syn'])
  })

  it('is the end that repeated its SYN, also where records of it come late', () => {
    const syn = ownRow({ flags: '......S.', firstSeen: '1491005707.250' })
    const answer = ownRow({ ...back, firstSeen: '1491005707.270' })
    const on = ownRow({ firstSeen: '1491005710.250', lastSeen: '1491005712.000' })
    expect(beginners(syn, answer, on)).toEqual(['source syn', 'destination syn', 'source syn'])
    const muchLater = ownRow({ firstSeen: '1491009710.250', lastSeen: '1491009712.000' })
    expect(beginners(answer, muchLater)).toEqual(['unknown none', 'unknown none'])
  })

  it('is unknown without a SYN, of the other half of another connection, and of UDP', () => {
    expect(beginners(ownRow({ flags: '...AP..F' }))).toEqual(['unknown none'])
    expect(beginners(ownRow(), ownRow({ ...back, dstPort: '49153', firstSeen: '1491005708.000' }))).toEqual([
      'unknown none',
      'unknown none',
    ])
    expect(beginners(ownRow({ proto: '17' }))).toEqual(['unknown none'])
  })

  it('is what the exporter says of it (RFC 5103)', () => {
    expect(beginners(ownRow({ biDirection: '1' }), ownRow({ biDirection: '2' }), ownRow({ biDirection: '3' }))).toEqual(
      ['source log', 'destination log', 'unknown none'],
    )
  })

  it('does not rest on flags that no exporter told, or in a form that is not known', () => {
    for (const flags of ['........', '0xc2', '']) {
      expect(rowsOf(ownNames, ownRow({ flags }))).toMatchObject([{ sourceFlags: null, began: 'unknown' }])
    }
  })
})

describe('a row is refused', () => {
  it.each([
    [{ ipkt: '9007199254740993' }, 'bad_number', 'field 12 (ipkt)'],
    [{ ibyt: '1.0 M' }, 'bad_number', 'field 13 (ibyt)'],
    [{ sp: '65536' }, 'bad_number', 'field 6 (sp)'],
    [{ dp: '2048.1' }, 'bad_number', 'field 7 (dp)'],
    [{ pr: 'NONE' }, 'bad_number', 'field 8 (pr)'],
    [{ pr: '' }, 'missing_field', 'field 8 (pr)'],
    [{ sa: 'fe80::2..83:3b6e' }, 'bad_address', 'field 4 (sa)'],
    [{ te: '9189144-01-01 00:00:00' }, 'bad_time', 'field 2 (te)'],
    [{ ts: 'yesterday' }, 'bad_time', 'field 1 (ts)'],
  ] as const)('with %j: %s', (change, reason, column) => {
    expect(rejectOf(oldNames, oldRow(change))).toEqual([{ reason, column, found: Object.values(change)[0] }])
  })

  it('with type.code of a protocol that has ports, and code or type over 255', () => {
    expect(rejectOf(newNames, newRow({ 6: '8.0' }))).toMatchObject([{ reason: 'bad_number' }])
    expect(rejectOf(newNames, newRow({ 2: '1', 6: '8.256' }))).toMatchObject([{ reason: 'bad_number' }])
  })

  it('without a protocol, with more or fewer fields, and before any names', () => {
    expect(rejectOf('firstSeen,srcAddr,dstAddr', '1491005707.250,10.0.0.1,10.0.0.2')).toMatchObject([
      { reason: 'missing_field', column: 'proto' },
    ])
    expect(rejectOf(newNames, `${newRow()},1`)).toEqual([{ reason: 'field_count', column: '', found: '11, 10 named' }])
    expect(rejectOf(newRow())).toMatchObject([
      { reason: 'field_count', found: 'a row before any line of column names' },
    ])
  })

  it('by the sink where it has no start: 1970 and 0000-00-00 are no times', () => {
    expect(rowsOf(oldNames, oldRow({ ts: '1970-01-01 00:00:00' }))).toMatchObject([{ startMs: 0 }])
    expect(rowsOf(newNames, newRow({ 0: '0000-00-00 00:00:00.000', 1: '0.000' }))).toMatchObject([{ startMs: 0 }])
  })
})

describe('what else nfdump writes', () => {
  const header = 'Date first seen             Duration     Proto      Src IP Addr:Port          Dst IP Addr:Port'
  const binary = (...bytes: number[]) => new Uint8Array([...bytes, 1, 7, 1, 1, ...Array(70_000).fill(65)])

  it.each([
    ['a line mode', `${header}\n2018-01-12 15:37:30.942     00:00:00.000 TCP  1.0 M\n`],
    ['a line mode with commas', 'Date first seen,Src IP Addr,Bytes\n'],
    ['raw', '\nFlow Record: \n  Flags        =              0x06 NETFLOW v9\n'],
    ['a statistic', 'Top 10 Src IP Addr ordered by flows:\nDate first seen\n'],
    ['a statistic as CSV', 'ts,te,td,pr,val,fl,flP,ipkt,ipktP,ibyt,ibytP,ipps,ibps,ibpp\n'],
    ['a file of nfcapd', binary(0x0c, 0xa5, 2, 0)],
    ['a file of nfcapd 1.6', binary(0x0c, 0xa5, 1, 0)],
    ['a file of nfcapd on a big-endian machine', binary(0xa5, 0x0c, 0, 2)],
  ])('is recognised and refused with the command that prints flows: %s', (_, content) => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
    expect(recogniseFormat(bytes, true)?.name).toBe('nfdump-csv')
    expect(recogniseFormat(bytes.subarray(0, 65_536), false)?.name).toBe('nfdump-csv')
    for (const chunks of [[], [1]]) {
      const { refusals, violations } = readWith(nfdumpCsv, bytes.subarray(0, 66_000), { chunks })
      expect(violations).toEqual([])
      expect(refusals).toEqual([expect.stringMatching(/^expected .* found .*TZ=UTC nfdump -r FILE -o csv-fast/)])
    }
  })

  it('of other bytes is not recognised', () => {
    for (const text of ['Date first,second\n', 'ts,te,td\n1,2,3\n', 'firstSeen,srcAddr\n']) {
      expect(isKnown(text)).toBeUndefined()
    }
    expect(recogniseFormat(binary(0x0c, 0xa5, 3, 0), true)).toBeUndefined()
  })
})

describe('the number of directions', () => {
  it('is two where most records show both', () => {
    const directions = (...lines: string[]) => {
      const reader = nfdumpCsv.open(recordingSink(), { key: '', keyExporter: '' })
      reader.push(new TextEncoder().encode(`${lines.join('\n')}\n`))
      reader.end()
      return reader.directions
    }
    const both = ownRow({ outPackets: '9', outBytes: '4000' })
    expect(directions(ownNames, ownRow())).toBe(1)
    expect(directions(ownNames, both, both, ownRow())).toBe(2)
    expect(directions(ownNames, both, ownRow())).toBe(1)
  })
})
