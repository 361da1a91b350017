/** Structured data (RFC 6313): lists are passed by their lengths, and what stands around them is read. */
import { expect, it } from 'vitest'
import { netflow } from '../../../../functions/normalise/formats/netflow/datagrams.ts'
import { bytesOfValue, type FieldBytes, ipfix, setOf, templateSet } from '../../../support/netflow-bytes.ts'
import { readWith } from '../../../support/recording-sink.ts'

const BASIC_LIST = 291
const SUB_TEMPLATE_LIST = 292
const SUB_TEMPLATE_MULTI_LIST = 293
const VARIABLE = 65_535
const START_MS = Date.UTC(2017, 3, 1, 11)
const u16 = (value: number) => bytesOfValue(value, 2)

/** Fields before and behind the list, which a list that is passed wrongly would shift. */
const BEFORE: FieldBytes[] = [
  [8, 4],
  [12, 4],
  [7, 2],
]
const BEHIND: FieldBytes[] = [
  [11, 2],
  [4, 1],
  [1, 8],
  [2, 8],
  [152, 8],
  [153, 8],
]
const valuesOf = (place: number, list: readonly number[]): number[] => [
  ...bytesOfValue(`10.1.0.${place}`, 4),
  ...bytesOfValue('93.184.216.34', 4),
  ...u16(40_000 + place),
  ...list,
  ...u16(443),
  6,
  ...bytesOfValue(900 + place, 8),
  ...bytesOfValue(3, 8),
  ...bytesOfValue(START_MS, 8),
  ...bytesOfValue(START_MS + 1000, 8),
]

/** Semantic `allOf`, element of interface numbers of four bytes, and as many of them. */
const basicList = (count: number): number[] => [
  3,
  ...u16(10),
  ...u16(4),
  ...Array.from({ length: count }, (_, n) => bytesOfValue(n, 4)).flat(),
]
/** Semantic, the template of what is in it, and a record of it, whose own fields are addresses and ports. */
const subTemplateList = [3, ...u16(300), ...bytesOfValue('192.0.2.1', 4), ...u16(53)]
const subTemplateMultiList = [3, ...u16(300), ...u16(4 + 6), ...bytesOfValue('192.0.2.1', 4), ...u16(53)]

const short = (list: readonly number[]): number[] => [list.length, ...list]
const long = (list: readonly number[]): number[] => [255, ...u16(list.length), ...list]
const SUB_TEMPLATE: FieldBytes[] = [
  [8, 4],
  [7, 2],
]

it.each([
  [
    'basicList of variable length',
    BASIC_LIST,
    VARIABLE,
    [short(basicList(2)), short(basicList(0)), long(basicList(100))],
  ],
  ['basicList of fixed length', BASIC_LIST, 13, [basicList(2), basicList(2)]],
  ['subTemplateList', SUB_TEMPLATE_LIST, VARIABLE, [short(subTemplateList), long(subTemplateList)]],
  ['subTemplateMultiList', SUB_TEMPLATE_MULTI_LIST, VARIABLE, [short(subTemplateMultiList), [0]]],
] as const)('a record with a %s keeps its fields on both sides', (_, element, length, lists) => {
  const fields: FieldBytes[] = [...BEFORE, [element, length], ...BEHIND]
  const records = lists.flatMap((list, place) => valuesOf(place, list))
  const bytes = ipfix([templateSet(10, 300, SUB_TEMPLATE), templateSet(10, 256, fields), setOf(256, records)])
  const recording = readWith(netflow, bytes)
  expect(recording.violations).toEqual([])
  expect(recording.rejects).toEqual([])
  expect(readWith(netflow, bytes, { chunks: [1] })).toEqual(recording)
  expect(recording.rows).toMatchObject(
    lists.map((_list, place) => ({
      source: `10.1.0.${place}`,
      destination: '93.184.216.34',
      sourcePort: 40_000 + place,
      destinationPort: 443,
      protocol: 6,
      sourceBytes: 900 + place,
      sourcePackets: 3,
      startMs: START_MS,
      endMs: START_MS + 1000,
    })),
  )
})

it('a list that claims more than its set holds is refused, and the record before it counts', () => {
  const fields: FieldBytes[] = [...BEFORE, [BASIC_LIST, VARIABLE], ...BEHIND]
  const cut = valuesOf(1, [255, ...u16(60_000)])
  const recording = readWith(
    netflow,
    ipfix([templateSet(10, 256, fields), setOf(256, [...valuesOf(0, short(basicList(2))), ...cut])]),
  )
  expect(recording.rows.map(({ source }) => source)).toEqual(['10.1.0.0'])
  expect(recording.rejects.map(({ reason }) => reason)).toEqual(['bad_datagram'])
})
