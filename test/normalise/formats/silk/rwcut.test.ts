import { describe, expect, it } from 'vitest'
import { silkRwcut } from '../../../../functions/normalise/formats/silk/rwcut.ts'
import { countsOf, type RecordedRow, readWith } from '../../../support/recording-sink.ts'

const usualTitles = 'sIP dIP sPort dPort protocol packets bytes flags sTime duration eTime sensor'

interface Fields {
  [title: string]: string | number
}

const usual: Fields = {
  sIP: '175.45.176.7',
  dIP: '192.0.2.1',
  sPort: 49152,
  dPort: 443,
  protocol: 6,
  packets: 22,
  bytes: 1489,
  flags: 'FSPA',
  sTime: '2017/04/01T00:15:00.706',
  duration: '0.447',
  eTime: '2017/04/01T00:15:01.153',
  sensor: 'EDGE1',
}

const titlesWith = (fields: Fields) =>
  [usualTitles, ...Object.keys(fields).filter(name => !usualTitles.split(' ').includes(name))].join(' ')

const line = (fields: Fields = {}, titles = titlesWith(fields), delimiter = '|') =>
  titles
    .split(' ')
    .map(title => fields[title] ?? usual[title] ?? '')
    .join(delimiter)

const read = (...lines: string[]) => readWith(silkRwcut, `${lines.join('\n')}\n`)

/** The only row that a record with these fields gives, under its titles. */
function rowOf(fields: Fields = {}, titles = titlesWith(fields)): RecordedRow {
  const recording = read(titles.replaceAll(' ', '|'), line(fields, titles))
  expect(recording.violations).toEqual([])
  expect(recording.refusals).toEqual([])
  expect(recording.rejects).toEqual([])
  expect(recording.rows.length).toBe(1)
  return recording.rows[0]!
}

function rejectOf(fields: Fields) {
  const recording = read(titlesWith(fields).replaceAll(' ', '|'), line(fields))
  expect(recording.violations).toEqual([])
  expect(recording.rows).toEqual([])
  const [reject] = recording.rejects
  return reject && { reason: reject.reason, column: reject.column, found: reject.found }
}

/** Widths of rwcut's columns with IPv4 addresses, to which titles are cut and values padded at the left. */
const widths = [15, 15, 5, 5, 3, 10, 10, 8, 23, 9, 23, 5]
const columnar = (fields: readonly (string | number)[], delimiter = '|') =>
  fields
    .map(
      (field, at) =>
        `${String(field)
          .slice(0, widths[at])
          .padStart(widths[at] ?? 0)}${delimiter}`,
    )
    .join('')

describe('a record', () => {
  it('is read whole', () => {
    expect(rowOf()).toEqual({
      ordinal: 2,
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
      destinationBytes: 0,
      sourcePackets: 22,
      destinationPackets: 0,
      bytesLayer: 'ip',
      sampling: 1,
      sourceFlags: 27,
      destinationFlags: null,
      action: 'unknown',
      began: 'unknown',
      beganBy: 'none',
      answered: 'unknown',
      state: null,
      app: null,
      host: null,
      exporter: 'EDGE1',
    } satisfies RecordedRow)
  })

  it('has no counters where none are printed', () => {
    expect(rowOf({}, 'sIP dIP protocol sTime eTime')).toMatchObject({
      sourceBytes: null,
      destinationBytes: null,
      sourcePackets: null,
      bytesLayer: 'unknown',
      sourcePort: null,
    })
  })

  it('names its sensor, by name or number, else its folder', () => {
    expect(rowOf({ sensor: 7 }).exporter).toBe('7')
    expect(rowOf({ sensor: '?' }).exporter).toBe('team/folder')
    expect(rowOf({ sensor: '-1' }).exporter).toBe('team/folder')
    expect(rowOf({}, usualTitles.replace(' sensor', '')).exporter).toBe('team/folder')
  })

  it('keeps the application label, of which 0 is none', () => {
    expect(rowOf({ application: 443 }).app).toBe('443')
    expect(rowOf({ application: 0 }).app).toBeNull()
  })
})

