import fc from 'fast-check'
import { expect, it } from 'vitest'
import { recogniseFormat } from '../../../../functions/normalise/formats/index.ts'
import { suricataEve } from '../../../../functions/normalise/formats/suricata/eve.ts'
import { damagedBytes } from '../../../support/damaged-bytes.ts'
import { runsOf } from '../../../support/depth.ts'
import { describeSamples, readSample } from '../../../support/flow-samples.ts'
import { countsOf, type RecordedRow, readWith } from '../../../support/recording-sink.ts'

const sum = (rows: RecordedRow[], name: 'sourceBytes' | 'destinationBytes') =>
  rows.reduce((total, row) => total + (row[name] ?? 0), 0)

describeSamples('real EVE logs', () => {
  /**
   * Events by type: grep -o '"event_type":"[a-z0-9_]*"' FILE | sort | uniq -c. Of the flows: sums of bytes, and how many
   * the client began, answered yes, answered no, have a server name, have an application:
   *   jq -n 'reduce inputs as $e ({}; if $e.event_type == "tls" and $e.tls.sni then .n[$e.flow_id|tostring] //= $e.tls.sni
   *     elif $e.event_type == "http" and ($e.http.hostname // "1" | test("^[0-9.]+$") | not)
   *       then .n[$e.flow_id|tostring] //= $e.http.hostname
   *     elif $e.event_type == "flow" then ($e.tcp.tcp_flags_ts // "00" | test("[2367abef]$")) as $s
   *       | ($e.tcp.tcp_flags_tc // "00" | test("[2367abef]$")) as $a
   *       | .o += $e.flow.bytes_toserver | .p += $e.flow.bytes_toclient
   *       | .b += (if ($e.proto == "TCP" and $s) or ($e.proto != "TCP" and $e.flow.pkts_toserver > 0) then 1 else 0 end)
   *       | .y += (if $a then 1 else 0 end) | .x += (if $s and ($a | not) then 1 else 0 end)
   *       | .h += (if .n[$e.flow_id|tostring] then 1 else 0 end)
   *       | .a += (if $e.app_proto and $e.app_proto != "failed" then 1 else 0 end) else . end)
   *     | [.o, .p, .b, .y, .x, .h, .a]' FILE
   */
  const files: [string, Record<string, number>, number[]][] = [
    [
      'alaajili+EVE-Json-Parser__eve.json',
      {
        records: 1469,
        'skip event:alert': 653,
        'skip event:anomaly': 11,
        'skip event:dcerpc': 265,
        'skip event:dhcp': 1,
        'skip event:dns': 473,
        'skip event:fileinfo': 16,
        'skip event:http': 18,
        'skip event:krb5': 60,
        'skip event:smb': 477,
        'skip event:stats': 1,
        'skip event:tls': 748,
      },
      [2219175, 3420736, 1455, 938, 33, 118, 1149],
    ],
    [
      'stratosphereips+StratosphereLinuxIPS__test6-malicious.suricata.json',
      {
        records: 3512,
        'skip event:alert': 745,
        'skip event:anomaly': 3,
        'skip event:dns': 680,
        'skip event:fileinfo': 3,
        'skip event:http': 56,
        'skip event:tls': 1,
      },
      [4381935, 648694, 3497, 382, 1939, 0, 157],
    ],
    [
      'index-40706078244__suricata7-flow-and-dns-2024.json',
      { records: 2, 'skip event:dns': 1 },
      [1525, 5438, 0, 0, 0, 0, 0],
    ],
  ]

  it.each(files)('%s', (name, counts, figures) => {
    const content = readSample(`suricata-eve/${name}`)
    const head = content.subarray(0, 65_536)
    expect(recogniseFormat(head, head.length === content.length)?.name).toBe('suricata-eve')
    const recording = readWith(suricataEve, content)
    expect(recording.violations).toEqual([])
    expect(recording.warnings).toEqual([])
    expect(countsOf(recording)).toEqual(counts)
    const count = (is: (row: RecordedRow) => boolean) => recording.rows.filter(is).length
    expect([
      sum(recording.rows, 'sourceBytes'),
      sum(recording.rows, 'destinationBytes'),
      count(row => row.began === 'source' && row.beganBy === 'log'),
      count(row => row.answered === 'yes'),
      count(row => row.answered === 'no'),
      count(row => row.host !== null),
      count(row => row.app !== null),
    ]).toEqual(figures)
    expect(readWith(suricataEve, content, { chunks: [1, 7, 1000, 4099] })).toEqual(recording)
  })

  it('of a sensor: names, states, hosts and times of single flows', () => {
    const { rows } = readWith(
      suricataEve,
      readSample('suricata-eve/stratosphereips+StratosphereLinuxIPS__test6-malicious.suricata.json'),
    )
    // grep -n 1630350322382106 FILE: an answered UDP flow to port 8760, start 2021-06-07T04:26:27.668954+0200.
    const row = rows.find(({ ordinal }) => ordinal === 4923)!
    expect(row).toMatchObject({
      startMs: Date.UTC(2021, 5, 7, 2, 26, 27, 668),
      endMs: Date.UTC(2021, 5, 7, 2, 26, 27, 838),
      source: '192.168.1.129',
      destination: '122.248.252.67',
      sourceBytes: 256,
      destinationBytes: 468,
      protocol: 17,
      state: 'established',
      app: null,
      exporter: 'stratosphere.org',
      began: 'source',
    })
  })

  it('of AWS Network Firewall: one document over 27 lines', () => {
    const content = readSample('suricata-eve/index-23209753707__aws-network-firewall-netflow.json')
    expect(recogniseFormat(content, true)?.name).toBe('suricata-eve')
    const { rows, violations } = readWith(suricataEve, content)
    expect(violations).toEqual([])
    expect(rows).toMatchObject([
      {
        ordinal: 1,
        startMs: Date.UTC(2020, 9, 1, 21, 25, 4, 70),
        source: '45.129.33.153',
        destinationPort: 16463,
        sourceBytes: 60,
        sourcePackets: 1,
        sourceFlags: 2,
        began: 'source',
        beganBy: 'syn',
        exporter: 'firewall',
        bytesLayer: 'unknown',
      },
    ])
  })

  it('balance with any damage', () => {
    const content = readSample('suricata-eve/alaajili+EVE-Json-Parser__eve.json').subarray(400_000, 440_000)
    fc.assert(
      fc.property(damagedBytes(content), bytes => {
        expect(readWith(suricataEve, bytes).violations).toEqual([])
      }),
      { seed: 20_170_401, numRuns: runsOf(100) },
    )
  })
})
