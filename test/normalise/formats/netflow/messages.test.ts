import { describe, expect, it } from 'vitest'
import { recogniseFormat } from '../../../../functions/normalise/formats/index.ts'
import { netflow } from '../../../../functions/normalise/formats/netflow/datagrams.ts'
import { streamUnitTexts } from '../../../../functions/normalise/unit-texts.ts'
import {
  bytesOfValue,
  dataSet,
  type FieldBytes,
  ipfix,
  joined,
  optionsSet,
  setOf,
  templateRecord,
  templateSet,
  type Value,
  version5,
  version9,
} from '../../../support/netflow-bytes.ts'
import { countsOf, type RecordedRow, type Recording, readWith, recordingSink } from '../../../support/recording-sink.ts'

const SENT = Date.UTC(2017, 3, 1, 12)
const REVERSE = 29_305
const ends = { source: '10.1.0.9', destination: '93.184.216.34' }
/** Ends, ports, protocol: what the fields of each case stand after. */
const tuple: FieldBytes[] = [
  [8, 4],
  [12, 4],
  [7, 2],
  [11, 2],
  [4, 1],
]
const tupleValues = (protocol = 6): Value[] => [ends.source, ends.destination, 40_000, 443, protocol]

function read(bytes: Uint8Array): Recording {
  const recording = readWith(netflow, bytes)
  expect(recording.violations).toEqual([])
  expect(readWith(netflow, bytes, { chunks: [1] })).toEqual(recording)
  return recording
}

/** The row of one record with these fields after the tuple's. */
function rowOf(version: 9 | 10, fields: FieldBytes[], values: Value[], protocol = 6): RecordedRow {
  return recordingOf(version, fields, values, protocol).rows[0] as RecordedRow
}
function recordingOf(version: 9 | 10, fields: FieldBytes[], values: Value[], protocol = 6): Recording {
  const all = [...tuple, ...fields]
  const sets = [templateSet(version, 256, all), dataSet(256, all, [[...tupleValues(protocol), ...values]])]
  return read(version === 9 ? version9(sets) : ipfix(sets))
}
/** NTP's timestamp of epoch ms. */
const ntp = (ms: number) =>
  ((BigInt(Math.floor(ms / 1000)) + 2_208_988_800n) << 32n) + BigInt(Math.round((ms % 1000) * 4_294_967.296))

describe('version 5', () => {
  it('has times since the start of the exporter, and nanoseconds in its header', () => {
    const [row] = read(
      version5([{ ...ends, firstMs: 3_500_000, lastMs: 3_600_000 }], { nanoseconds: 250_999_999 }),
    ).rows
    expect(row).toMatchObject({ startMs: SENT - 100_000 + 250.999999, endMs: SENT + 250.999999 })
  })

  it('counts over the wrap of its clock', () => {
    const wrapped = { uptimeMs: 1000 }
    const [row] = read(version5([{ ...ends, firstMs: 2 ** 32 - 9000, lastMs: 500 }], wrapped)).rows
    expect(row).toMatchObject({ startMs: SENT - 10_000, endMs: SENT - 500 })
  })

  it('shows one direction, of IP packets', () => {
    const [row] = read(version5([ends])).rows
    expect(row).toMatchObject({
      ...ends,
      sourceBytes: 2000,
      destinationBytes: 0,
      sourcePackets: 10,
      destinationPackets: 0,
    })
    expect(row).toMatchObject({ bytesLayer: 'ip', began: 'unknown', answered: 'unknown', exporter: 'team/folder' })
  })

  it('says by its header how it samples: no interval is every packet', () => {
    const of = (sampling: number) => read(version5([ends], { sampling })).rows.map(row => row.sampling)
    expect([of(0), of(0x4001), of(0x4064), of(1000)]).toEqual([[1], [1], [100], [1000]])
  })

  it('has type and code of ICMP in the destination port', () => {
    const [row] = read(version5([{ ...ends, protocol: 1, sourcePort: 0, destinationPort: 0x0301 }])).rows
    expect(row).toMatchObject({ sourcePort: null, destinationPort: null, icmpType: 3, icmpCode: 1 })
  })

  it('knows who began by a SYN alone, not where an ACK followed', () => {
    const of = (flags: number) => read(version5([{ ...ends, flags }])).rows.map(row => [row.began, row.beganBy])
    expect([of(0x02), of(0x12), of(0x1b)]).toEqual([[['source', 'syn']], [['unknown', 'none']], [['unknown', 'none']]])
  })

  it('knows who began by the SYN that came first, where both halves are in the file', () => {
    const back = { source: ends.destination, destination: ends.source, sourcePort: 443, destinationPort: 40_000 }
    const { rows } = read(version5([ends, { ...back, firstMs: 3_540_010 }]))
    expect(rows.map(row => [row.began, row.beganBy])).toEqual([
      ['unknown', 'none'],
      ['destination', 'syn'],
    ])
  })

  it('is read again after what is no message', () => {
    const good = version5([ends, ends])
    const junk = new TextEncoder().encode('here another program wrote something')
    expect(countsOf(read(joined(good, junk, good)))).toEqual({ records: 4, 'reject bad_datagram': 1 })
  })

  it('that breaks off counts as far as it goes', () => {
    const recording = read(version5([ends, ends]).subarray(0, -1))
    expect(countsOf(recording)).toEqual({ records: 1, 'reject cut_datagram': 1 })
  })
})