describe('columns', () => {
  const titles = usualTitles.split(' ')
  const values = titles.map(title => usual[title] ?? '')
  const row = { ...rowOf(), ordinal: 2 }

  it.each(['|', ',', ';', '\t', '#'])('may be parted by %j, padded, with titles that are cut', delimiter => {
    const recording = read(columnar(titles, delimiter), columnar(values, delimiter))
    expect(recording.rejects).toEqual([])
    expect(recording.rows).toEqual([row])
  })

  it.each(['|', ',', ';', '\t', ' '])('may be parted by %j without padding', delimiter => {
    const recording = read(titles.join(delimiter), values.join(delimiter))
    expect(recording.rejects).toEqual([])
    expect(recording.rows).toEqual([row])
    expect(read(`${titles.join(delimiter)}${delimiter}`, `${values.join(delimiter)}${delimiter}`).rows).toEqual([row])
  })

  it('stand in any order, may come twice, and others are not read', () => {
    const names = 'sTime dIP src-country sIP protocol dIP duration'
    const recording = read(names.replaceAll(' ', '|'), line({ 'src-country': 'kp' }, names))
    expect(recording.rows).toMatchObject([
      { source: '175.45.176.7', destination: '192.0.2.1', endMs: 1_491_005_701_153 },
    ])
  })

  it('take effect anew where titles come again', () => {
    const other = 'protocol sIP dIP eTime duration'
    const recording = read(
      titles.join('|'),
      line(),
      titles.join('|'),
      line(),
      other.replaceAll(' ', ','),
      line({}, other, ','),
    )
    expect(countsOf(recording)).toEqual({ records: 3, 'skip header': 3 })
    expect(recording.rows[2]).toMatchObject({ startMs: 1_491_005_700_706, endMs: 1_491_005_701_153 })
  })

  it('without titles are the default ones where the first line leaves no doubt', () => {
    for (const delimiter of ['|', ',', '\t', ' ']) {
      expect(read(line({}, usualTitles, delimiter)).rows).toEqual([{ ...row, ordinal: 1 }])
      expect(read(`${line({}, usualTitles, delimiter)}${delimiter}`).rows).toEqual([{ ...row, ordinal: 1 }])
    }
    expect(read(columnar(values)).rows).toEqual([{ ...row, ordinal: 1 }])
    const doubtful: Fields[] = [
      { duration: '0.448' },
      { eTime: '' },
      { sPort: 'https' },
      { sIP: 'host' },
      { flags: 'X' },
      { protocol: 256 },
    ]
    for (const fields of doubtful)
      expect(countsOf(read(line(fields, usualTitles)))).toEqual({ 'reject field_count': 1 })
  })

  it('say what is missing for flows', () => {
    const refusal = (names: string) => read(names.replaceAll(' ', '|'), line({}, names)).refusals[0]
    expect(refusal('sIP dIP sPort dPort protocol type')).toBe(
      'expected the fields protocol and sTime or eTime, found sIP, dIP, sPort, dPort, protocol, type; print with rwcut --fields=1-12',
    )
    expect(refusal('sIP dIP sTime bytes')).toMatch(/^expected the fields protocol and sTime or eTime/)
    expect(refusal('sIP dIP protocol sTime bytes Records')).toMatch(/counts of rwuniq or rwstats; print the records/)
    expect(read(columnar(titles, ' '), columnar(values, ' ')).refusals[0]).toMatch(
      /parted by spaces; print with rwcut --delimited$/,
    )
    expect(read('sIP|dIP|protocol|sTime', '1.2.3.4|1.2.3.5|6|1491005700.706').warnings).toEqual([
      'neither eTime nor duration: flows end where they start',
    ])
  })

  it('that a row lacks reject it', () => {
    expect(read(titles.join('|'), values.slice(0, 7).join('|')).rejects).toMatchObject([
      { ordinal: 2, reason: 'field_count', found: '7, 12 in the titles' },
    ])
  })
})

