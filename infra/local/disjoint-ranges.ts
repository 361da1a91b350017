/** Ranges that overlap to ranges that do not: each address goes to the narrowest range that holds it. Pure. */

/** A half-open range [first, end) of addresses as whole numbers. */
export interface Range<T extends number | bigint> {
  first: T
  end: T
  /** `end - first`. */
  width: T
  value: number
}

/**
 * Gives the parts, ascending, of ranges in ascending order of `first`. A range that goes on beyond one inside it comes
 * back after it; of two of one width the later wins.
 */
export function* disjoint<T extends number | bigint>(ranges: Iterable<Range<T>>): Generator<Omit<Range<T>, 'width'>> {
  let open: Range<T>[] = []
  let at: T | undefined
  /** Gives what the open ranges hold from `at` up to `until`, or to their ends. */
  function* partsUntil(until: T | undefined) {
    while (open.length > 0 && at !== undefined && (until === undefined || at < until)) {
      const best = open.reduce((narrowest, range) => (range.width <= narrowest.width ? range : narrowest))
      const end = until === undefined || best.end < until ? best.end : until
      yield { first: at, end, value: best.value }
      at = end
      open = open.filter(range => range.end > end)
    }
  }
  for (const range of ranges) {
    const [only] = open
    // Nearly all ranges end before the next begins.
    if (only !== undefined && at !== undefined && open.length === 1 && only.end <= range.first) {
      yield { first: at, end: only.end, value: only.value }
      open[0] = range
      at = range.first
      continue
    }
    yield* partsUntil(range.first)
    at = range.first
    open.push(range)
  }
  yield* partsUntil(undefined)
}
