import {
  NotThisFormat,
  type RandomAccessFile,
  type RandomAccessFormat,
  type RecordSink,
  type UploadContext,
} from '../format.ts'
import { ColumnCursor } from '../parquet/column.ts'
import { isParquetMagic, type ParquetColumn, type RowGroup, readFooter } from '../parquet/footer.ts'
import { ParquetDamage } from '../parquet/thrift.ts'
import { exporterNames } from './exporter.ts'
import { checkTypes, createRowReader, isVpcSchema } from './parquet-row.ts'
import { parquetRowTexts } from './parquet-texts.ts'

/** Bytes that a row group may take in memory: compressed, and decompressed at once. */
const COMPRESSED_BYTES = 268_435_456
const PAGE_BYTES = 268_435_456
/** Rows that a file may claim: a few for any file, and so many for each of its bytes (0.2 are usual). */
const FREE_ROWS = 1_048_576
const ROWS_PER_BYTE = 64

/**
 * AWS VPC and transit gateway flow logs as AWS delivers them in Parquet: any of their fields, in any order, with `_` for
 * `-` in names. https://docs.aws.amazon.com/athena/latest/ug/vpc-flow-logs-parquet.html. Fields mean what they mean in
 * text (see `awsVpc`); NULL, an empty text and `-` are no word.
 *
 * Units are rows, and ordinals their 1-based number in the file. Row groups are read one at a time, of the columns that
 * are used. Where a group breaks, the rows before the break count; what is left of it is one unit, `bad_page`. A file
 * without a readable footer is one `bad_page`. A Parquet file of other columns is NotThisFormat.
 */
export const awsVpcParquet: RandomAccessFormat = {
  name: 'aws-vpc-parquet',
  title: 'AWS VPC flow logs (Parquet)',
  heartbeat: true,
  directions: 1,
  unit: 'row',
  access: 'random',
  recognise: head => isParquetMagic(head, 0),
  read: readVpcParquet,
  unitTexts: parquetRowTexts,
}

async function readVpcParquet(file: RandomAccessFile, sink: RecordSink, context: UploadContext): Promise<number> {
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
    return framed
  }
  if (!isVpcSchema(footer.columns))
    throw new NotThisFormat('a Parquet file whose columns are not those of a VPC flow log')

  const rows = createRowReader(footer.columns, sink, exporterNames(sink.strings, context))
  let firstOrdinal = 1
  /** Rows and compressed bytes that groups have claimed so far. */
  let claimed = 0
  const room = { bytes: file.size }
  for (const [index, group] of footer.rowGroups.entries()) {
    const place = `row group ${index + 1}`
    claimed += Math.max(0, group.rows)
    const cursors = await damageOf(async () => {
      if (group.rows < 0 || claimed > FREE_ROWS + ROWS_PER_BYTE * file.size) {
        throw new ParquetDamage(`${group.rows} rows, more than a file of ${file.size} bytes holds`)
      }
      checkTypes(rows.columns)
      return openColumns(file, group, rows.columns, room)
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
  return framed
}

/**
 * The columns' bytes of one row group, each with a cursor; in the order of `columns`. They are taken from `room`, which
 * begins as the file's: no two groups share bytes, so that a small file cannot be read a thousand times over.
 */
async function openColumns(
  file: RandomAccessFile,
  group: RowGroup,
  columns: readonly ParquetColumn[],
  room: { bytes: number },
): Promise<ColumnCursor[]> {
  const budget = { bytes: PAGE_BYTES }
  let compressed = 0
  const cursors: ColumnCursor[] = []
  for (const column of columns) {
    const chunk = group.chunks.get(column.name)
    if (chunk === undefined) throw new ParquetDamage(`no values of column ${column.name}`)
    const { start, length } = chunk
    if (start < 0 || length < 0 || start + length > file.size) {
      throw new ParquetDamage(`values of column ${column.name} beyond the file`)
    }
    compressed += length
    room.bytes -= length
    if (room.bytes < 0) throw new ParquetDamage('row groups that share bytes')
    if (compressed > COMPRESSED_BYTES) throw new ParquetDamage(`a row group of over ${COMPRESSED_BYTES} bytes`)
    cursors.push(new ColumnCursor(column, chunk.codec, await file.read(start, start + length), budget))
  }
  return cursors
}

/** What the act gives, or the damage that it met. */
async function damageOf<T>(act: () => Promise<T>): Promise<T | ParquetDamage> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof ParquetDamage) return error
    throw error
  }
}