describe('sets', () => {
  it('may be padded, templates as well as data', () => {
    const body = templateRecord(256, tuple)
    const data = dataSet(256, tuple, [tupleValues(), tupleValues()], 2)
    for (const bytes of [version9([setOf(0, body, 4), data]), ipfix([setOf(2, body, 4), data])])
      expect(countsOf(read(bytes))).toEqual({ records: 2, 'skip template': 1 })
  })

  it('may hold several templates, and messages follow one another without a length', () => {
    const templates = setOf(0, [...templateRecord(256, tuple), ...templateRecord(257, tuple)])
    const data = (id: number) => version9([dataSet(id, tuple, [tupleValues()])])
    const recording = read(joined(version9([templates]), data(256), data(257), version5([ends]), ipfix([]), data(256)))
    expect(countsOf(recording)).toEqual({ records: 4, 'skip template': 2 })
  })

  it('of data wait for their template, and are refused where none comes', () => {
    const early = version9([dataSet(256, tuple, [tupleValues(), tupleValues()])], { sentMs: SENT - 60_000 })
    const waiting = read(joined(early, version9([templateSet(9, 256, tuple)])))
    expect(countsOf(waiting)).toEqual({ records: 2, 'skip template': 1 })
    // Its own message says when it was sent.
    expect(waiting.rows[0]?.startMs).toBe(SENT - 60_000)
    const alone = read(joined(early, version9([templateSet(9, 257, tuple)]), early))
    expect(countsOf(alone)).toEqual({ 'reject no_template': 2, 'skip template': 1 })
    expect(alone.rejects[0]?.found).toBe('a set of 30 bytes of template 256')
  })

  it('wait in bounded memory: what there is no room for is refused at once', () => {
    const long = ipfix([setOf(300, new Array<number>(60_000).fill(1))])
    const sink = joined(...new Array<Uint8Array>(300).fill(long))
    const { rejects } = readWith(netflow, joined(sink, ipfix([templateSet(10, 300, [[1, 4]])])))
    expect(rejects.length).toBe(300 - Math.floor(16_777_216 / (60_004 + 128)))
  })

  it('of other numbers than any version knows are skipped', () => {
    expect(countsOf(read(ipfix([setOf(7, [1, 2, 3, 4])])))).toEqual({ 'skip reserved set': 1 })
  })

  it('that are longer than their message are refused, and the next message is read', () => {
    const set = dataSet(256, tuple, [tupleValues()])
    const broken = ipfix([templateSet(10, 256, tuple), set.with(3, 200)])
    const recording = read(joined(broken, ipfix([set])))
    expect(countsOf(recording)).toEqual({ records: 1, 'skip template': 1, 'reject bad_datagram': 1 })
  })
})

