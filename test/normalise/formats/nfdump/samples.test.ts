import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { StreamFormat } from '../../../../functions/normalise/formats/format.ts'
import { formats } from '../../../../functions/normalise/formats/index.ts'
import { nfdumpCsv } from '../../../../functions/normalise/formats/nfdump/csv.ts'
import { nfdumpJson } from '../../../../functions/normalise/formats/nfdump/json.ts'
import { damagedBytes } from '../../../support/damaged-bytes.ts'
import { runsOf, someOf } from '../../../support/depth.ts'
import { describeSamples, readSample } from '../../../support/flow-samples.ts'
import { countsOf, type RecordedRow, type Recording, readWith } from '../../../support/recording-sink.ts'

const sum = (rows: RecordedRow[], name: 'sourceBytes' | 'sourcePackets') =>
  rows.reduce((total, row) => total + (row[name] ?? 0), 0)
const recognising = (content: Uint8Array) =>
  formats
    .filter(format => format.recognise(content.subarray(0, 65_536), content.length <= 65_536))
    .map(({ name }) => name)

const read = new Map<string, Recording>()

/** Each file is read once: some have 20,000 rows. */
function readWhole(format: StreamFormat, name: string): Recording {
  const recording = read.get(name) ?? readWith(format, readSample(`nfdump/${name}`))
  read.set(name, recording)
  return recording
}