describe('times', () => {
  it.each([
    ['2017/04/01T00:15:00.706', '2017/04/01T00:15:01.153'],
    ['2017-04-01 00:15:00.706', '2017-04-01 00:15:01.153'],
    ['04/01/2017 00:15:00.706', '04/01/2017 00:15:01.153'],
    ['1491005700.706', '1491005701.153'],
    ['2017/04/01T00:15:00.706999', '2017/04/01T00:15:01.153000001'],
  ])('may be %s', (sTime, eTime) => {
    expect(rowOf({ sTime, eTime })).toMatchObject({ startMs: 1_491_005_700_706, endMs: 1_491_005_701_153 })
  })

  it.each([
    ['2017/04/01T00:15:00', '2017/04/01T00:15:01'],
    ['2017-04-01 00:15:00', '2017-04-01 00:15:01'],
    ['04/01/2017 00:15:00', '04/01/2017 00:15:01'],
    ['1491005700', '1491005701'],
  ])('may be whole seconds: %s', (sTime, eTime) => {
    const fields = { sTime, eTime, duration: 0 }
    expect(rowOf(fields)).toMatchObject({ startMs: 1_491_005_700_000, endMs: 1_491_005_701_000 })
    expect(read(line(fields, usualTitles)).rows.length).toBe(1)
    const whole = { 'sTime+msec': '1491005700.706', 'eTime+msec': '1491005701.153' }
    expect(rowOf({ ...fields, ...whole })).toMatchObject({ startMs: 1_491_005_700_706, endMs: 1_491_005_701_153 })
    // A whole end beside a cut start, or the other way round, could end before it starts.
    expect(rowOf({ ...fields, 'sTime+msec': '1491005700.706' })).toMatchObject({ startMs: 1_491_005_700_000 })
  })

  it('come of one time and the duration where only one is printed', () => {
    expect(rowOf({}, 'sIP dIP protocol sTime duration').endMs).toBe(1_491_005_701_153)
    expect(rowOf({}, 'sIP dIP protocol eTime duration').startMs).toBe(1_491_005_700_706)
    expect(rowOf({ 'dur+msec': '0.447' }, 'sIP dIP protocol sTime duration dur+msec').endMs).toBe(1_491_005_701_153)
    expect(rowOf({}, 'sIP dIP protocol sTime').endMs).toBe(1_491_005_700_706)
  })

  it.each([
    '2017/04/01',
    '2017/13/01T00:00:00',
    '2017-04/01T00:15:00.706',
    '2017/04/01 00:15:00.706',
    '13/01/2017 00:15:00.706',
    '1/4/2017 0:15:00.706',
    'yesterday',
    '2017/04/01T00:15:00.7060000000001',
  ])('of %j are rejected', found => {
    expect(rejectOf({ sTime: found })).toEqual({ reason: 'bad_time', column: 'field 9 (sTime)', found })
    expect(rejectOf({ eTime: found })).toEqual({ reason: 'bad_time', column: 'field 11 (eTime)', found })
  })

  it('that are not there are missing', () => {
    expect(rejectOf({ sTime: '' })).toEqual({ reason: 'missing_field', column: 'field 9 (sTime)', found: '' })
  })
})

describe('addresses', () => {
  const ends = (sIP: string, dIP: string) => {
    const { source, destination } = rowOf({ sIP, dIP })
    return [source, destination]
  }

  it.each([
    ['canonical', '192.0.2.1', '2001:db8::1', '192.0.2.1', '2001:db8::1'],
    ['mixed', '::ffff:192.0.2.1', '::192.0.2.1', '192.0.2.1', '::c000:201'],
    ['without mixing', '::ffff:c000:201', '2001:db8::1', '192.0.2.1', '2001:db8::1'],
    ['zero-padded', '192.000.002.001', '2001:0db8:0000:0000:0000:0000:0000:0001', '192.0.2.1', '2001:db8::1'],
    ['decimal', '3221225985', '42540766411282592856903984951653826561', '192.0.2.1', '2001:db8::1'],
    ['decimal, mapped', '281473902969345', '0', '192.0.2.1', '0.0.0.0'],
    ['decimal, zero-padded', '0167772161', '3221225985', '10.0.0.1', '192.0.2.1'],
    ['hexadecimal', 'c0000201', '20010db8000000000000000000000001', '192.0.2.1', '2001:db8::1'],
    ['hexadecimal, mapped', 'ffffc0000201', '12345678', '192.0.2.1', '18.52.86.120'],
    ['hexadecimal, not padded', 'a000001', '1', '10.0.0.1', '0.0.0.1'],
  ])('may be %s', (_, sIP, dIP, source, destination) => {
    expect(ends(sIP, dIP)).toEqual([source, destination])
  })

  it('of integers keep the base that the first of them show', () => {
    const titles = usualTitles.replaceAll(' ', '|')
    const hex = read(titles, line({ sIP: 'c0000201', dIP: '1' }), line({ sIP: '12345678', dIP: '12345678' }))
    expect(hex.rows.map(row => row.source)).toEqual(['192.0.2.1', '18.52.86.120'])
    const decimal = read(titles, line({ sIP: '3221225985', dIP: '1' }), line({ sIP: '12345678', dIP: '12345678' }))
    expect(decimal.rows.map(row => row.source)).toEqual(['192.0.2.1', '0.188.97.78'])
    expect(countsOf(read(titles, line({ sIP: '3221225985', dIP: 'c0000201' })))).toEqual({
      'skip header': 1,
      'reject bad_address': 1,
    })
  })

  it.each([
    '12345678',
    '300.000.002.001',
    '192.0.002.001',
    '192.000.002.0011',
    'host',
    '1.2.3',
    'f'.repeat(33),
    '9'.repeat(39),
  ])('of %j are rejected', found => {
    expect(rejectOf({ sIP: found, dIP: found })).toEqual({
      reason: 'bad_address',
      column: 'field 1 (sIP)',
      found,
    })
  })

  it('of the other end are rejected by its name', () => {
    expect(rejectOf({ dIP: '1.2.3' })).toEqual({ reason: 'bad_address', column: 'field 2 (dIP)', found: '1.2.3' })
  })
})