describe('templates', () => {
  it('of each observation domain are its own', () => {
    const swapped: FieldBytes[] = [tuple[1] as FieldBytes, tuple[0] as FieldBytes, ...tuple.slice(2)]
    const data = (domain: number) => ipfix([dataSet(256, tuple, [tupleValues()])], { domain })
    const templates = [tuple, swapped].map((fields, domain) => ipfix([templateSet(10, 256, fields)], { domain }))
    const { rows } = read(joined(...templates, data(0), data(1)))
    expect(rows.map(({ source }) => source)).toEqual([ends.source, ends.destination])
  })

  it('may be withdrawn in a file, one or all', () => {
    const templates = ipfix([templateSet(10, 256, tuple), templateSet(10, 257, tuple)])
    const data = ipfix([256, 257].map(id => dataSet(id, tuple, [tupleValues()])))
    const withdrawn = (id: number) => ipfix([setOf(2, [...bytesOfValue(id, 2), 0, 0])])
    expect(read(joined(templates, withdrawn(257), data)).rows).toHaveLength(1)
    expect(read(joined(templates, withdrawn(2), data)).rows).toHaveLength(0)
    expect(read(joined(templates, withdrawn(3), data)).rows).toHaveLength(2)
    expect(read(joined(templates, withdrawn(2), templates, data)).rows).toHaveLength(2)
  })

  it('that claim more fields than they have, or than are read, are refused', () => {
    const claimed = ipfix([setOf(2, [1, 0, 0xff, 0xff, 0, 1, 0, 4])])
    expect(read(claimed).rejects.map(({ found }) => found)).toEqual([
      'template 256 of 65535 fields, where at most 1024 are read',
    ])
    const cut = ipfix([setOf(2, [1, 0, 0, 9, 0, 1, 0, 4])])
    expect(read(cut).rejects.map(({ found }) => found)).toEqual([
      'template 256 of 9 fields, where its set has room for 1',
    ])
    const empty = ipfix([setOf(2, templateRecord(256, [[1, 0]]))])
    expect(read(empty).rejects.map(({ found }) => found)).toEqual(['template 256, whose records have no bytes'])
  })

  it('are forgotten, the oldest first, where there are too many', () => {
    const ids = Array.from({ length: 400 }, (_, id) => setOf(2, templateRecord(256 + id, tuple)))
    const domains = Array.from({ length: 50 }, (_, domain) => ipfix(ids, { domain }))
    const data = (domain: number) => ipfix([dataSet(256, tuple, [tupleValues()])], { domain })
    const recording = readWith(netflow, joined(...domains, data(0), data(49)))
    expect(countsOf(recording)).toEqual({ records: 1, 'skip template': 20_000, 'reject no_template': 1 })
    expect(recording.warnings).toContainEqual(expect.stringContaining('3616 templates and exporters were forgotten'))
  })

  it('without addresses of both ends have no flows', () => {
    const fields: FieldBytes[] = [
      [8, 4],
      [1, 4],
    ]
    const recording = read(
      version9([
        templateSet(9, 256, fields),
        dataSet(256, fields, [
          [ends.source, 1],
          [ends.source, 2],
        ]),
      ]),
    )
    expect(countsOf(recording)).toEqual({ 'skip template': 1, 'skip without addresses': 2 })
    expect(recording.warnings).toEqual([expect.stringContaining('no address of both ends')])
  })
})

