import { describe, expect, it } from 'vitest'
import { formats } from '../../../functions/normalise/formats/index.ts'
import { readWith } from '../../support/recording-sink.ts'

const NFDUMP = 'ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt\n'
const ndjson = (fields: object) =>
  `${JSON.stringify({
    type: 'FLOW',
    sampled: 1,
    export_sysid: 1,
    first: '2024-07-15T12:00:00.000',
    last: '2024-07-15T12:00:01.000',
    proto: 17,
    src4_addr: '175.45.176.1',
    dst4_addr: '8.8.8.8',
    src_port: 5353,
    dst_port: 53,
    in_packets: 1,
    in_bytes: 60,
    ...fields,
  })}\n`
const eve = (zone: string) =>
  `${JSON.stringify({
    timestamp: `2024-07-15T12:00:02.000000${zone}`,
    event_type: 'flow',
    src_ip: '175.45.176.1',
    dest_ip: '8.8.8.8',
    src_port: 5353,
    dest_port: 53,
    proto: 'UDP',
    flow: {
      pkts_toserver: 1,
      pkts_toclient: 1,
      bytes_toserver: 60,
      bytes_toclient: 60,
      start: `2024-07-15T12:00:00.000000${zone}`,
      end: `2024-07-15T12:00:01.000000${zone}`,
    },
  })}\n`

/** A log of each format whose times may lack a zone: 12:00 on a day of summer; whether UTC is then taken for granted. */
const logs: [format: string, text: string, isSaid: boolean][] = [
  [
    'nfdump-csv',
    `${NFDUMP}2024-07-15 12:00:00,2024-07-15 12:00:01,1,175.45.176.1,8.8.8.8,5353,53,UDP,........,0,0,1,60,0,0\n`,
    false,
  ],
  ['nfdump-json', ndjson({}), false],
  [
    'argus-ra',
    'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,TotPkts,TotBytes,SrcBytes\n' +
      '2024/07/15 12:00:00.000000,1.0,udp,175.45.176.1,5353,  <->,8.8.8.8,53,CON,2,120,60\n',
    false,
  ],
  [
    'zeek-conn',
    '#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n' +
      '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tduration\n' +
      '2024-07-15T12:00:00.000000\tC1\t175.45.176.1\t5353\t8.8.8.8\t53\tudp\t1.0\n',
    false,
  ],
  [
    'zeek-conn-json',
    `${JSON.stringify({
      _path: 'conn',
      ts: '2024-07-15T12:00:00.000000',
      uid: 'C1',
      'id.orig_h': '175.45.176.1',
      'id.orig_p': 5353,
      'id.resp_h': '8.8.8.8',
      'id.resp_p': 53,
      proto: 'udp',
      duration: 1,
    })}\n`,
    false,
  ],
  ['suricata-eve', eve(''), false],
  [
    'silk-rwcut',
    'sIP|dIP|sPort|dPort|pro|packets|bytes|flags|sTime|duration|eTime|sensor|\n' +
      '175.45.176.1|8.8.8.8|5353|53|17|1|60||2024/07/15T12:00:00.000|1.000|2024/07/15T12:00:01.000|S0|\n',
    true,
  ],
]

function read(name: string, text: string, options: { timeZone?: string; sampling?: number } = {}) {
  const format = formats.find(format => format.name === name)
  if (format?.access !== 'stream') throw new Error(`no stream format ${name}`)
  const { rows, rejects, warnings, violations } = readWith(format, text, options)
  expect({ rejects, violations, rows: rows.length }).toEqual({ rejects: [], violations: [], rows: 1 })
  const [row] = rows
  if (row === undefined) throw new Error('no row')
  return { ...row, warnings: warnings.filter(warning => warning.includes('zone')), all: warnings }
}

describe('what a log does not say', () => {
  it.each(logs)(
    '%s: times without a zone are those of the source, with its summer time and without a warning',
    (...log) => {
      const [name, text] = log
      const { startMs, endMs, warnings } = read(name, text, { timeZone: 'Europe/Berlin' })
      expect([startMs, endMs, warnings]).toEqual([
        Date.parse('2024-07-15T10:00:00Z'),
        Date.parse('2024-07-15T10:00:01Z'),
        [],
      ])
    },
  )

  it.each(logs)('%s: without one they are UTC, and a warning says so where the tool does not', (name, text, isSaid) => {
    const { startMs, warnings } = read(name, text)
    expect(startMs).toBe(Date.parse('2024-07-15T12:00:00Z'))
    expect(warnings).toEqual(isSaid ? [] : [expect.stringContaining('they are read as UTC')])
  })

  it.each(logs)('%s: packets are sampled as the source says, where the log does not', (name, text) => {
    const { sampling, all } = read(name, text, { sampling: 1000 })
    expect(sampling).toBe(1000)
    expect(all.filter(warning => warning.includes('sampl'))).toEqual([])
  })

  it("a time's own zone is heard before that of the source", () => {
    const { startMs, warnings } = read('suricata-eve', eve('+0900'), { timeZone: 'Europe/Berlin' })
    expect([startMs, warnings]).toEqual([Date.parse('2024-07-15T03:00:00Z'), []])
  })

  it('a word of the log on sampling is heard before that of the source', () => {
    expect(read('nfdump-json', ndjson({ sampled: 0 }), { sampling: 1000 }).sampling).toBe(1)
  })
})
