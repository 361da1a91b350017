/** Changes from one label to another as a table: the largest, and the rest in one row. Pure. */
import { formatRows } from '../rows.ts'

const MOST_SHOWN = 20

export interface Changes {
  add(before: string, after: string, count: bigint): void
  /** All that was added, changed or not. */
  readonly total: bigint
  readonly changed: bigint
  /** The largest changes first, labels as `shown` has them; what is behind the twentieth in one row. */
  table(unit: string, shown: (label: string) => string): string
}

/** Counts of each pair of labels that differ. */
export function createChanges(): Changes {
  const pairs = new Map<string, { before: string; after: string; count: bigint }>()
  let total = 0n
  let changed = 0n
  return {
    add(before, after, count) {
      total += count
      if (before === after) return
      changed += count
      const key = `${before}\n${after}`
      const known = pairs.get(key)
      if (known === undefined) pairs.set(key, { before, after, count })
      else known.count += count
    },
    get total() {
      return total
    },
    get changed() {
      return changed
    },
    table(unit, shown) {
      const sorted = [...pairs.values()].sort((a, b) =>
        a.count === b.count ? (a.before + a.after < b.before + b.after ? -1 : 1) : a.count > b.count ? -1 : 1,
      )
      const rows = sorted
        .slice(0, MOST_SHOWN)
        .map(({ before, after, count }) => [shown(before), shown(after), percent(count, total), String(count)])
      const rest = sorted.slice(MOST_SHOWN)
      const count = rest.reduce((sum, pair) => sum + pair.count, 0n)
      if (rest.length > 0) rows.push([`${rest.length} more`, '', percent(count, total), String(count)])
      return formatRows({ columns: ['from', 'to', 'share', unit], rows }, 'table')
    },
  }
}

/** A share in per cent, with as many digits as tell it from none. */
export function percent(part: bigint, whole: bigint): string {
  if (whole === 0n) return '0 %'
  const share = Number((part * 1_000_000_000n) / whole) / 10_000_000
  return `${share === 0 || share >= 10 ? share.toFixed(1) : share.toPrecision(2)} %`
}