describe('fields', () => {
  it('of reduced and of full length are read, others of no length passed over', () => {
    expect(
      rowOf(
        10,
        [
          [1, 3],
          [2, 8],
          [95, 0],
        ],
        [70_000, 7n, []],
      ),
    ).toMatchObject({ sourceBytes: 70_000, sourcePackets: 7 })
    expect(
      rowOf(
        9,
        [
          [1, 4],
          [2, 4],
        ],
        [4_294_967_295, 7],
      ),
    ).toMatchObject({ sourceBytes: 4_294_967_295 })
  })

  it('say their own length, in one byte or three', () => {
    const fields: FieldBytes[] = [[82, 65_535], ...tuple, [82, 65_535], [1, 65_535]]
    const record = [[3, 101, 116, 104], ...tupleValues(), [255, 0, 2, 111, 107], [2, 1, 0]] as Value[]
    const recording = read(ipfix([templateSet(10, 256, fields), dataSet(256, fields, [record, record], 3)]))
    expect(countsOf(recording)).toEqual({ records: 2, 'skip template': 1 })
    expect(recording.rows[1]).toMatchObject({ ...ends, sourceBytes: 256 })
  })

  it('that say a length beyond their set are refused, the records before them count', () => {
    const fields: FieldBytes[] = [...tuple, [82, 65_535]]
    const records = [
      [...tupleValues(), [1, 97]],
      [...tupleValues(), [200, 97, 97]],
    ] as Value[][]
    const recording = read(ipfix([templateSet(10, 256, fields), dataSet(256, fields, records)]))
    expect(countsOf(recording)).toEqual({ records: 1, 'skip template': 1, 'reject bad_datagram': 1 })
  })

  it('for both families of addresses: the one that is not zero, or of the version that is said', () => {
    const fields: FieldBytes[] = [
      [8, 4],
      [27, 16],
      [12, 4],
      [28, 16],
      [60, 1],
    ]
    const zero = '0:0:0:0:0:0:0:0'
    const record = (four: boolean, version: number): Value[] =>
      four
        ? [ends.source, zero, ends.destination, zero, version]
        : ['0.0.0.0', '2001:db8:0:0:0:0:0:1', '0.0.0.0', '2001:db8:0:0:0:0:0:2', version]
    const records = [record(true, 4), record(false, 6), record(true, 0), record(false, 0)]
    const { rows } = read(ipfix([templateSet(10, 256, fields), dataSet(256, fields, records)]))
    expect(rows.map(({ source }) => source)).toEqual([ends.source, '2001:db8::1', ends.source, '2001:db8::1'])
  })

  it('of a translated destination: the end behind it', () => {
    const fields: FieldBytes[] = [
      [225, 4],
      [226, 4],
      [227, 2],
      [228, 2],
    ]
    const behind = rowOf(10, fields, ['175.45.176.1', '192.168.1.5', 1024, 8443])
    expect(behind).toMatchObject({
      source: ends.source,
      sourcePort: 40_000,
      destination: '192.168.1.5',
      destinationPort: 8443,
    })
    expect(rowOf(10, fields, ['0.0.0.0', '0.0.0.0', 0, 0])).toMatchObject({ ...ends, destinationPort: 443 })
  })

  it('of type and code of ICMP, in one or in two', () => {
    expect(rowOf(9, [[32, 2]], [0x0800], 1)).toMatchObject({ icmpType: 8, icmpCode: 0 })
    expect(
      rowOf(
        10,
        [
          [178, 1],
          [179, 1],
        ],
        [1, 4],
        58,
      ),
    ).toMatchObject({ icmpType: 1, icmpCode: 4 })
    expect(rowOf(9, [], [], 1)).toMatchObject({ icmpType: 1, icmpCode: 0xbb, destinationPort: null })
  })

  it('of flags, of one byte or two; only of TCP', () => {
    expect(rowOf(10, [[6, 2]], [0x0112])).toMatchObject({ sourceFlags: 0x112, began: 'unknown' })
    expect(rowOf(10, [[6, 1]], [2])).toMatchObject({ sourceFlags: 2, began: 'source', beganBy: 'syn' })
    expect(rowOf(10, [[6, 1]], [2], 17)).toMatchObject({ sourceFlags: null, began: 'unknown' })
  })

  it('of the first flags, as YAF has them: they say who began', () => {
    const fields: FieldBytes[] = [
      [14, 1, 6871],
      [15, 1, 6871],
    ]
    expect(rowOf(10, fields, [2, 0x18])).toMatchObject({ sourceFlags: 0x1a, began: 'source', beganBy: 'syn' })
    expect(rowOf(10, fields, [0x12, 0x18])).toMatchObject({ began: 'destination', beganBy: 'syn' })
  })

  it('of forwarding: what a list of access dropped is denied', () => {
    expect(rowOf(9, [[89, 1]], [64])).toMatchObject({ action: 'accept' })
    expect(rowOf(9, [[89, 1]], [129])).toMatchObject({ action: 'deny' })
    expect(rowOf(9, [[89, 1]], [138])).toMatchObject({ action: 'unknown' })
  })
})

