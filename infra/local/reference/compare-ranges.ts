/** Two editions of one data side by side: how much of the address space each pair of labels holds. Pure. */
import { openColumns, type RangeColumns } from '../../../functions/lib/reference/ranges.ts'

/** What is said of an address: the text of its label; undefined where there is none. */
export type Said = string | undefined

/** Takes how many addresses of IPv4, or networks of 64 bits of IPv6, have these two labels; never two that are missing. */
export type TakePair = (before: Said, after: Said, count: bigint) => void

interface Part {
  first: bigint
  /** Excluded. */
  end: bigint
  value: number
}

/**
 * Goes over both in one pass. `textOf` makes the text of a label. Throws where the bytes are no compiled ranges.
 */
export function comparePairs(
  family: 4 | 6,
  before: Uint8Array,
  after: Uint8Array,
  textOf: (label: unknown) => string,
  take: TakePair,
): void {
  const old = openColumns('the edition before', before)
  const now = openColumns('the edition after', after)
  const oldTexts = old.labels.all().map(textOf)
  const newTexts = now.labels.all().map(textOf)
  const [left, right] = [partsOf(old, family), partsOf(now, family)]
  let a = left.next().value
  let b = right.next().value
  let at = 0n
  while (a !== undefined || b !== undefined) {
    const inA = a !== undefined && a.first <= at
    const inB = b !== undefined && b.first <= at
    // The next address at which either of the two changes.
    const nextA = a === undefined ? undefined : inA ? a.end : a.first
    const nextB = b === undefined ? undefined : inB ? b.end : b.first
    const next = nextA === undefined || (nextB !== undefined && nextB < nextA) ? nextB : nextA
    if (next === undefined) return
    if (inA || inB) take(inA && a ? oldTexts[a.value] : undefined, inB && b ? newTexts[b.value] : undefined, next - at)
    at = next
    if (a !== undefined && a.end <= at) a = left.next().value
    if (b !== undefined && b.end <= at) b = right.next().value
  }
}

function* partsOf({ ipv4, ipv6 }: RangeColumns, family: 4 | 6): Generator<Part, undefined> {
  const columns = family === 4 ? ipv4 : ipv6
  const rows = columns[0]?.length ?? 0
  const cell = (column: number, row: number) => columns[column]?.[row] ?? 0
  for (let row = 0; row < rows; row++) {
    if (family === 4) yield { first: BigInt(cell(0, row)), end: BigInt(cell(1, row)) + 1n, value: cell(2, row) }
    else {
      const first = (BigInt(cell(0, row)) << 32n) | BigInt(cell(1, row))
      yield { first, end: ((BigInt(cell(2, row)) << 32n) | BigInt(cell(3, row))) + 1n, value: cell(4, row) }
    }
  }
  return undefined
}
