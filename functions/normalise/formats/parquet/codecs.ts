import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { compressors } from 'hyparquet-compressors'
import { ParquetDamage } from './thrift.ts'

type Decompress = (bytes: Uint8Array, size: number) => Uint8Array

/**
 * By Parquet's codec number. Those of zlib stop at the size that the page claims; the others write into as many bytes.
 */
const codecs: readonly (Decompress | undefined)[] = [
  bytes => bytes,
  compressors.SNAPPY,
  (bytes, size) => gunzipSync(bytes, { maxOutputLength: size }),
  undefined,
  (bytes, size) => brotliDecompressSync(bytes, { maxOutputLength: size }),
  compressors.LZ4,
  (bytes, size) => zstdDecompressSync(bytes, { maxOutputLength: size }),
  compressors.LZ4_RAW,
]

const codecNames = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW']
export const codecName = (codec: number): string => codecNames[codec] ?? `codec ${codec}`

/** Decompresses a page to exactly `size` bytes. Throws ParquetDamage where it is another size or is damaged. */
export function decompressPage(codec: number, bytes: Uint8Array, size: number): Uint8Array {
  const decompress = codecs[codec]
  if (decompress === undefined) {
    throw new ParquetDamage(
      `compression ${codecName(codec)}, which is not read (write the file with ZSTD, GZIP or SNAPPY)`,
    )
  }
  if (size === 0) return new Uint8Array(0)
  let page: Uint8Array
  try {
    page = decompress(bytes, size)
  } catch {
    throw new ParquetDamage('a page that does not decompress to the size it claims')
  }
  if (page.length !== size) throw new ParquetDamage(`a page of ${page.length} bytes that claims ${size}`)
  return page
}