describe('counters', () => {
  it('are those since the last record, else in total, else after the device, else of the link layer', () => {
    expect(
      rowOf(
        10,
        [
          [85, 8],
          [1, 8],
          [86, 8],
        ],
        [9000, 100, 7],
      ),
    ).toMatchObject({ sourceBytes: 100, sourcePackets: 7 })
    expect(
      rowOf(
        9,
        [
          [23, 4],
          [24, 4],
        ],
        [100, 7],
      ),
    ).toMatchObject({ sourceBytes: 100, sourcePackets: 7, bytesLayer: 'ip' })
    expect(rowOf(10, [[352, 8]], [114])).toMatchObject({
      sourceBytes: 114,
      sourcePackets: null,
      bytesLayer: 'ethernet',
    })
    expect(rowOf(9, [], [])).toMatchObject({ sourceBytes: null, destinationBytes: null, bytesLayer: 'unknown' })
  })

  it("OUT_BYTES beside IN_BYTES are not added; ntop's are what came back", () => {
    const beside: FieldBytes[] = [
      [1, 4],
      [2, 4],
      [23, 4],
      [24, 4],
    ]
    const recording = recordingOf(9, beside, [100, 1, 90, 1])
    expect(recording.rows[0]).toMatchObject({ sourceBytes: 100, destinationBytes: 0 })
    expect(recording.warnings).toContainEqual(expect.stringContaining('OUT_BYTES'))
    expect(rowOf(9, [...beside, [57_590, 2]], [100, 1, 900, 2, 7])).toMatchObject({
      sourceBytes: 100,
      destinationBytes: 900,
      destinationPackets: 2,
    })
  })

  it('beyond what is exact are refused', () => {
    const { rejects } = recordingOf(10, [[2, 8]], [2n ** 63n])
    expect(rejects).toMatchObject([{ reason: 'implausible_counter', column: 'packets' }])
  })
})

describe('both directions of a record', () => {
  const fields: FieldBytes[] = [
    [1, 8],
    [1, 8, REVERSE],
    [2, 8],
    [2, 8, REVERSE],
    [6, 1],
    [6, 1, REVERSE],
  ]

  it('as RFC 5103 has them: the source began, a SYN of the other end is an answer', () => {
    const row = rowOf(10, fields, [500, 9000, 5, 8, 0x1b, 0x1a])
    expect(row).toMatchObject({ sourceBytes: 500, destinationBytes: 9000, sourcePackets: 5, destinationPackets: 8 })
    expect(row).toMatchObject({
      sourceFlags: 0x1b,
      destinationFlags: 0x1a,
      began: 'source',
      beganBy: 'log',
      answered: 'yes',
    })
    expect(rowOf(10, fields, [40, 0, 1, 0, 2, 0])).toMatchObject({ began: 'source', answered: 'unknown' })
  })

  it('with the direction that is said', () => {
    const of = (direction: number) => rowOf(10, [...fields, [239, 1]], [500, 9000, 5, 8, 0x1b, 0x1a, direction]).began
    expect([of(0), of(1), of(2), of(3)]).toEqual(['unknown', 'source', 'destination', 'unknown'])
  })

  it('where the source of one sent nothing, the exporter orders the ends in a way of its own: only a SYN says who began', () => {
    const all = [...tuple, ...fields]
    const values: Value[][] = [
      [0, 220, 0, 3, 0, 0x1b],
      [1020, 0, 3, 0, 0x1b, 0],
      [0, 40, 0, 1, 0, 2],
      [500, 9000, 5, 8, 0x1b, 0x1a],
    ]
    const records = values.map(of => [...tupleValues(), ...of])
    const { rows } = read(ipfix([templateSet(10, 256, all), dataSet(256, all, records)]))
    expect(rows.map(({ began }) => began)).toEqual(['unknown', 'unknown', 'destination', 'unknown'])
  })

  it('as initiator and responder: payload of the latter is an answer', () => {
    const of: FieldBytes[] = [
      [231, 8],
      [232, 8],
      [298, 8],
      [299, 8],
    ]
    const row = rowOf(10, of, [100, 2000, 4, 5])
    expect(row).toMatchObject({ sourceBytes: 100, destinationBytes: 2000, sourcePackets: 4, destinationPackets: 5 })
    expect(row).toMatchObject({ bytesLayer: 'payload', began: 'source', beganBy: 'log', answered: 'yes' })
  })

  it('are told of the file: two where all records have them', () => {
    const open = (bytes: Uint8Array) => {
      const reader = netflow.open(recordingSink(), { key: '', keyExporter: 'team' })
      reader.push(bytes)
      reader.end()
      return reader.directions
    }
    const all = [...tuple, ...fields]
    const both = ipfix([templateSet(10, 256, all), dataSet(256, all, [[...tupleValues(), 1, 2, 3, 4, 2, 18]])])
    expect([open(both), open(version5([ends])), open(joined(both, version5([ends])))]).toEqual([2, 1, 1])
  })
})

