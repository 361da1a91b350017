/** What a lake holds, wherever it lies, as rows that can be compared: read by a reader that neither engine uses. */
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { readKeyFile } from '../../functions/lib/ledger/key-files.ts'
import { listReceipts } from '../../functions/lib/ledger/receipts.ts'
import type { Catalogue, ObjectStore } from '../../functions/lib/ports.ts'
import type { Receipt } from '../../functions/lib/receipt.ts'
import { publishedTables } from '../../functions/lib/tables/index.ts'

/** Key by upload id: ids hold the bucket's name and S3's versions, keys do not. */
export async function keysByUpload(lake: ObjectStore): Promise<Map<string, string>> {
  const keys = new Map<string, string>()
  for await (const { uploadId, key } of listReceipts(lake)) keys.set(uploadId, key)
  return keys
}

/** Receipts that count: of the version that a key holds now. One machine has no others where each file came once. */
export async function* standingReceipts(lake: ObjectStore): AsyncIterable<Receipt> {
  for await (const receipt of listReceipts(lake)) {
    const { bucket, key, uploadId } = receipt
    if ((await readKeyFile(lake, bucket, key))?.current === uploadId) yield receipt
  }
}

/** Receipts of these keys in order of key, without what says where and when they were made. */
export async function receiptsOf(
  lake: ObjectStore,
  keys: readonly string[],
  all: AsyncIterable<Receipt> = listReceipts(lake),
): Promise<unknown[]> {
  const receipts: Receipt[] = []
  for await (const receipt of all) if (keys.includes(receipt.key)) receipts.push(receipt)
  return receipts
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ uploadId, bucket, version, receivedMs, rejects, outputs, ...receipt }) => ({
      ...receipt,
      hasRejects: rejects !== null,
      outputs: outputs.map(({ key, bytes, ...output }) => output),
    }))
}

/** Every row that a receipt names, as sorted text. */
export async function landingRows(
  lake: ObjectStore,
  receipts: AsyncIterable<Receipt> = listReceipts(lake),
): Promise<string[]> {
  const keys = await keysByUpload(lake)
  const rows: string[] = []
  for await (const { outputs } of receipts)
    for (const { key, dt } of outputs) rows.push(...(await rowsOf(lake, key, { dt }, keys)))
  return rows.sort()
}

/** Rows of every published table, by table, as sorted text: of the files that the catalogue points to. */
export async function tableRows(lake: ObjectStore, catalogue: Catalogue): Promise<Map<string, string[]>> {
  const keys = await keysByUpload(lake)
  const tables = new Map<string, string[]>()
  for (const { schema } of publishedTables) {
    const rows: string[] = []
    for (const { dt, location } of await catalogue.list(schema.name))
      for await (const { key } of lake.list(location)) rows.push(...(await rowsOf(lake, key, { dt }, keys)))
    tables.set(schema.name, rows.sort())
  }
  return tables
}

async function rowsOf(
  lake: ObjectStore,
  key: string,
  partition: Record<string, string>,
  keys: ReadonlyMap<string, string>,
): Promise<string[]> {
  const object = await lake.get(key)
  if (object === undefined) throw new Error(`${key}: expected the object, found none`)
  const { buffer, byteOffset, byteLength } = object.bytes
  const rows = await parquetReadObjects({
    file: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer,
    compressors,
  })
  return rows.map(row => {
    const cells = Object.entries({ ...partition, ...row }).map(([name, value]) => [name, textOf(name, value, keys)])
    return JSON.stringify(cells.sort())
  })
}

/** Milliseconds and whole numbers of any width as text. */
function textOf(name: string, value: unknown, keys: ReadonlyMap<string, string>): string | null {
  if (value === null || value === undefined) return null
  if (name === 'upload_id') return keys.get(String(value)) ?? String(value)
  return value instanceof Date ? value.toISOString() : String(value)
}
