/** Rows of Parquet files, for formats that differ in their columns. */
import type { RandomAccessFile, RandomAccessFormat, RecordSink, UploadContext } from '../format.ts'
import type { ColumnCursor } from './column.ts'
import { isParquetMagic, type ParquetFooter, readFooter } from './footer.ts'
import { damageOf, rowGroupsOf } from './row-groups.ts'
import { parquetRowTexts } from './row-texts.ts'
import { type ParquetColumn, pathKey } from './schema.ts'
import { ParquetDamage } from './thrift.ts'

export interface RowReader {
  /** The columns that are read. */
  columns: readonly ParquetColumn[]
  /** Throws ParquetDamage where the values of one are of a type that cannot be read as what it means. */
  checkTypes(): void
  /** Gives the row that the cursors (one for each of `columns`) are at to the sink, framed. Throws nothing. */
  take(cursors: readonly ColumnCursor[], ordinal: number): void
  /** How many directions each of the rows shows, where the file and not the format says it. */
  readonly directions?: 1 | 2 | undefined
}

/** What tells a format of Parquet files from others. */
export interface ParquetTable extends Pick<RandomAccessFormat, 'name' | 'title' | 'heartbeat' | 'directions'> {
  /** Whether the file, by its columns (and what stands in them), is of this format. */
  isOf(footer: ParquetFooter, file: RandomAccessFile): Promise<boolean>
  /** Whether a file without a readable footer, which may be of any format, is taken for one of this. One format does. */
  takesDamaged: boolean
  /** The columns that are read. */
  columnsOf(schema: readonly ParquetColumn[]): readonly ParquetColumn[]
  /** What tells a column that is read from the others: its path, where the table does not say it. */
  fieldOf?(column: ParquetColumn): string
  open(schema: readonly ParquetColumn[], sink: RecordSink, context: UploadContext): RowReader
}

/**
 * A format whose units are rows, and whose ordinals are their 1-based numbers in the file. Row groups are read one at a time,
 * of the columns that are used. Where a group breaks, the rows before the break count; what is left of it is one unit,
 * `bad_page`. A file without a readable footer is one `bad_page`. One that has a column twice of those that are read is refused.
 */
export function parquetFormat({
  isOf,
  takesDamaged,
  columnsOf,
  fieldOf,
  open,
  ...facts
}: ParquetTable): RandomAccessFormat {
  return {
    ...facts,
    unit: 'row',
    access: 'random',
    recognise: head => isParquetMagic(head, 0),
    async holds(file) {
      const footer = await damageOf(() => readFooter(file))
      return footer instanceof ParquetDamage ? takesDamaged : isOf(footer, file)
    },
    read: (file, sink, context) =>
      readRows(file, sink, columns => {
        const twice = columnTwice(columns, columnsOf(columns), fieldOf ?? (({ path }) => pathKey(path)))
        if (twice !== undefined) sink.refuse(twice)
        return open(columns, sink, context)
      }),
    unitTexts: (file, ordinals) => parquetRowTexts(file, ordinals, columnsOf),
  }
}

/** Why rows of this schema cannot be read: two of the columns that are read are one field's. undefined where they can. */
function columnTwice(
  schema: readonly ParquetColumn[],
  read: readonly ParquetColumn[],
  fieldOf: (column: ParquetColumn) => string,
): string | undefined {
  const columns = new Map<string, ParquetColumn>()
  for (const column of read) {
    const other = columns.get(fieldOf(column))
    columns.set(fieldOf(column), column)
    if (other === undefined) continue
    const [first, second] = [other, column].map(of => `${of.name} (column ${schema.indexOf(of) + 1} of the schema)`)
    return `expected each column once, found ${first} and ${second}; write one of them, or name the other anew`
  }
  return undefined
}

async function readRows(
  file: RandomAccessFile,
  sink: RecordSink,
  open: (columns: readonly ParquetColumn[]) => RowReader,
): Promise<{ framed: number; directions?: 1 | 2 | undefined }> {
  let framed = 0
  const nothing = new Uint8Array(0)

  /** One unit for all that is lost at a place. */
  function refuse(ordinal: number, place: string, lost: string, damage: ParquetDamage): void {
    framed++
    sink.frame(ordinal, nothing, 0, 0)
    sink.reject('bad_page', place, damage.message)
    sink.warn(`${place}: ${lost} lost, found ${damage.message}`)
  }

  const footer = await damageOf(() => readFooter(file))
  if (footer instanceof ParquetDamage) {
    refuse(1, 'footer', 'all rows are', footer)
    return { framed }
  }
  const rows = open(footer.columns)
  let firstOrdinal = 1
  const groups = rowGroupsOf(file)
  for (const [index, group] of footer.rowGroups.entries()) {
    const place = `row group ${index + 1}`
    const cursors = await damageOf(async () => {
      rows.checkTypes()
      return groups.open(group, rows.columns)
    })
    if (cursors instanceof ParquetDamage) {
      // What it claims may be absurd: it counts as one, and rows after it are numbered from there.
      refuse(firstOrdinal, place, `${group.rows} rows are`, cursors)
      firstOrdinal++
      continue
    }
    let row = 0
    const damage = await damageOf(async () => {
      for (; row < group.rows; row++) {
        for (const cursor of cursors) cursor.next()
        framed++
        rows.take(cursors, firstOrdinal + row)
      }
    })
    if (damage instanceof ParquetDamage) {
      refuse(firstOrdinal + row, place, `${group.rows - row} of ${group.rows} rows are`, damage)
    }
    firstOrdinal += group.rows
  }
  return { framed, directions: rows.directions }
}
