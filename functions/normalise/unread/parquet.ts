/** Parquet files of other columns. */
import type { RandomAccessFile } from '../formats/format.ts'
import { otherOcsfClass } from '../formats/ocsf/other-events.ts'
import { readFooter } from '../formats/parquet/footer.ts'
import { damageOf } from '../formats/parquet/row-groups.ts'
import { ParquetDamage } from '../formats/parquet/thrift.ts'
import { ocsfKind } from './logs.ts'
import { named, type UnreadKind } from './unread-kind.ts'

const WHY = 'read are VPC flow logs and OCSF network activity in Parquet; write others as JSON, one record a line'

/** What a Parquet file is, by its columns; undefined where it has no readable footer. */
export async function parquetKind(file: RandomAccessFile): Promise<UnreadKind | undefined> {
  const footer = await damageOf(() => readFooter(file))
  if (footer instanceof ParquetDamage) return undefined
  const classUid = await otherOcsfClass(footer, file)
  if (classUid !== undefined) return ocsfKind(classUid)
  const names = [...new Set(footer.columns.map(({ path: [name = ''] }) => name))]
  return { what: `a Parquet file with the columns ${named(names)}`, why: WHY, isOther: false }
}
