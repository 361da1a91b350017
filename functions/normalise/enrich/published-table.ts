/** Published prefixes as ranges that do not overlap: thousands of them are found by halving, not one by one. */
import type { Address } from '../../lib/addresses.ts'
import { parsePrefix } from '../../lib/networks.ts'
import type { PublishedPrefix } from '../../lib/reference/lists/published.ts'
import { encodeRanges, type Ipv4Range, type Ipv6Range, openRanges } from '../../lib/reference/ranges.ts'

/** A half-open range, IPv6 by its first 64 bits, and the row it comes from. */
interface Held<T extends number | bigint> {
  first: T
  end: T
  row: number
}

type PublishedTable = (address: Address) => PublishedPrefix | undefined

/** By the list that each was made of: reference sets that share a list share its table. */
const made = new WeakMap<readonly PublishedPrefix[], PublishedTable>()

/** Finds the first of the rows that holds an address. Throws where a prefix is none. */
export function createPublishedTable(rows: readonly PublishedPrefix[]): PublishedTable {
  const known = made.get(rows)
  if (known !== undefined) return known
  const table = tableOf(rows)
  made.set(rows, table)
  return table
}

function tableOf(rows: readonly PublishedPrefix[]): PublishedTable {
  const ipv4: Held<number>[] = []
  const ipv6: Held<bigint>[] = []
  rows.forEach(({ prefix }, row) => {
    const { address, length = 0 } = parsePrefix(prefix) ?? {}
    if (address === undefined) throw new Error(`prefix ${prefix}: expected address/length`)
    if (address.family === 4) {
      ipv4.push({ first: address.w3, end: address.w3 + 2 ** (32 - length), row })
      return
    }
    const first = (BigInt(address.w0) << 32n) | BigInt(address.w1)
    ipv6.push({ first, end: first + (1n << BigInt(64 - Math.min(64, length))), row })
  })
  const table = openRanges(
    'published.csv',
    encodeRanges(partsOf(ipv4).map(ipv4Range), partsOf(ipv6).map(ipv6Range), []),
    label => label,
  )
  return ({ family, w0, w1, w3 }) => rows[family === 4 ? table.ipv4(w3) : family === 6 ? table.ipv6(w0, w1) : -1]
}

const ipv4Range = ({ first, end, row }: Held<number>): Ipv4Range => ({ first, last: end - 1, value: row })

const ipv6Range = ({ first, end, row }: Held<bigint>): Ipv6Range => ({
  firstHigh: Number(first >> 32n),
  firstLow: Number(first & 0xffff_ffffn),
  lastHigh: Number((end - 1n) >> 32n),
  lastLow: Number((end - 1n) & 0xffff_ffffn),
  value: row,
})

/** Cuts ranges so that each part is of the first row that holds it, in ascending order. */
function partsOf<T extends number | bigint>(ranges: readonly Held<T>[]): Held<T>[] {
  const sorted = [...ranges].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : a.row - b.row))
  const parts: Held<T>[] = []
  let open: Held<T>[] = []
  let at: T | undefined
  const closeUntil = (until: T | undefined): void => {
    while (at !== undefined && open.length > 0 && (until === undefined || at < until)) {
      const best = open.reduce((first, range) => (range.row < first.row ? range : first))
      const end = open.reduce((least, range) => (range.end < least ? range.end : least), until ?? best.end)
      parts.push({ first: at, end, row: best.row })
      at = end
      open = open.filter(range => range.end > end)
    }
  }
  for (const range of sorted) {
    closeUntil(range.first)
    at = range.first
    open.push(range)
  }
  closeUntil(undefined)
  return parts
}
