/** Real messages of exporters, as collectors of other projects keep them for their tests. */
import { expect, it } from 'vitest'
import { recogniseFormat } from '../../../../functions/normalise/formats/index.ts'
import { netflow } from '../../../../functions/normalise/formats/netflow/datagrams.ts'
import { describeSamples, readSample } from '../../../support/flow-samples.ts'
import { countsOf, type Recording, readWith } from '../../../support/recording-sink.ts'

const LOGSTASH = 'netflow-ipfix/logstash-plugins+logstash-codec-netflow__'
const FLUENT = 'netflow-ipfix/repeatedly+fluent-plugin-netflow__'

/** Files one after another, each recognised by itself too. */
function readFiles(prefix: string, names: readonly string[]): Recording {
  const files = names.map(name => readSample(`${prefix}${name}`))
  for (const file of files) expect(recogniseFormat(file, true)).toBe(netflow)
  const recording = readWith(netflow, new Uint8Array(Buffer.concat(files)))
  expect(recording.violations).toEqual([])
  return recording
}

const sum = ({ rows }: Recording, of: 'sourceBytes' | 'sourcePackets') =>
  rows.reduce((total, row) => total + (row[of] ?? 0), 0)

interface Case {
  prefix: string
  files: string[]
  counts: Record<string, number>
  /** Octets and packets of all records. */
  sums: [octets: number, packets: number]
}

/**
 * Worked out by Wireshark: a packet capture of each file's messages as UDP to port 2055 (text2pcap -u 2055,2055), then
 * `tshark -r FILE -d udp.port==2055,cflow -V`: lines `Flow N`, and the sums of the lines `Octets:` and `Packets:`.
 * `netflow9_test_invalid01.dat`, of which tshark shows no flow, by hand from its bytes.
 */
const cases: Record<string, Case> = {
  'IPFIX of MikroTik, whose times count from a start that it does not say': {
    prefix: LOGSTASH,
    files: ['ipfix_test_mikrotik_tpl.dat', 'ipfix_test_mikrotik_data258.dat', 'ipfix_test_mikrotik_data259.dat'],
    counts: { records: 46, 'skip template': 2 },
    sums: [103_235, 253],
  },
  "IPFIX of OpenBSD's pflow": {
    prefix: LOGSTASH,
    files: ['ipfix_test_openbsd_pflow_tpl.dat', 'ipfix_test_openbsd_pflow_data.dat'],
    counts: { records: 26, 'skip template': 2 },
    sums: [99_323, 209],
  },
  'version 5 of a Juniper MX80': {
    prefix: LOGSTASH,
    files: ['netflow5_test_juniper_mx80.dat'],
    counts: { records: 29 },
    sums: [3989, 31],
  },
  'version 5 of MikroTik': {
    prefix: LOGSTASH,
    files: ['netflow5_test_microtik.dat'],
    counts: { records: 30 },
    sums: [40_812, 160],
  },
  'version 5 whose header counts 55,582 records': {
    prefix: LOGSTASH,
    files: ['netflow5_test_invalid01.dat'],
    counts: { 'reject bad_datagram': 1 },
    sums: [0, 0],
  },
  'events of a Cisco ASA, whose octets are of both directions together': {
    prefix: LOGSTASH,
    files: ['netflow9_test_cisco_asa_1_tpl.dat', 'netflow9_test_cisco_asa_1_data.dat'],
    counts: { records: 14, 'skip template': 13 },
    sums: [0, 0],
  },
  'options of a Cisco ASR 9000': {
    prefix: LOGSTASH,
    files: ['netflow9_test_cisco_asr9k_opttpl256.dat', 'netflow9_test_cisco_asr9k_data256.dat'],
    counts: { 'skip options template': 1, 'skip options': 19 },
    sums: [0, 0],
  },
  'the same without their template': {
    prefix: LOGSTASH,
    files: ['netflow9_test_cisco_asr9k_data256.dat'],
    counts: { 'reject no_template': 1 },
    sums: [0, 0],
  },
  'version 9 of a Cisco ASR 9000': {
    prefix: LOGSTASH,
    files: ['netflow9_test_cisco_asr9k_tpl260.dat', 'netflow9_test_cisco_asr9k_data260.dat'],
    counts: { records: 21, 'skip template': 1 },
    sums: [208_031, 531],
  },
  'the same with data before their template': {
    prefix: LOGSTASH,
    files: ['netflow9_test_cisco_asr9k_data260.dat', 'netflow9_test_cisco_asr9k_tpl260.dat'],
    counts: { records: 21, 'skip template': 1 },
    sums: [208_031, 531],
  },
  'options templates alone': {
    prefix: LOGSTASH,
    files: ['netflow9_test_cisco_asr9k_opttpl257.dat', 'netflow9_test_cisco_asr9k_opttpl334.dat'],
    counts: { 'skip options template': 2 },
    sums: [0, 0],
  },
  'a template for IPv6 alone': {
    prefix: LOGSTASH,
    files: ['netflow9_test_cisco_asr9k_tpl266.dat'],
    counts: { 'skip template': 1 },
    sums: [0, 0],
  },
  'addresses of link and network, without times and counters': {
    prefix: LOGSTASH,
    files: ['netflow9_test_macaddr_tpl.dat', 'netflow9_test_macaddr_data.dat'],
    counts: { records: 29, 'skip template': 2, 'skip options template': 1, 'skip options': 1 },
    sums: [0, 0],
  },
  'version 9 of nProbe': {
    prefix: LOGSTASH,
    files: ['netflow9_test_nprobe_tpl.dat', 'netflow9_test_nprobe_data.dat'],
    counts: { records: 1, 'skip template': 2, 'skip options template': 1, 'skip options': 1 },
    sums: [200, 2],
  },
  'version 9 of nProbe with applications, whose clock says 1970': {
    prefix: LOGSTASH,
    files: ['netflow9_test_nprobe_dpi.dat'],
    counts: { records: 1, 'skip template': 1 },
    sums: [82, 1],
  },
  'version 9 of softflowd': {
    prefix: LOGSTASH,
    files: ['netflow9_test_softflowd_tpl_data.dat'],
    counts: { records: 7, 'skip template': 2 },
    sums: [1128, 13],
  },
  'the same from another file': {
    prefix: LOGSTASH,
    files: ['netflow9_test_valid01.dat'],
    counts: { records: 7, 'skip template': 2 },
    sums: [1128, 13],
  },
  'an options template of a length that its set does not need': {
    prefix: LOGSTASH,
    files: ['netflow9_test_invalid01.dat'],
    counts: { records: 2, 'skip template': 2, 'skip options template': 1, 'skip options': 1 },
    sums: [194, 2],
  },
  'version 5, one record': { prefix: FLUENT, files: ['netflow.v5.dump'], counts: { records: 1 }, sums: [4581, 173] },
  'version 9': {
    prefix: FLUENT,
    files: ['netflow.v9.template.dump', 'netflow.v9.dump'],
    counts: { records: 1, 'skip template': 1 },
    sums: [60, 1],
  },
  'version 9 with times in milliseconds': {
    prefix: FLUENT,
    files: ['netflow.v9.template.flowStartMilliseconds.dump', 'netflow.v9.flowStartMilliseconds.dump'],
    counts: { records: 1, 'skip template': 1 },
    sums: [60, 1],
  },
  'version 9 with MPLS labels': {
    prefix: FLUENT,
    files: ['netflow.v9.mpls-template.dump', 'netflow.v9.mpls-data.dump'],
    counts: { records: 1, 'skip template': 1 },
    sums: [88, 1],
  },
  'a template with AS numbers of 2 bytes': {
    prefix: FLUENT,
    files: ['netflow.v9.template.as2.dump'],
    counts: { 'skip template': 1 },
    sums: [0, 0],
  },
}

