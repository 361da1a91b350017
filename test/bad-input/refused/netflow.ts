import { ethernet, ipPacket, pcap } from '../../support/capture-bytes.ts'
import {
  dataSet,
  type FieldBytes,
  ipfix,
  joined,
  setOf,
  templateSet,
  type Value,
  version5,
} from '../../support/netflow-bytes.ts'
import { casesOf } from './case.ts'

const sentMs = Date.parse('2024-03-01T11:01:00Z')
/** Both families of the source, one of the destination. */
const fields: FieldBytes[] = [
  [8, 4],
  [12, 4],
  [27, 16],
  [7, 2],
  [11, 2],
  [4, 1],
  [1, 8],
  [2, 8],
  [152, 8],
  [153, 8],
]
const no6 = '0:0:0:0:0:0:0:0'
const record = (change: Record<number, Value> = {}): Value[] =>
  ['10.1.0.9', '93.184.216.34', no6, 40_000, 443, 6, 2000, 10, sentMs - 60_000, sentMs - 10_000].map(
    (value, at) => change[at] ?? value,
  )
const message = (...records: Value[][]) =>
  ipfix([templateSet(10, 256, fields), dataSet(256, fields, records)], { sentMs })

const capture = (...payloads: Uint8Array[]) => pcap(payloads.map(payload => ethernet(ipPacket({ payload }))))

const ofMessages = casesOf<Uint8Array>(
  'netflow',
  {
    bad_datagram: joined(message(record()), ipfix([setOf(256, [1, 2, 3]).with(3, 200)], { sentMs })),
    cut_datagram: joined(message(record()), message(record()).subarray(0, 90)),
    no_template: joined(message(record()), ipfix([dataSet(300, fields, [record()])], { sentMs })),
    missing_field: message(record(), record({ 0: '0.0.0.0', 2: '2001:db8:0:0:0:0:0:1' })),
    end_before_start: message(record(), record({ 9: sentMs - 60_001 })),
    before_1990: message(record(), record({ 8: 0, 9: 1 })),
    in_the_future: message(
      record(),
      record({ 8: Date.parse('2030-01-01T00:00:00Z'), 9: Date.parse('2030-01-01T00:00:01Z') }),
    ),
    too_long_lasting: message(record(), record({ 8: Date.parse('2024-01-01T00:00:00Z') })),
    implausible_counter: message(record(), record({ 6: 2n ** 64n - 1n })),
  },
  file => file,
)

/** The first record is whole, the second is not. */
export const netflowCut: Uint8Array = version5(
  [
    { source: '10.1.0.9', destination: '93.184.216.34' },
    { source: '10.1.0.9', destination: '93.184.216.35' },
  ],
  { sentMs },
)

const ofCaptures = casesOf<Uint8Array>(
  'netflow-capture',
  {
    bad_datagram: capture(message(record()), message(record()).with(3, 15)),
    cut_datagram: capture(message(record()), message(record())).subarray(0, -1),
    no_template: capture(message(record()), ipfix([dataSet(300, fields, [record()])], { sentMs })),
    in_the_future: capture(message(record(), record({ 9: Date.parse('2030-01-01T00:00:01Z') }))),
  },
  file => file,
)

export const netflowRefused = [...ofMessages, ...ofCaptures]
