import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { ParquetDamage } from './thrift.ts'

type Decompress = (bytes: Uint8Array, size: number) => Uint8Array

const asIs: Decompress = bytes => bytes
const compressors = async () => (await import('hyparquet-compressors')).compressors

/**
 * By Parquet's codec number; what Node lacks is loaded where a file asks for it. Those of zlib stop at the size that the
 * page claims; the others write into as many bytes.
 */
const codecs: readonly ((() => Promise<Decompress | undefined>) | undefined)[] = [
  async () => asIs,
  async () => (await compressors()).SNAPPY,
  async () => (bytes, size) => gunzipSync(bytes, { maxOutputLength: size }),
  undefined,
  async () => (bytes, size) => brotliDecompressSync(bytes, { maxOutputLength: size }),
  async () => (await compressors()).LZ4,
  async () => (bytes, size) => zstdDecompressSync(bytes, { maxOutputLength: size }),
  async () => (await compressors()).LZ4_RAW,
]

const codecNames = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW']
const codecName = (codec: number): string => codecNames[codec] ?? `codec ${codec}`

/** The codec of a column, ready to decompress its pages. */
export interface PageCodec {
  name: string
  /** To exactly `size` bytes. Throws ParquetDamage where it is another size or is damaged, or where the codec is not read. */
  decompress: Decompress
}

/** Has a codec at hand, by Parquet's number. */
export async function openCodec(codec: number): Promise<PageCodec> {
  const name = codecName(codec)
  const decompress = await codecs[codec]?.()
  return { name, decompress: decompress === undefined ? refuse(name) : wholePage(decompress) }
}

const refuse = (name: string) => (): never => {
  throw new ParquetDamage(`compression ${name}, which is not read (write the file with ZSTD, GZIP or SNAPPY)`)
}

const wholePage =
  (decompress: Decompress): Decompress =>
  (bytes, size) => {
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

export const UNCOMPRESSED: PageCodec = { name: codecName(0), decompress: wholePage(asIs) }
