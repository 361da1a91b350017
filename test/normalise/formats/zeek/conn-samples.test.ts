import fc from 'fast-check'
import { expect, it } from 'vitest'
import { awsVpc } from '../../../../functions/normalise/formats/aws-vpc/text.ts'
import { zeekConn } from '../../../../functions/normalise/formats/zeek/conn.ts'
import { damagedBytes } from '../../../support/damaged-bytes.ts'
import { runsOf } from '../../../support/depth.ts'
import { describeSamples, readSample } from '../../../support/flow-samples.ts'
import { countsOf, type RecordedRow, readWith } from '../../../support/recording-sink.ts'

const sum = (rows: RecordedRow[], name: 'sourceBytes' | 'destinationBytes') =>
  rows.reduce((total, row) => total + (row[name] ?? 0), 0)

describeSamples('real conn logs', () => {
  /**
   * Lines that begin with # (or ^ts), rows, sums of IP bytes, rows that the originator began, TCP rows that were
   * answered. For *.gz: zcat in place of cat.
   *   cat FILE | awk 'BEGIN{FS="\t"} /^#separator ,/{FS=","}
   *     /^#fields/{delete c; for(i=2;i<=NF;i++)c[$i]=i-1} /^ts\t/{for(i=1;i<=NF;i++)c[$i]=i; h++; next} /^#/{h++; next}
   *     {r++; o+=$(c["orig_ip_bytes"]); p+=$(c["resp_ip_bytes"]); t=$(c["proto"])=="tcp"}
   *     (!t || $(c["history"])~/S|h/) && $(c["orig_pkts"])!="0" {b++}
   *     t && ($(c["resp_bytes"])+0>0 || ($(c["orig_bytes"])+0>0 && $(c["conn_state"])~/^(S1|SF|S2|S3|RSTO|RSTR)$/)) {y++}
   *     END{print h, r, o, p, b+0, y+0}'
   */
  const files = [
    ['SuperCowPowers+zat__conn.log', 9, 360, 231_691, 5_267_302, 357, 111],
    ['SuperCowPowers+zat__conn_date_issue.log', 8, 3, 6855, 5668, 2, 1],
    ['zeek+zeek__baseline2020-core.history-flip-conn.log', 9, 1, 670, 9945, 1, 1],
    ['zeek+zeek__baseline2020-core.tcp.large-file-reassembly-conn.log', 9, 3, 2688, 26_925, 3, 3],
    ['zeek+zeek__baseline2020-core.tunnels.gtp.inner_ipv6-conn.log', 9, 3, 344, 0, 3, 0],
    ['zeek+zeek__baseline2020-core.tunnels.gtp.inner_teredo-conn.log', 9, 17, 1952, 288, 15, 0],
    ['zeek+zeek__baseline2020-core.tunnels.teredo-conn.log', 9, 21, 8681, 28_978, 13, 3],
    ['zeek+zeek__baseline2020-scripts.base.frameworks.logging.field-name-map-conn.log', 9, 34, 13_619, 9277, 32, 9],
    ['zeek+zeek__baseline2020-scripts.base.frameworks.netcontrol.packetfilter-conn.log', 9, 5, 496, 288, 4, 0],
    ['zeek+zeek__baseline2020-scripts.base.protocols.ftp.ftp-ipv6-conn.log', 9, 6, 6705, 7870, 6, 6],
    ['zeek+zeek__baseline2020-scripts.policy.protocols.conn.mac-logging-conn1.log', 9, 34, 13_619, 9277, 32, 9],
    ['zeek+zeek__baseline2020-scripts.policy.protocols.conn.vlan-logging-conn.log', 9, 2, 700, 0, 2, 0],
    ['zeek+zeek__zeek-cut-logs-conn-tsv.log', 1, 5, 3559, 5645, 5, 5],
    ['zeek+zeek__zeek-cut-logs-conn.log', 9, 5, 3559, 5645, 5, 5],
    ['zeek+zeek__zeek-cut-logs-conncomma.log', 9, 5, 3559, 5645, 5, 5],
    [
      'activecm+rita__missing_host-2024-04-19-all24h-multimember.conn.log.gz',
      216,
      31_367,
      20_694_981,
      76_115_973,
      31_083,
      10_464,
    ],
    [
      'activecm+rita__missing_host-2024-04-20-all24h-multimember.conn.log.gz',
      216,
      39_073,
      14_507_142,
      21_938_922,
      38_937,
      7536,
    ],
    [
      'activecm+rita__missing_host-2024-04-21-all24h-multimember.conn.log.gz',
      216,
      35_478,
      17_065_154,
      101_890_122,
      35_316,
      8513,
    ],
  ] as const

  it.each(files)('%s', (name, headers, records, origBytes, respBytes, began, answered) => {
    const content = readSample(`zeek-conn/${name}`)
    expect(zeekConn.recognise(content.subarray(0, 65_536), content.length <= 65_536)).toBe(true)
    expect(awsVpc.recognise(content.subarray(0, 65_536), content.length <= 65_536)).toBe(false)
    const recording = readWith(zeekConn, content)
    expect(recording.violations).toEqual([])
    expect(recording.warnings).toEqual([])
    expect(countsOf(recording)).toEqual({ records, 'skip header': headers })
    expect([sum(recording.rows, 'sourceBytes'), sum(recording.rows, 'destinationBytes')]).toEqual([
      origBytes,
      respBytes,
    ])
    expect(recording.rows.filter(row => row.began === 'source' && row.beganBy === 'log').length).toBe(began)
    expect(recording.rows.filter(row => row.answered === 'yes').length).toBe(answered)
    expect(recording.rows.every(row => row.bytesLayer === 'ip')).toBe(true)
    const split = readWith(zeekConn, content, { chunks: [1, 65_537, 100] })
    expect(countsOf(split)).toEqual(countsOf(recording))
    expect(split.rows.at(-1)).toEqual(recording.rows.at(-1))
  })

  it('of a day of a honeypot: node, protocols, ICMP types, states and times', () => {
    const { rows } = readWith(
      zeekConn,
      readSample('zeek-conn/activecm+rita__missing_host-2024-04-20-all24h-multimember.conn.log.gz'),
    )
    const count = (is: (row: RecordedRow) => boolean) => rows.filter(is).length
    // zcat FILE | awk -F'\t' '!/^#/{print $1}' | sort -u
    expect(new Set(rows.map(row => row.exporter))).toEqual(new Set(['worker-eth0-1']))
    // zcat FILE | awk -F'\t' '!/^#/{k[$8 ($8=="icmp"&&$4~/:/?6:"")]++} END{for(i in k)print i,k[i]}'
    expect([6, 17, 1, 58].map(protocol => count(row => row.protocol === protocol))).toEqual([26_602, 1802, 10_619, 50])
    // zcat FILE | awk -F'\t' '!/^#/&&$8=="icmp"{k[$5" "$7]++} END{for(i in k)print i,k[i]}'
    expect(count(row => row.icmpType === 3 && row.icmpCode === 10)).toBe(8)
    expect(count(row => row.icmpType === 133 && row.icmpCode === 0)).toBe(49)
    // zcat FILE | awk -F'\t' '!/^#/&&$13=="REJ"{n++} END{print n}'
    expect(count(row => row.state === 'REJ' && row.answered === 'no')).toBe(18_603)
    // zcat FILE | awk -F'\t' '!/^#/&&$9!="-"{n++} END{print n}'
    expect(count(row => row.app !== null)).toBe(8764)
    // zcat FILE | awk -F'\t' '!/^#/{print $2}' | sort | sed -n '1p;$p'
    expect(new Date(Math.min(...rows.map(row => row.startMs))).toISOString()).toBe('2024-04-19T22:59:59.037Z')
    expect(new Date(Math.max(...rows.map(row => row.startMs))).toISOString()).toBe('2024-04-20T23:59:54.049Z')
  })

  it('count payload by sequence numbers, which IP bytes are not led astray by', () => {
    const { rows } = readWith(
      zeekConn,
      readSample('zeek-conn/zeek+zeek__baseline2020-core.tcp.large-file-reassembly-conn.log'),
    )
    expect(rows[1]).toMatchObject({ destinationBytes: 24_454, destinationPackets: 12, answered: 'yes' })
  })

  it('balance with any damage', () => {
    const contents = files.filter(([name]) => name.endsWith('.log')).map(([name]) => readSample(`zeek-conn/${name}`))
    fc.assert(
      fc.property(fc.constantFrom(...contents).chain(damagedBytes), bytes => {
        const recording = readWith(zeekConn, bytes)
        expect(recording.violations).toEqual([])
        expect(readWith(zeekConn, bytes, { chunks: [17, 1000, 3] })).toEqual(recording)
      }),
      { seed: 20_170_401, numRuns: runsOf(150) },
    )
  })

  it('of JSON are not this format', () => {
    const content = readSample('zeek-conn/SuperCowPowers+zat__json-conn.log')
    expect(zeekConn.recognise(content, true)).toBe(false)
    expect(countsOf(readWith(zeekConn, content))).toEqual({ 'reject field_count': 50 })
  })
})

