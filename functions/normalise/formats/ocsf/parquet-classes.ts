/** Which classes of events a Parquet file holds. */
import type { RandomAccessFile } from '../format.ts'
import type { ColumnCursor } from '../parquet/column.ts'
import type { ParquetFooter } from '../parquet/footer.ts'
import { damageOf, rowGroupsOf } from '../parquet/row-groups.ts'
import { isNumber, type ParquetColumn } from '../parquet/schema.ts'
import { classOf, NETWORK_ACTIVITY } from './class.ts'

/** Classes that are told apart, and rows that are looked at: a file of Security Lake holds one class. */
const MOST_CLASSES = 64
const MOST_ROWS = 16_777_216

/** The columns that say the class of a row: none where there is neither, or none of numbers. */
export const classColumns = (columns: readonly ParquetColumn[]): ParquetColumn[] =>
  columns.filter(
    column =>
      (column.name === 'class_uid' || column.name === 'type_uid') && column.maxRepetition === 0 && isNumber(column),
  )

/** The classes of the rows, in their order, up to Network Activity; as far as they can be read. */
export async function classesIn({ columns, rowGroups }: ParquetFooter, file: RandomAccessFile): Promise<Set<number>> {
  const classes = new Set<number>()
  const own = classColumns(columns)
  if (own.length === 0) return classes
  const groups = rowGroupsOf(file)
  let left = MOST_ROWS
  const isEnough = () => left <= 0 || classes.size >= MOST_CLASSES || classes.has(NETWORK_ACTIVITY)
  for (const group of rowGroups) {
    await damageOf(async () => {
      const cursors = await groups.open(group, own)
      const cursorOf = (wanted: string) => cursors[own.findIndex(({ name }) => name === wanted)]
      const [classUid, typeUid] = [cursorOf('class_uid'), cursorOf('type_uid')]
      for (let row = 0; row < group.rows && !isEnough(); row++) {
        left--
        for (const cursor of cursors) cursor.next()
        const found = classOf({ class_uid: numberIn(classUid), type_uid: numberIn(typeUid) })
        if (found !== undefined) classes.add(found)
      }
    })
    if (isEnough()) break
  }
  return classes
}

const numberIn = (cursor: ColumnCursor | undefined): number | undefined =>
  cursor?.isSet === true ? cursor.number : undefined
