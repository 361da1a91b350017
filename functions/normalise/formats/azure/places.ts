/** Where flow tuples lie in Azure's blobs, and what stands around them. */
import type { Plan } from '../framing/json-stream.ts'

/** Path within a record: `records` and arrays around it do not count. */
export function inRecord(path: readonly string[]): readonly string[] {
  let from = 0
  if (path[from] === '*') from++
  if (path[from] === 'records') from++
  if (from > 0 && path[from] === '*') from++
  return path.slice(from)
}

/** Paths in a record, `*` for elements of arrays, joined by dots: to tuples, and to what is kept of what stands around. */
export interface Places {
  tuples: string
  kept: ReadonlySet<string>
}

/** What becomes of a value of a path: everything on the way to the tuples is entered. */
export function planOf({ tuples, kept }: Places, path: readonly string[]): Plan {
  const place = inRecord(path).join('.')
  if (place === '' || place === 'records') return 'enter'
  if (place === tuples) return 'unit'
  if (kept.has(place)) return 'keep'
  return tuples.startsWith(`${place}.`) ? 'enter' : 'pass'
}