describeSamples('other logs of Zeek', () => {
  /** grep -c '^#path' FILE; then: grep -c '^#[a-z]', grep -c '^###', grep -vc '^#' */
  const files = [
    ['zeek+zeek__ascii-double-json.log', { 'skip comment': 1, 'reject field_count': 22 }],
    ['zeek+zeek__ascii-double-test.log', { 'skip comment': 1, 'skip header': 9, 'skip path:test': 22 }],
    ['zeek+zeek__ascii-escape-empty-str-test.log', { 'skip comment': 1, 'skip header': 9, 'skip path:test': 1 }],
    ['zeek+zeek__ascii-escape-notset-str-test.log', { 'skip comment': 1, 'skip header': 9, 'skip path:test': 1 }],
    ['zeek+zeek__ascii-timestamps-test.log', { 'skip comment': 1, 'skip header': 9, 'skip path:test': 9 }],
    ['zeek+zeek__ascii-tsv-ssh-filtered.log', { 'skip comment': 1, 'reject field_count': 6 }],
    ['zeek+zeek__zeek-cut-logs-time-optional.log', { 'skip header': 9, 'skip path:kerberos': 1 }],
    ['zeek+zeek__zeek-cut-logs-unset-field.log', { 'skip header': 9, 'skip path:kerberos': 1 }],
  ] as const

  it.each(files)('are not recognised, and read to the end: %s', (name, counts) => {
    const content = readSample(`zeek-writer-quirks/${name}`)
    expect(zeekConn.recognise(content, true)).toBe(false)
    const recording = readWith(zeekConn, content)
    expect(recording.violations).toEqual([])
    expect(countsOf(recording)).toEqual(counts)
  })
})