describe('times', () => {
  const start = SENT - 90_500
  const end = SENT - 60_250
  const cases: [string, FieldBytes[], Value[]][] = [
    [
      'milliseconds',
      [
        [152, 8],
        [153, 8],
      ],
      [start, end],
    ],
    [
      "microseconds, as NTP's fraction",
      [
        [154, 8],
        [155, 8],
      ],
      [ntp(start), ntp(end)],
    ],
    [
      "nanoseconds, as NTP's fraction",
      [
        [156, 8],
        [157, 8],
      ],
      [ntp(start), ntp(end)],
    ],
    [
      'microseconds before the message',
      [
        [158, 4],
        [159, 4],
      ],
      [90_500_000, 60_250_000],
    ],
    [
      'a start and a duration',
      [
        [152, 8],
        [161, 4],
      ],
      [start, 30_250],
    ],
    [
      'an end and a duration in microseconds',
      [
        [153, 8],
        [162, 4],
      ],
      [end, 30_250_000],
    ],
    [
      'since the start of the exporter, which the record says',
      [
        [22, 4],
        [21, 4],
        [160, 8],
      ],
      [1_000_000, 1_030_250, start - 1_000_000],
    ],
    [
      'the finer of several',
      [
        [150, 4],
        [152, 8],
        [153, 8],
        [151, 4],
      ],
      [1, start, end, 1],
    ],
  ]
  it.each(cases)('%s', (_, fields, values) => {
    const row = rowOf(10, fields, values)
    expect(row.startMs).toBeCloseTo(start, 2)
    expect(row.endMs).toBeCloseTo(end, 2)
  })

  it('seconds', () => {
    expect(
      rowOf(
        10,
        [
          [150, 4],
          [151, 4],
        ],
        [SENT / 1000 - 90, SENT / 1000 - 60],
      ),
    ).toMatchObject({ startMs: SENT - 90_000, endMs: SENT - 60_000 })
  })

  it('since the start of the exporter, by the header of version 9', () => {
    expect(
      rowOf(
        9,
        [
          [22, 4],
          [21, 4],
        ],
        [3_500_000, 3_599_000],
      ),
    ).toMatchObject({ startMs: SENT - 100_000, endMs: SENT - 1000 })
  })

  it('since the start of the exporter, which its options say', () => {
    const options: FieldBytes[] = [
      [144, 4],
      [160, 8],
    ]
    const all: FieldBytes[] = [...tuple, [22, 4], [21, 4]]
    const bytes = ipfix([
      optionsSet(10, 257, options),
      dataSet(257, options, [[1, SENT - 1_000_000]]),
      templateSet(10, 256, all),
      dataSet(256, all, [[...tupleValues(), 900_000, 910_000]]),
    ])
    expect(read(bytes).rows).toMatchObject([{ startMs: SENT - 100_000, endMs: SENT - 90_000 }])
  })

  it('since a start that nothing says: worked out from the messages, and said so', () => {
    const all: FieldBytes[] = [...tuple, [22, 4], [21, 4]]
    const message = (sentMs: number, first: number, last: number) =>
      ipfix([dataSet(256, all, [[...tupleValues(), first, last]])], { sentMs })
    const { rows, warnings } = read(
      joined(
        ipfix([templateSet(10, 256, all)]),
        message(SENT, 900_000, 985_000),
        message(SENT + 60_000, 1_000_000, 1_059_000),
      ),
    )
    // The second leaves at most 1 s between its end and its message, so that the exporter began 1,000 s before.
    expect(rows.map(({ startMs, endMs }) => [startMs - SENT, endMs - SENT])).toEqual([
      [-85_000, 0],
      [1000, 60_000],
    ])
    expect(warnings[0]).toContain('which the file does not say')
  })

  it('of records without any: when they were sent', () => {
    const recording = recordingOf(9, [], [])
    expect(recording.rows).toMatchObject([{ startMs: SENT, endMs: SENT }])
    expect(recording.warnings).toContainEqual(expect.stringContaining('no time of their own'))
  })
})

