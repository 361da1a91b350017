import { expect, it } from 'vitest'
import { formats } from '../../../../functions/normalise/formats/index.ts'
import { silkRwcut } from '../../../../functions/normalise/formats/silk/rwcut.ts'
import { someOf } from '../../../support/depth.ts'
import { describeSamples, readSample } from '../../../support/flow-samples.ts'
import { countsOf, type RecordedRow, type Recording, readWith } from '../../../support/recording-sink.ts'

const sum = (rows: RecordedRow[], name: 'sourceBytes' | 'sourcePackets') =>
  rows.reduce((total, row) => total + (row[name] ?? 0), 0)

const recognisedBy = (content: Uint8Array) =>
  formats
    .filter(format => format.recognise(content.subarray(0, 65_536), content.length <= 65_536))
    .map(format => format.name)

const read = new Map<string, Recording>()

/** Each file is read once: the largest has 200,000 rows. */
function readWhole(name: string): Recording {
  const recording = read.get(name) ?? readWith(silkRwcut, readSample(`silk-rwcut/${name}`))
  read.set(name, recording)
  return recording
}

describeSamples('real output of rwcut', () => {
  /**
   * Titles, rows, bytes, packets, TCP rows with flags, rows that their source began, rows that their destination began (by
   * the SYN of the other half, where that came first). For *.gz: zcat in place of cat.
   *   cat FILE | awk -F'[|,]' '{gsub(/ /,"")} $1=="sIP"{h++; next}
   *     {r++; b+=$7; p+=$6; k=$1" "$3" "$2" "$4; o=$2" "$4" "$1" "$3}
   *     $5==6&&$8!=""{f++; if($8~/S/){if(!(k in t))t[k]=$9; if($8!~/A/)s++; else if($6==1)d++;
   *       else if((o in t)&&t[o]<t[k])d++; else if((o in t)&&t[o]>t[k])s++}}
   *     END{print h+0, r, b, p, f+0, s+0, d+0}'
   */
  const files = [
    ['tool-silk3191__nfv5-juniper_mx80-all-fields.txt', 1, 29, 3989, 31, 29, 3, 0],
    ['tool-silk3191__nfv5-microtik-all-fields.txt', 1, 30, 40_812, 160, 29, 5, 3],
    ['tool-silk3191__pcaps-all-fields.txt', 1, 300, 45_853, 300, 200, 2, 4],
    ['tool-silk3191__pcaps-default.txt', 1, 3000, 806_568, 3000, 1939, 60, 52],
    ['tool-silk3191__pcaps-delimited-comma.csv', 1, 500, 76_317, 500, 200, 2, 4],
    ['tool-silk3191__pcaps-no-titles.txt', 0, 500, 76_317, 500, 200, 2, 4],
    ['derived-silk3191__rita-first100k-delimited.txt.gz', 1, 100_000, 115_683_513, 411_689, 0, 0, 0],
    ['derived-silk3191__rita-missing_host-3days-rwcut.txt.gz', 1, 207_785, 252_212_294, 814_029, 0, 0, 0],
  ] as const
  /** All but the large ones. */
  const splitFiles: readonly string[] = someOf(files, 6).map(([name]) => name)

  it.each(files)('%s', (name, titles, records, bytes, packets, withFlags, source, destination) => {
    const content = readSample(`silk-rwcut/${name}`)
    expect(recognisedBy(content)).toEqual(['silk-rwcut'])
    const recording = readWhole(name)
    expect(recording.violations).toEqual([])
    expect(recording.warnings).toEqual([])
    expect(recording.refusals).toEqual([])
    expect(countsOf(recording)).toEqual({ records, ...(titles > 0 ? { 'skip header': titles } : {}) })
    const { rows } = recording
    expect([sum(rows, 'sourceBytes'), sum(rows, 'sourcePackets')]).toEqual([bytes, packets])
    expect(rows.filter(row => row.sourceFlags !== null).length).toBe(withFlags)
    expect(rows.filter(row => row.began === 'source').length).toBe(source)
    expect(rows.filter(row => row.began === 'destination').length).toBe(destination)
    if (!splitFiles.includes(name)) return
    const split = readWith(silkRwcut, content, { chunks: [1, 65_537, 100] })
    expect(countsOf(split)).toEqual(countsOf(recording))
    expect(split.rows.at(-1)).toEqual(rows.at(-1))
  })

  it('gives the first rows of captures whole', () => {
    const { rows } = readWhole('tool-silk3191__pcaps-default.txt')
    // sed -n '4,5p' FILE
    expect(rows.slice(2, 4)).toEqual([
      {
        ordinal: 4,
        startMs: Date.parse('1999-11-11T21:55:27.542Z'),
        endMs: Date.parse('1999-11-11T21:55:27.542Z'),
        source: '131.151.32.21',
        destination: '131.151.37.122',
        sourcePort: 4167,
        destinationPort: 143,
        protocol: 6,
        icmpType: null,
        icmpCode: null,
        sourceBytes: 60,
        destinationBytes: 0,
        sourcePackets: 1,
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
        exporter: 'team/folder',
      } satisfies RecordedRow,
      expect.objectContaining({
        source: '131.151.37.122',
        sourceBytes: 44,
        sourceFlags: 18,
        began: 'destination',
        beganBy: 'syn',
      }),
    ])
    // awk -F'|' 'NR>1{gsub(/ /,"");print $5}' FILE | sort | uniq -c
    const count = (protocol: number) => rows.filter(row => row.protocol === protocol).length
    expect([1, 2, 6, 17, 47, 132, 255].map(count)).toEqual([1, 12, 1947, 884, 80, 75, 1])
  })

  it('reads the same rows with titles and without, padded and delimited', () => {
    const [titled, delimited, untitled] = [
      'tool-silk3191__pcaps-default.txt',
      'tool-silk3191__pcaps-delimited-comma.csv',
      'tool-silk3191__pcaps-no-titles.txt',
    ].map(name => readWhole(name).rows.slice(0, 500))
    const withoutOrdinals = (rows: RecordedRow[] = []) => rows.map(row => ({ ...row, ordinal: 0 }))
    expect(withoutOrdinals(delimited)).toEqual(withoutOrdinals(titled))
    expect(withoutOrdinals(untitled)).toEqual(withoutOrdinals(titled))
  })

  it('of a honeypot: exporters, times, ICMP, and the sums of the Zeek logs that it was made of', () => {
    const { rows } = readWhole('derived-silk3191__rita-missing_host-3days-rwcut.txt.gz')
    expect(new Set(rows.map(row => row.exporter))).toEqual(new Set(['S0']))
    // zcat FILE | awk -F'|' 'NR>1{gsub(/ /,""); if(!a||$9<a)a=$9; if($11>z)z=$11} END{print a,z}'
    const first = rows.reduce((least, row) => Math.min(least, row.startMs), Number.POSITIVE_INFINITY)
    expect(new Date(first).toISOString()).toBe('2024-04-18T23:59:44.962Z')
    expect(new Date(rows.reduce((last, row) => Math.max(last, row.endMs), 0)).toISOString()).toBe(
      '2024-04-21T23:59:51.045Z',
    )
    // zcat FILE | awk -F'|' '{gsub(/ /,"")} $5==1||$5==58{k[$5" "int($4/256)" "$4%256]++} END{for(i in k)print i,k[i]}'
    const icmp = (protocol: number, type: number, code: number) =>
      rows.filter(row => row.protocol === protocol && row.icmpType === type && row.icmpCode === code).length
    expect([icmp(1, 0, 0), icmp(1, 8, 0), icmp(1, 3, 3), icmp(1, 3, 10), icmp(1, 3, 2), icmp(1, 11, 0)]).toEqual([
      12_461, 12_461, 1575, 28, 22, 2,
    ])
    // zcat zeek-conn/activecm*.gz | awk -F'\t' '!/^#/{n+=($18>0)+($20>0); p+=$18+$20; b+=$19+$21} END{print n,p,b}'
    expect([rows.length, sum(rows, 'sourcePackets'), sum(rows, 'sourceBytes')]).toEqual([207_785, 814_029, 252_212_294])
  })

  it('leaves the manual of rwcut, whose examples are broken over lines', () => {
    for (const name of ['EXAMPLES', 'fields', 'timestamp-format']) {
      const content = readSample(`silk-rwcut/movsoftware+silk__rwcut.pod-${name}.txt`)
      expect(recognisedBy(content)).toEqual([])
      expect(readWith(silkRwcut, content).violations).toEqual([])
    }
  })
})