describe('ICMP', () => {
  it.each([
    ['type and code in dPort', { sPort: 0, dPort: 2048 }, 8, 0],
    ['type and code in dPort', { sPort: 0, dPort: 771 }, 3, 3],
    ['an echo reply', { sPort: 0, dPort: 0 }, 0, 0],
    ['--icmp-type-and-code', { sPort: 3, dPort: 10 }, 3, 10],
    ['iType and iCode', { sPort: 0, dPort: 2048, iType: 8, iCode: 0 }, 8, 0],
    ['iType and iCode alone', { sPort: '', dPort: '', iType: 11, iCode: 1 }, 11, 1],
  ])('by %s', (_, fields, icmpType, icmpCode) => {
    const found = { icmpType, icmpCode, sourcePort: null, destinationPort: null }
    expect(rowOf({ ...fields, protocol: 1 })).toMatchObject(found)
    expect(rowOf({ ...fields, protocol: 58 })).toMatchObject(found)
  })

  it('is none of other protocols', () => {
    expect(rowOf({ protocol: 17, iType: '', iCode: '' })).toMatchObject({ icmpType: null, destinationPort: 443 })
    expect(rowOf({ protocol: 47, sPort: 0, dPort: 0 })).toMatchObject({ icmpType: null, destinationPort: null })
  })
})

describe('flags', () => {
  it.each([
    ['FSRPAUEC', 255],
    ['FS PA   ', 27],
    [' S  A   ', 18],
    ['SA', 18],
    ['18', 18],
    ['255', 255],
  ])('of %j are %i', (flags, sourceFlags) => {
    expect(rowOf({ flags }).sourceFlags).toBe(sourceFlags)
  })

  it.each(['', '        ', '0'])('of %j are none', flags => {
    expect(rowOf({ flags })).toMatchObject({ sourceFlags: null, began: 'unknown' })
  })

  it('are those of both parts where the whole is not printed, and of TCP alone', () => {
    const parts = { initialFlags: 'S', sessionFlags: 'A' }
    expect(rowOf(parts, `sIP dIP protocol sTime eTime ${Object.keys(parts).join(' ')}`).sourceFlags).toBe(18)
    expect(rowOf({ protocol: 17 }).sourceFlags).toBeNull()
  })

  it.each<[string, string, Fields]>([
    ['source', 'SYN without ACK', { flags: 'S' }],
    ['source', 'SYN and RST', { flags: 'SR' }],
    ['unknown', 'SYN with ACK among many packets', { flags: 'SA' }],
    ['destination', 'SYN with ACK in the only packet', { flags: 'SA', packets: 1 }],
    ['unknown', 'no SYN', { flags: 'FPA', packets: 1 }],
    ['source', 'SYN in the first packet', { flags: 'FSPA', initialFlags: 'S', sessionFlags: 'FPA' }],
    ['destination', 'SYN with ACK in the first packet', { flags: 'FSPA', initialFlags: 'SA', sessionFlags: 'FPA' }],
    ['unknown', 'a first packet without SYN', { flags: 'SPA', initialFlags: 'A', sessionFlags: 'SPA' }],
    ['unknown', 'first packets not known', { flags: 'SPA', initialFlags: '', sessionFlags: '' }],
  ])('say who began: %s, by %s', (began, _, fields) => {
    expect(rowOf(fields)).toMatchObject({ began, beganBy: began === 'unknown' ? 'none' : 'syn' })
  })
})