describe('sampling', () => {
  const sampled = (fields: FieldBytes[], values: Value[], of: FieldBytes[] = [], more: Value[] = [], scopes = 1) => {
    const all = [...tuple, ...of]
    const recording = read(
      ipfix([
        optionsSet(10, 257, fields, scopes),
        dataSet(257, fields, [values]),
        templateSet(10, 256, all),
        dataSet(256, all, [[...tupleValues(), ...more]]),
      ]),
    )
    return recording.rows[0]?.sampling
  }

  it('is that of the exporter, in any of its forms', () => {
    expect(
      sampled(
        [
          [149, 4],
          [34, 4],
        ],
        [0, 1000],
      ),
    ).toBe(1000)
    expect(
      sampled(
        [
          [149, 4],
          [50, 4],
        ],
        [0, 500],
      ),
    ).toBe(500)
    expect(
      sampled(
        [
          [149, 4],
          [305, 4],
          [306, 4],
        ],
        [0, 1, 99],
      ),
    ).toBe(100)
    expect(
      sampled(
        [
          [149, 4],
          [309, 4],
          [310, 4],
        ],
        [0, 2, 200],
      ),
    ).toBe(100)
    const half = [...new Uint8Array(new Float64Array([0.01]).buffer)].reverse()
    expect(
      sampled(
        [
          [149, 4],
          [311, 8],
        ],
        [0, half],
      ),
    ).toBe(100)
  })

  it("is the sampler's that the record names, unknown where nobody described it", () => {
    const options: FieldBytes[] = [
      [302, 2],
      [305, 4],
      [306, 4],
    ]
    expect(sampled(options, [7, 1, 99], [[302, 2]], [7])).toBe(100)
    expect(sampled(options, [7, 1, 99], [[302, 2]], [8])).toBe(0)
    expect(sampled(options, [7, 1, 99], [[48, 1]], [7])).toBe(100)
  })

  it("is the interface's that the record came in by", () => {
    const options: FieldBytes[] = [
      [10, 4],
      [34, 4],
    ]
    expect(sampled(options, [3, 64], [[10, 4]], [3])).toBe(64)
    expect(sampled(options, [3, 64], [[10, 4]], [4])).toBe(1)
  })

  it("is the record's own before all", () => {
    expect(
      sampled(
        [
          [149, 4],
          [34, 4],
        ],
        [0, 1000],
        [[34, 4]],
        [16],
      ),
    ).toBe(16)
  })

  it('that nothing speaks of is every packet, and said so', () => {
    const { rows, warnings } = recordingOf(10, [], [])
    expect(rows[0]?.sampling).toBe(1)
    expect(warnings).toContainEqual(expect.stringContaining('do not say whether they sample'))
  })

  it('of the scopes of version 9, whose numbers are their own', () => {
    const options: FieldBytes[] = [
      [2, 4],
      [34, 4],
    ]
    const all: FieldBytes[] = [...tuple, [10, 4]]
    const records = [3, 4].map(place => [...tupleValues(), place])
    const bytes = version9([
      optionsSet(9, 257, options),
      dataSet(257, options, [[3, 64]]),
      templateSet(9, 256, all),
      dataSet(256, all, records),
    ])
    expect(read(bytes).rows.map(row => row.sampling)).toEqual([64, 1])
  })
})

