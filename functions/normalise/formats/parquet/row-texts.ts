/** Rows of a Parquet file as they are shown: all of their columns, by the reader that takes no claim of a file at its word. */
import type { RandomAccessFile } from '../format.ts'
import type { ColumnCursor } from './column.ts'
import { exactNumber } from './exact-numbers.ts'
import { type RowGroup, readFooter } from './footer.ts'
import { damageOf, rowGroupsOf } from './row-groups.ts'
import {
  BOOLEAN,
  BYTE_ARRAY,
  FIXED_LEN_BYTE_ARRAY,
  INT64,
  isNumber,
  isText,
  isTime,
  type ParquetColumn,
  pathKey,
  typeOf,
} from './schema.ts'
import { ParquetDamage } from './thrift.ts'

/**
 * Rows by their number, as JSON: what the file says, not what was read of it, numbers to their last digit: those of 64 bits are
 * texts, and decimals of which JSON's would not keep every digit. Of a list its first element, in what the schema has around it.
 * A column that cannot be read is left out of its rows; of a row none of whose columns can, there is no text.
 * Numbers are those of `read`: a row group of which the columns `columnsRead` cannot be opened counts as one.
 */
export async function parquetRowTexts(
  file: RandomAccessFile,
  ordinals: ReadonlySet<number>,
  columnsRead: (schema: readonly ParquetColumn[]) => readonly ParquetColumn[],
): Promise<Map<number, string>> {
  const texts = new Map<number, string>()
  const footer = await damageOf(() => readFooter(file))
  if (footer instanceof ParquetDamage) return texts
  const groups = rowGroupsOf(file)
  const read = columnsRead(footer.columns)
  let first = 1
  for (const group of footer.rowGroups) {
    const opened = await damageOf(() => groups.open(group, read))
    const rows = opened instanceof ParquetDamage ? 1 : group.rows
    const wanted = [...ordinals].filter(ordinal => ordinal >= first && ordinal < first + rows).sort((a, b) => a - b)
    if (wanted.length > 0) {
      const places = wanted.map(ordinal => ordinal - first)
      for (const [place, row] of await rowsOf(file, group, footer.columns, places))
        texts.set(first + place, JSON.stringify(row))
    }
    first += rows
  }
  return texts
}

/** Values that are passed for the rows of a group: 300 columns of 50,000. What is beyond them is left out. */
const MOST_VALUES = 16_777_216

/** Rows at these places of a group, from 0 and in order. */
async function rowsOf(
  file: RandomAccessFile,
  group: RowGroup,
  columns: readonly ParquetColumn[],
  places: readonly number[],
): Promise<Map<number, Tree>> {
  const rows = new Map<number, Tree>()
  let values = MOST_VALUES
  let room = file.size
  for (const column of columns) {
    // No two columns share bytes: one chunk is not read a thousand times over.
    room -= Math.max(0, group.chunks.get(pathKey(column.path))?.length ?? 0)
    values -= (places.at(-1) ?? 0) + 1
    if (room < 0 || values < 0) break
    await damageOf(async () => {
      // Each column by itself: that one is damaged takes nothing of the others.
      const [cursor] = await rowGroupsOf(file).open(group, [column])
      for (let at = 0, next = 0; cursor !== undefined && next < places.length; at++) {
        cursor.next()
        if (at !== places[next]) continue
        next++
        const row = rows.get(at) ?? emptyTree()
        rows.set(at, row)
        put(row, column.path, cursor.isSet ? shown(cursor, column) : null)
      }
    })
  }
  return rows
}

type Shown = string | number | boolean | null
interface Tree {
  [name: string]: Shown | Tree
}

/** An object without a prototype: names of columns may be any text. */
const emptyTree = (): Tree => Object.create(null)

function put(row: Tree, path: readonly string[], value: Shown): void {
  let tree = row
  for (const name of path.slice(0, -1)) {
    const known = tree[name]
    const inner = typeof known === 'object' && known !== null ? known : emptyTree()
    tree[name] = inner
    tree = inner
  }
  tree[path.at(-1) ?? ''] = value
}

const DAY_MS = 86_400_000
/** Times that JavaScript's dates can tell. */
const LAST_MS = 8_640_000_000_000_000

function shown(cursor: ColumnCursor, column: ParquetColumn): Shown {
  const { number, buffer, start, end } = cursor
  if (isText(column)) return cursor.text()
  if (column.type === BOOLEAN) return number === 1
  const ms = isTime(column) ? number : column.meaning === 'DATE' ? number * DAY_MS : Number.NaN
  if (Math.abs(ms) <= LAST_MS) return new Date(ms).toISOString()
  const isBytes = column.type === BYTE_ARRAY || column.type === FIXED_LEN_BYTE_ARRAY
  if (isNumber(column) || isTime(column)) {
    const isExact = column.type === INT64 || (isBytes && column.scale !== undefined)
    const whole = isExact ? cursor.whole() : undefined
    // As text: JSON's readers round what is beyond 2^53.
    if (whole !== undefined && column.scale === undefined) return String(whole)
    const exact = whole === undefined ? undefined : exactNumber(whole, column.scale)
    return exact ?? (Number.isFinite(number) ? number : String(number))
  }
  return isBytes ? Buffer.from(buffer.subarray(start, end)).toString('hex') : `${typeOf(column)} ${number}`
}
