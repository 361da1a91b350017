/** CSV of address ranges (`first,last,label…`) to compiled ranges. Pure: text in, bytes out. */
import { parseAddress } from '../../functions/lib/addresses.ts'
import { encodeRanges, type Ipv4Range, type Ipv6Range } from '../../functions/lib/reference/ranges.ts'

export interface RangeSource {
  /** For messages. */
  name: string
  text: string
}

/**
 * Compiles IPv4 and IPv6 sources, whose lines are in ascending order; neighbouring ranges of one label become one.
 * `labelOf` makes a label of the fields after the two addresses, and its key. Throws at the first line that does not fit.
 */
export function compileRanges<Label>(
  ipv4: RangeSource,
  ipv6: RangeSource,
  labelOf: (fields: string) => { key: string; label: Label } | undefined,
): Uint8Array {
  const labels: Label[] = []
  const indexes = new Map<string, number>()
  const indexOf = (source: RangeSource, line: number, fields: string): number => {
    const found = labelOf(fields)
    if (found === undefined)
      throw new Error(`${source.name} line ${line}: expected a label, found ${JSON.stringify(fields)}`)
    let index = indexes.get(found.key)
    if (index === undefined) {
      index = labels.push(found.label) - 1
      indexes.set(found.key, index)
    }
    return index
  }

  const ranges4: Ipv4Range[] = []
  for (const { line, first, last, fields } of linesOf(ipv4)) {
    const value = indexOf(ipv4, line, fields)
    const previous = ranges4.at(-1)
    if (previous !== undefined && first.w3 <= previous.last) continue
    if (previous?.value === value && previous.last + 1 === first.w3) previous.last = last.w3
    else ranges4.push({ first: first.w3, last: last.w3, value })
  }
  const ranges6: Ipv6Range[] = []
  for (const { line, first, last, fields } of linesOf(ipv6)) {
    const value = indexOf(ipv6, line, fields)
    const previous = ranges6.at(-1)
    const overlaps =
      previous !== undefined &&
      (first.w0 < previous.lastHigh || (first.w0 === previous.lastHigh && first.w1 <= previous.lastLow))
    if (overlaps) continue
    ranges6.push({ firstHigh: first.w0, firstLow: first.w1, lastHigh: last.w0, lastLow: last.w1, value })
  }
  return encodeRanges(ranges4, ranges6, labels)
}

function* linesOf({ name, text }: RangeSource) {
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
    yield { line, first, last, fields: content.slice(two + 1) }
  }
}