describe('events', () => {
  const fields: FieldBytes[] = [
    [152, 8],
    [323, 8],
    [233, 1],
    [33_002, 2],
    [231, 4],
    [232, 4],
  ]

  it("of a firewall (Cisco's NSEL) are records: who began, what was denied, bytes that add up", () => {
    const created = rowOf(9, fields, [SENT - 5000, SENT - 5000, 1, 0, 0, 0])
    expect(created).toMatchObject({
      state: 'created',
      action: 'accept',
      began: 'source',
      beganBy: 'log',
      sourcePackets: null,
    })
    const deleted = rowOf(9, fields, [SENT - 5000, SENT, 2, 2001, 120, 900])
    expect(deleted).toMatchObject({
      state: 'deleted',
      startMs: SENT - 5000,
      endMs: SENT,
      sourceBytes: 120,
      destinationBytes: 900,
    })
    expect(deleted).toMatchObject({ bytesLayer: 'payload', answered: 'yes', sampling: 1 })
    const denied = rowOf(
      9,
      [
        [323, 8],
        [233, 1],
      ],
      [SENT, 3],
    )
    expect(denied).toMatchObject({
      state: 'denied',
      action: 'deny',
      began: 'source',
      destinationPackets: 0,
      startMs: SENT,
    })
  })

  it('of address translation count nothing and are skipped, and said so', () => {
    const recording = recordingOf(
      10,
      [
        [230, 1],
        [225, 4],
        [323, 8],
      ],
      [4, '175.45.176.1', SENT],
    )
    expect(countsOf(recording)).toEqual({ 'skip template': 1, 'skip event:nat': 1 })
    expect(recording.warnings).toEqual([expect.stringContaining('NAT events')])
  })
})

describe('what a file begins with', () => {
  it('is known of each version, whole or in part', () => {
    const files = [version5([ends]), version9([templateSet(9, 256, tuple)]), ipfix([templateSet(10, 256, tuple)])]
    for (const file of files) {
      expect(recogniseFormat(file, true)).toBe(netflow)
      expect(recogniseFormat(joined(file, file).subarray(0, file.length + 5), false)).toBe(netflow)
    }
  })

  it('is nothing of ours where the sets do not follow one another', () => {
    const file = version9([templateSet(9, 256, tuple)])
    expect(recogniseFormat(file.with(21, 7), true)).toBeUndefined()
    expect(recogniseFormat(new Uint8Array(200).fill(0).with(1, 9), true)).toBeUndefined()
    expect(
      recogniseFormat(new TextEncoder().encode('\u0000\u000510 text that begins so, by chance'), true),
    ).toBeUndefined()
  })

  it('is refused by name where it is sFlow', () => {
    const sflow = new Uint8Array(100)
    sflow.set([0, 0, 0, 5, 0, 0, 0, 1, 192, 0, 2, 1])
    expect(recogniseFormat(sflow, true)).toBe(netflow)
    const recording = read(sflow)
    expect(countsOf(recording)).toEqual({})
    expect(recording.refusals).toEqual([expect.stringContaining('found sFlow')])
  })
})

it('shows a record by the names of its elements', async () => {
  const fields: FieldBytes[] = [...tuple, [1, 8], [82, 65_535], [95, 5], [7, 2, 6871]]
  const values: Value[] = [...tupleValues(), 2n ** 60n, [3, 101, 116, 104], [1, 2, 3, 4, 5], 9]
  const bytes = joined(version5([ends]), ipfix([templateSet(10, 256, fields), dataSet(256, fields, [values])]))
  const content = (async function* () {
    yield bytes
  })()
  const texts = await streamUnitTexts(netflow, content, new Set([1, 3]))
  expect(JSON.parse(texts.get(1) ?? '')).toMatchObject({
    template: 5,
    sourceIPv4Address: '10.1.0.9',
    octetDeltaCount: 2000,
  })
  expect(JSON.parse(texts.get(3) ?? '')).toEqual({
    template: 256,
    sourceIPv4Address: '10.1.0.9',
    destinationIPv4Address: '93.184.216.34',
    sourceTransportPort: 40_000,
    destinationTransportPort: 443,
    protocolIdentifier: 6,
    octetDeltaCount: '1152921504606846976',
    'element 82': 0x657468,
    'element 95': '0102030405',
    'element 6871/7': 9,
  })
})
