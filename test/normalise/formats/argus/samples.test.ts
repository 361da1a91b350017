import fc from 'fast-check'
import { expect, it } from 'vitest'
import { argusRa } from '../../../../functions/normalise/formats/argus/ra.ts'
import { formats } from '../../../../functions/normalise/formats/index.ts'
import { damagedBytes } from '../../../support/damaged-bytes.ts'
import { runsOf } from '../../../support/depth.ts'
import { describeSamples, readSample } from '../../../support/flow-samples.ts'
import { countsOf, type RecordedRow, readWith } from '../../../support/recording-sink.ts'

const recognising = (content: Uint8Array) =>
  formats
    .filter(format => format.recognise(content.subarray(0, 65_536), content.length <= 65_536))
    .map(({ name }) => name)

describeSamples('what ra printed of real captures', () => {
  const flows = 'argus-binetflow/tool-argus3082__btest+suricata-verify-pcaps-ctu-columns.csv'

  it('with the columns of CTU-13: rows, counters, who began, who answered', () => {
    const content = readSample(flows)
    expect(recognising(content)).toEqual(['argus-ra'])
    const recording = readWith(argusRa, content)
    const { rows, violations, warnings } = recording
    expect(violations).toEqual([])
    expect(warnings).toEqual([expect.stringMatching(/^times have no zone/)])
    /**
     * awk -F, 'NR==1{next} {gsub(/ /,"",$6)} $3=="arp"{a++;next} $4~/^..:..:..:..:..:..$/{m++;next} {r++;p+=$12;b+=$13;q+=$15;c+=$14}
     *   $3=="tcp"{if($6=="->")s++; if($9=="REQ"&&$6~/-/)no++;next} $6~/>/{s++; if($6=="<->")y++; else no++}
     *   END{print r,a,m; print q,c,p-q,b-c; print s,y,no}' FILE
     */
    expect(countsOf(recording)).toEqual({ records: 19_479, 'skip header': 1, 'skip arp': 647, 'skip link_layer': 114 })
    const sum = (of: 'sourcePackets' | 'sourceBytes' | 'destinationPackets' | 'destinationBytes') =>
      rows.reduce((total, row) => total + (row[of] ?? 0), 0)
    expect([sum('sourcePackets'), sum('sourceBytes'), sum('destinationPackets'), sum('destinationBytes')]).toEqual([
      102_113, 24_791_287, 77_773, 48_817_794,
    ])
    const count = (is: (row: RecordedRow) => boolean) => rows.filter(is).length
    expect([
      count(row => row.began === 'source' && row.beganBy === 'log'),
      count(row => row.answered === 'yes'),
      count(row => row.answered === 'no'),
    ]).toEqual([19_323, 1860, 14_804])
    // awk -F, 'NR>1&&$3~/icmp/{k[$3" "$5]++} END{for(i in k)print i,k[i]}' FILE
    expect(count(row => row.protocol === 1 && row.icmpType === 8)).toBe(546)
    expect(count(row => row.protocol === 1 && row.icmpType === 3 && row.icmpCode === 3)).toBe(9)
    expect(count(row => row.protocol === 58 && row.icmpType === 143)).toBe(29)
    // sed 1d FILE | cut -d, -f1 | sort | sed -n '1p;$p'
    expect(new Date(Math.min(...rows.map(row => row.startMs))).toISOString()).toBe('1994-02-14T03:13:02.033Z')
    const split = readWith(argusRa, content, { chunks: [1, 65_537, 100] })
    expect(countsOf(split)).toEqual(countsOf(recording))
    expect(split.rows.at(-1)).toEqual(rows.at(-1))
  })

  it('without a day in its times is refused, and not read as of today', () => {
    const content = readSample('argus-binetflow/tool-argus3082__named-ports-default-time.csv')
    expect(recognising(content)).toEqual(['argus-ra'])
    const { refusals, rows, violations } = readWith(argusRa, content)
    expect({ rows, violations }).toEqual({ rows: [], violations: [] })
    expect(refusals[0]).toMatch(/^expected times with their day, found "23:29:08.739740"; print .*-u/)
  })

  it('as padded text is refused', () => {
    const content = readSample('argus-binetflow/tool-argus3082__default-text.txt')
    expect(recognising(content)).toEqual(['argus-ra'])
    expect(readWith(argusRa, content).refusals).toEqual([expect.stringContaining('columns padded with blanks')])
  })

  it('balances with any damage', () => {
    fc.assert(
      fc.property(damagedBytes(readSample(flows).subarray(0, 20_000)), bytes => {
        const recording = readWith(argusRa, bytes)
        expect(recording.violations).toEqual([])
        expect(readWith(argusRa, bytes, { chunks: [17, 1000, 3] })).toEqual(recording)
      }),
      { seed: 20_170_401, numRuns: runsOf(150) },
    )
  })
})