describeSamples('what nfdump printed of real captures', () => {
  /**
   * For *.gz: zcat in place of cat. Records, packets, bytes, rows with SYN and no ACK, rows of one packet with both.
   * To 1.7.4, rows without counters being tunnels; `tail -1` of the file, its own summary, says the same:
   *   cat FILE | awk -F, 'NF!=48||$1=="ts"{next} $12==0&&$13==0{t++;next} {r++;p+=$12;b+=$13}
   *     $9~/S/&&$9!~/A/{s++} $9~/S/&&$9~/A/&&$12==1{a++} END{print r,p,b,s+0,a+0,t+0}'
   * csv, a tunnel being a row of protocol 4, 41 or 47 before one of the same time, duration, port and counters:
   *   cat FILE | awk -F, 'NR==1{next} {k=$1 FS $2 FS $5 FS $8 FS $9} (q==4||q==41||q==47)&&k==pk&&q!=$3{t++;p-=lp;b-=lb}
   *     {r++;p+=$8;b+=$9;lp=$8;lb=$9;pk=k;q=$3} END{print r-t,p,b,t+0}'
   * csv-fast:
   *   cat FILE | awk -F, 'NR>1{r++;p+=$16;b+=$17} $14~/S/&&$14!~/A/{s++} $14~/S/&&$14~/A/&&$16==1{a++} END{print r,p,b,s+0,a+0}'
   * ndjson:
   *   zcat FILE | jq -s '[length, (map(.in_packets)|add), (map(.in_bytes)|add),
   *     (map(select((.tcp_flags//"")|test("S") and (test("A")|not)))|length),
   *     (map(select((.tcp_flags//"")|test("S") and test("A"))|select(.in_packets==1))|length)]'
   */
  const files: [string, StreamFormat, Record<string, number>, number[]][] = [
    [
      'tool-nfdump171__pcaps-csv48.csv.gz',
      nfdumpCsv,
      { records: 20_796, 'skip header': 1, 'skip summary': 3, 'skip tunnel': 689 },
      [162_926, 68_254_873, 433, 34],
    ],
    [
      'tool-nfdump171__slips-test1-csv48.csv',
      nfdumpCsv,
      { records: 4593, 'skip header': 1, 'skip summary': 3 },
      [4652, 241_025, 2305, 0],
    ],
    [
      'tool-nfdump178__pcaps-csv10.csv.gz',
      nfdumpCsv,
      { records: 20_796, 'skip header': 1, 'skip tunnel': 689 },
      [162_926, 68_254_873, 0, 0],
    ],
    ['tool-nfdump178__slips-test1-csv10.csv', nfdumpCsv, { records: 4593, 'skip header': 1 }, [4652, 241_025, 0, 0]],
    [
      'tool-nfdump178__pcaps-csvfast.csv.gz',
      nfdumpCsv,
      { records: 20_796, 'skip header': 1 },
      [162_926, 68_254_873, 433, 34],
    ],
    [
      'tool-nfdump178__slips-test1-csvfast.csv',
      nfdumpCsv,
      { records: 4593, 'skip header': 1 },
      [4652, 241_025, 2305, 0],
    ],
    ['tool-nfdump178__pcaps-ndjson.json.gz', nfdumpJson, { records: 20_796 }, [162_926, 68_254_873, 433, 34]],
  ]

  /** All but the large ones. */
  const [large = [], small = []] = [true, false].map(isLarge =>
    files.filter(([name]) => name.endsWith('.gz') === isLarge),
  )
  const splitFiles = someOf([...small, ...large], small.length).map(([name]) => name)

  it.each(files)('%s', (name, format, counts, figures) => {
    const content = readSample(`nfdump/${name}`)
    expect(recognising(content)).toEqual([format.name])
    const recording = readWhole(format, name)
    expect(recording.violations).toEqual([])
    expect(countsOf(recording)).toEqual(counts)
    const { rows } = recording
    const isSyn = ({ sourceFlags }: RecordedRow, ack: boolean) =>
      sourceFlags !== null && (sourceFlags & 2) !== 0 && ((sourceFlags & 16) !== 0) === ack
    expect([
      sum(rows, 'sourcePackets'),
      sum(rows, 'sourceBytes'),
      rows.filter(row => isSyn(row, false)).length,
      rows.filter(row => isSyn(row, true) && row.sourcePackets === 1).length,
    ]).toEqual(figures)
    if (!splitFiles.includes(name)) return
    const split = readWith(format, content, { chunks: [1, 65_537, 100] })
    expect(countsOf(split)).toEqual(counts)
    expect(split.rows.at(-1)).toEqual(rows.at(-1))
  })

  it('are the same flows in every form, in any order, but for what a form does not print', () => {
    const rowsOf = (file: string, format: StreamFormat, without: Partial<RecordedRow> = {}) =>
      readWhole(format, `tool-nfdump178__pcaps-${file}`)
        // Which half of a connection says who began hangs on the order.
        .rows.map(({ ordinal, began, beganBy, ...row }) => JSON.stringify({ ...row, ...without }))
        .sort()
    expect(rowsOf('csvfast.csv.gz', nfdumpCsv)).toEqual(rowsOf('ndjson.json.gz', nfdumpJson))
    expect(rowsOf('csv10.csv.gz', nfdumpCsv)).toEqual(rowsOf('ndjson.json.gz', nfdumpJson, { sourceFlags: null }))
  })

  it('have the halves of a connection agree on who began, where one of them knows', () => {
    const { rows } = readWhole(nfdumpJson, 'tool-nfdump178__pcaps-ndjson.json.gz')
    const beginners = new Map<string, Set<string>>()
    for (const row of rows) {
      if (row.began === 'unknown') continue
      const [source, destination] = [`${row.source} ${row.sourcePort}`, `${row.destination} ${row.destinationPort}`]
      const key = [Math.floor(row.startMs / 86_400_000), ...[source, destination].sort()].join(' ')
      const ends = beginners.get(key) ?? new Set()
      beginners.set(key, ends.add(row.began === 'source' ? source : destination))
    }
    const differing = [...beginners.values()].filter(ends => ends.size > 1).length
    expect(beginners.size).toBeGreaterThan(500)
    expect(differing).toBe(0)
  })

  it.each([
    'tool-nfdump171__multivendor-extended.txt',
    'tool-nfdump171__slips-test1-extended.txt',
    'tool-nfdump178__multivendor-extended.txt',
  ])('are refused in a line mode, with the command that prints CSV: %s', name => {
    const content = readSample(`nfdump/${name}`)
    expect(recognising(content)).toEqual(['nfdump-csv'])
    const { refusals, rows, violations } = readWith(nfdumpCsv, content)
    expect({ rows, violations }).toEqual({ rows: [], violations: [] })
    expect(refusals).toEqual([expect.stringContaining('found a line mode of nfdump')])
  })

  it('balance with any damage', () => {
    const contents = files
      .filter(([name]) => !name.endsWith('.gz'))
      .map(([name]) => readSample(`nfdump/${name}`).subarray(0, 20_000))
    fc.assert(
      fc.property(fc.constantFrom(...contents).chain(damagedBytes), bytes => {
        const recording = readWith(nfdumpCsv, bytes)
        expect(recording.violations).toEqual([])
        expect(readWith(nfdumpCsv, bytes, { chunks: [17, 1000, 3] })).toEqual(recording)
      }),
      { seed: 20_170_401, numRuns: runsOf(150) },
    )
  })
})