it('whose flags are of all packets, which end began is said by the SYN that came first', () => {
  const answer: Fields = { sIP: '192.0.2.1', dIP: '175.45.176.7', sPort: 443, dPort: 49152, flags: 'FSPA' }
  const answered = line({ ...answer, sTime: '2017/04/01T00:15:00.731' })
  const { rows } = read(usualTitles.replaceAll(' ', '|'), line(), answered)
  expect(rows.map(row => [row.began, row.beganBy])).toEqual([
    ['unknown', 'none'],
    ['destination', 'syn'],
  ])
})

describe('rejections', () => {
  it.each([
    ['sPort', '65536', 3],
    ['dPort', '-1', 4],
    ['protocol', 'tcp', 5],
    ['protocol', '256', 5],
    ['packets', '1.0 M', 6],
    ['bytes', '9007199254740992', 7],
    ['flags', 'SS', 8],
    ['flags', '256', 8],
    ['flags', 'SYN', 8],
  ])('say where %s is %j', (name, found, place) => {
    expect(rejectOf({ [name]: found })).toEqual({ reason: 'bad_number', column: `field ${place} (${name})`, found })
  })

  it('of ICMP and parts of flags name their fields', () => {
    expect(rejectOf({ protocol: 1, iType: 256, iCode: 0 })).toMatchObject({ column: 'field 13 (iType)' })
    expect(rejectOf({ protocol: 1, iType: 8, iCode: 'x' })).toMatchObject({ column: 'field 14 (iCode)' })
    expect(rejectOf({ initialFlags: 'x' })).toMatchObject({ column: 'field 13 (initialFlags)' })
    expect(rejectOf({ initialFlags: '', sessionFlags: 'x' })).toMatchObject({ column: 'field 14 (sessionFlags)' })
  })

  it('say what is missing', () => {
    expect(rejectOf({ protocol: '' })).toEqual({ reason: 'missing_field', column: 'field 5 (protocol)', found: '' })
  })
})

describe('recognition', () => {
  const recognised = (text: string, complete = true) => silkRwcut.recognise(new TextEncoder().encode(text), complete)
  const titles = usualTitles.replaceAll(' ', '|')

  it.each([
    ['titles', `${titles}\n${line()}\n`],
    ['titles alone', titles],
    ['titles that are cut', columnar(usualTitles.split(' '))],
    ['titles after a line of a tool', `pager: none\n${titles}\n`],
    ['titles in other letters', `${titles.toUpperCase()}\n`],
    ['titles of too few fields', 'sIP|dIP|bytes|'],
    ['rows in the default order', `${line()}\n${line()}\n`],
    ['the same in columns', columnar(usualTitles.split(' ').map(title => usual[title] ?? ''))],
    ['CRLF and a byte order mark', `\uFEFF${titles}\r\n${line()}\r\n`],
  ])('takes %s', (_, text) => {
    expect(recognised(text)).toBe(true)
  })

  it.each([
    ['nothing', ''],
    ['two addresses', 'sIP|dIP'],
    ['columns of another tool', 'srcip,dstip,sport,dport,proto,packets,bytes'],
    ['rows in another order', line({}, 'sPort dPort sIP dIP protocol packets bytes flags sTime duration eTime sensor')],
    ['a row whose times do not add up', line({ duration: '5.000' })],
    ['counts of one address', '            sIP|   Records|\n   192.0.2.1|  5|\n'],
    ['talk of them', 'the sIP and dIP fields, and protocol'],
  ])('leaves %s', (_, text) => {
    expect(recognised(text)).toBe(false)
  })

  it('judges no line that may be cut', () => {
    expect(recognised(titles, false)).toBe(false)
  })
})
