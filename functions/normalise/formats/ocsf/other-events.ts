/** Events of other classes, which hold no flows: recognised, so that it can be said what they are. */
import type { RandomAccessFile } from '../format.ts'
import { someObject } from '../framing/json-heads.ts'
import { isJsonObject } from '../framing/json-values.ts'
import type { ParquetFooter } from '../parquet/footer.ts'
import { classOf, NETWORK_ACTIVITY } from './class.ts'
import { classesIn } from './parquet-classes.ts'

/** The class of the first events of a JSON log, where none of them is of network activity. */
export function otherOcsfClassOf(head: Uint8Array, complete: boolean): number | undefined {
  let found: number | undefined
  // Every event has metadata, by the schema; a table of anything may have a class_uid.
  someObject(head, complete, event => {
    found ??= isJsonObject(event.metadata) ? classOf(event) : undefined
    return found !== undefined
  })
  return found === NETWORK_ACTIVITY ? undefined : found
}

/** The same of a Parquet file. */
export async function otherOcsfClass(footer: ParquetFooter, file: RandomAccessFile): Promise<number | undefined> {
  if (!footer.columns.some(({ path }) => path[0] === 'metadata' && path.length > 1)) return undefined
  const classes = await classesIn(footer, file)
  return classes.has(NETWORK_ACTIVITY) ? undefined : [...classes][0]
}
