/** How many rows a Parquet object has, by its footer. */
import { parquetMetadataAsync } from 'hyparquet'
import type { ObjectStore } from '../ports.ts'

/** Reads the last bytes of the object only. */
export async function parquetRows(store: ObjectStore, key: string, size: number): Promise<number> {
  const metadata = await parquetMetadataAsync({
    byteLength: size,
    async slice(start, end = size) {
      const chunks: Uint8Array[] = []
      for await (const chunk of (await store.stream(key, { start, end })).body) chunks.push(chunk)
      return new Uint8Array(Buffer.concat(chunks)).buffer
    },
  })
  return Number(metadata.num_rows)
}