describeSamples('real messages of exporters', () => {
  it.each(Object.entries(cases))('%s', (_, { prefix, files, counts, sums }) => {
    const recording = readFiles(prefix, files)
    expect(countsOf(recording)).toEqual(counts)
    expect([sum(recording, 'sourceBytes'), sum(recording, 'sourcePackets')]).toEqual(sums)
  })

  it('gives a record the sampling that its sampler has in the options', () => {
    const of = (...files: string[]) => readFiles(FLUENT, files).rows.map(({ sampling }) => sampling)
    const data = ['netflow.v9.template.dump', 'netflow.v9.dump']
    expect(of('netflow.v9.sampler_template.dump', 'netflow.v9.sampler.dump', ...data)).toEqual([5000])
    expect(of(...data)).toEqual([0])
  })

  it('takes the interval of a header whose mode of sampling is 0', () => {
    const { rows } = readFiles(LOGSTASH, ['netflow5_test_juniper_mx80.dat'])
    expect(new Set(rows.map(({ sampling }) => sampling))).toEqual(new Set([1000]))
  })

  it('reads the events of a Cisco ASA: no counters, and said so', () => {
    const files = ['netflow9_test_cisco_asa_1_tpl.dat', 'netflow9_test_cisco_asa_1_data.dat']
    const { rows, warnings } = readFiles(LOGSTASH, files)
    expect(warnings).toEqual([expect.stringMatching(/NSEL.*count no packets/)])
    expect(rows[0]).toMatchObject({
      startMs: Date.parse('2015-10-09T09:47:47.569Z'),
      endMs: Date.parse('2015-10-09T09:47:49.599Z'),
      source: '192.168.14.1',
      destination: '2.2.2.11',
      protocol: 1,
      icmpType: 0,
      sourceBytes: null,
      sourcePackets: null,
      sampling: 1,
      state: 'deleted',
      action: 'accept',
      began: 'source',
      beganBy: 'log',
    })
  })

  it('takes the end behind a translated destination', () => {
    const files = ['ipfix_test_mikrotik_tpl.dat', 'ipfix_test_mikrotik_data258.dat']
    const [first] = readFiles(LOGSTASH, files).rows
    // tshark: SrcAddr 10.10.8.197, Post NAT Source 192.168.230.216, both destinations 192.168.128.17.
    expect(first).toMatchObject({ source: '10.10.8.197', destination: '192.168.128.17', sourcePort: 123 })
  })
})
