/** CSV of address ranges (`first,last,label…`) to compiled ranges. Pure: text in, bytes out. */
import { type Address, parseAddress } from '../../functions/lib/addresses.ts'
import { disjoint, type Range } from './disjoint-ranges.ts'
import type { RangeLabel, RefusePlace } from './reference/labels.ts'
import { createRangeBuilder } from './reference/range-builder.ts'

export interface RangeSource {
  /** For messages. */
  name: string
  text: string
}

/**
 * Makes a label of the fields after the two addresses; null where they say that there is none, undefined, or what `refuse`
 * makes thrown, where they are none.
 */
export type LabelOf = (fields: string, refuse: RefusePlace) => RangeLabel | null | undefined

/**
 * Compiles IPv4 and IPv6 sources, whose lines are in ascending order of their first address. Where lines overlap, the
 * narrowest holds the address and the wider one goes on behind it; an IPv6 network of 64 bits that several lines share is
 * of the line that holds the lowest address of it. Neighbouring ranges of one label become one.
 * Throws at the first line that does not fit, with its number.
 */
export function compileRanges(ipv4: RangeSource, ipv6: RangeSource, labelOf: LabelOf): Uint8Array {
  const ranges = createRangeBuilder(
    (expected, found) => new Error(`${ipv4.name} and ${ipv6.name}: expected ${expected}, found ${found}`),
  )
  // Most lines repeat the text of an earlier one: a label is made once for each text. -1: none.
  const known = new Map<string, number>()
  const indexOf = ({ name }: RangeSource, { line, fields }: Line): number => {
    const same = known.get(fields)
    if (same !== undefined) return same
    const refuse: RefusePlace = (expected, text) =>
      new Error(`${name} line ${line}: expected ${expected}, found ${text}`)
    const found = labelOf(fields, refuse)
    if (found === undefined) throw refuse('a label', JSON.stringify(fields))
    const index = found === null ? -1 : ranges.label(found)
    known.set(fields, index)
    return index
  }
  for (const { first, end, value } of disjoint(rangesOf(ipv4, 4, boundsOfIpv4, indexOf)))
    if (value >= 0) ranges.ipv4(first, end - 1, value)
  for (const { first, end, value } of disjoint(rangesOf(ipv6, 6, boundsOfIpv6, indexOf))) {
    const [from, to] = [first >> 64n, (end - 1n) >> 64n]
    if (value >= 0) ranges.ipv6(upper(from), lower(from), upper(to), lower(to), value)
  }
  return ranges.encode()
}

const upper = (network: bigint): number => Number(network >> 32n)
const lower = (network: bigint): number => Number(network & 0xffff_ffffn)

type IndexOf = (source: RangeSource, line: Line) => number

type BoundsOf<T extends number | bigint> = (first: Address, last: Address) => Omit<Range<T>, 'value'>

const boundsOfIpv4: BoundsOf<number> = (first, last) => ({
  first: first.w3,
  end: last.w3 + 1,
  width: last.w3 + 1 - first.w3,
})

const boundsOfIpv6: BoundsOf<bigint> = (from, to) => {
  const first = addressNumber(from)
  const end = addressNumber(to) + 1n
  return { first, end, width: end - first }
}

/** Two numbers of 52 and 44 bits make fewer bigints than four words. */
const addressNumber = ({ w0, w1, w2, w3 }: Address): bigint =>
  (BigInt(w0 * 2 ** 20 + Math.floor(w1 / 2 ** 12)) << 76n) | (BigInt((w1 % 2 ** 12) * 2 ** 32 + w2) << 32n) | BigInt(w3)

/** The ranges of a source, checked: of one family, ascending, none that ends before it begins. */
function* rangesOf<T extends number | bigint>(
  source: RangeSource,
  family: 4 | 6,
  boundsOf: BoundsOf<T>,
  indexOf: IndexOf,
): Generator<Range<T>> {
  let before: T | undefined
  for (const line of linesOf(source)) {
    const refuse = (expected: string) =>
      new Error(
        `${source.name} line ${line.line}: expected ${expected}, found ${JSON.stringify(line.text.slice(0, 80))}`,
      )
    if (line.first.family !== family || line.last.family !== family) throw refuse(`addresses of IPv${family}`)
    const bounds = boundsOf(line.first, line.last)
    if (bounds.end <= bounds.first) throw refuse('a last address not before the first')
    if (before !== undefined && bounds.first < before) throw refuse('lines in ascending order of their first address')
    before = bounds.first
    yield { ...bounds, value: indexOf(source, line) }
  }
}

interface Line {
  line: number
  text: string
  first: Address
  last: Address
  /** What follows the two addresses. */
  fields: string
}

function* linesOf({ name, text }: RangeSource): Generator<Line> {
  let at = 0
  let line = 0
  while (at < text.length) {
    const end = text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at)
    line++
    const content = text.slice(at, text[end - 1] === '\r' ? end - 1 : end)
    at = end + 1
    if (content === '') continue
    const one = content.indexOf(',')
    const two = content.indexOf(',', one + 1)
    const first = parseAddress(content.slice(0, one))
    const last = parseAddress(content.slice(one + 1, two))
    if (one < 0 || two < 0 || first === undefined || last === undefined) {
      throw new Error(`${name} line ${line}: expected first,last,label, found ${JSON.stringify(content.slice(0, 80))}`)
    }
    yield { line, text: content, first, last, fields: content.slice(two + 1) }
  }
}
