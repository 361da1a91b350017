/** Page headers, https://parquet.apache.org/docs/file-format/data-pages/. */
import { ParquetDamage, readThriftStruct, structOf, wholeOf } from './thrift.ts'

export const PLAIN = 0
export const PLAIN_DICTIONARY = 2
export const RLE = 3
export const DELTA_BINARY_PACKED = 5
export const DELTA_LENGTH_BYTE_ARRAY = 6
export const DELTA_BYTE_ARRAY = 7
export const RLE_DICTIONARY = 8
export const BYTE_STREAM_SPLIT = 9
const encodingNames = [
  ...[
    'PLAIN',
    'GROUP_VAR_INT',
    'PLAIN_DICTIONARY',
    'RLE',
    'BIT_PACKED',
    'DELTA_BINARY_PACKED',
    'DELTA_LENGTH_BYTE_ARRAY',
  ],
  ...['DELTA_BYTE_ARRAY', 'RLE_DICTIONARY', 'BYTE_STREAM_SPLIT'],
]
export const encodingName = (encoding: number): string => encodingNames[encoding] ?? `encoding ${encoding}`

const DATA_PAGE = 0
const INDEX_PAGE = 1
const DICTIONARY_PAGE = 2
const DATA_PAGE_V2 = 3

/** Largest page that is decompressed; writers aim at 1 MB. */
const LARGEST_PAGE = 67_108_864
/** What a value may take at most in a page on average; the longest of a flow log, an ARN, has 200 bytes. */
const LARGEST_VALUE = 512
/** What a page without values may take: it gives no row, so that nothing else bounds how many there are. */
const EMPTY_PAGE = 64
/** Most values of a page; writers put 20,000 to 120,000 into one. */
const MOST_VALUES = 4_194_304

export interface PageHeader {
  kind: 'data' | 'data-v2' | 'dictionary' | 'other'
  /** Place of the page's bytes in the chunk, and where the next header begins. */
  start: number
  end: number
  /** Size when decompressed. */
  size: number
  /** Values, nulls included. */
  values: number
  encoding: number
  /** Version 2: bytes of levels, which stand uncompressed before the values. */
  repetitionBytes: number
  definitionBytes: number
  compressed: boolean
}

/** Reads and checks the header at `at` of a chunk. Throws ParquetDamage. */
export function readPageHeader(chunk: Uint8Array, at: number): PageHeader {
  const { struct, end: start } = readThriftStruct(chunk, at)
  const type = wholeOf(struct, 1) ?? -1
  const size = wholeOf(struct, 2) ?? -1
  const length = wholeOf(struct, 3) ?? -1
  const version1 = structOf(struct, 5)
  const dictionary = structOf(struct, 7)
  const version2 = structOf(struct, 8)
  const of = type === DATA_PAGE_V2 ? version2 : type === DICTIONARY_PAGE ? dictionary : version1
  const header: PageHeader = {
    kind:
      type === DATA_PAGE
        ? 'data'
        : type === DATA_PAGE_V2
          ? 'data-v2'
          : type === DICTIONARY_PAGE
            ? 'dictionary'
            : 'other',
    start,
    end: start + length,
    size,
    values: wholeOf(of, 1) ?? -1,
    encoding: wholeOf(of, type === DATA_PAGE_V2 ? 4 : 2) ?? -1,
    definitionBytes: wholeOf(version2, 5) ?? 0,
    repetitionBytes: wholeOf(version2, 6) ?? 0,
    compressed: version2?.get(7) !== false,
  }
  if (length < 0 || header.end > chunk.length) throw new ParquetDamage(`a page of ${length} bytes, beyond its column`)
  if (type === INDEX_PAGE) return header
  if (header.kind === 'other') throw new ParquetDamage(`a page of kind ${type}`)
  if (header.values < 0 || size < 0) throw new ParquetDamage('a page without its sizes')
  if (header.values > MOST_VALUES) throw new ParquetDamage(`a page of ${header.values} values, over ${MOST_VALUES}`)
  if (size > LARGEST_PAGE) throw new ParquetDamage(`a page of ${size} decompressed bytes, over ${LARGEST_PAGE}`)
  if (size > (header.values === 0 ? EMPTY_PAGE : 65_536) + header.values * LARGEST_VALUE) {
    throw new ParquetDamage(`a page of ${size} decompressed bytes for ${header.values} values`)
  }
  if (header.kind === 'data' && (wholeOf(version1, 3) ?? RLE) !== RLE) {
    throw new ParquetDamage('definition levels that are not RLE')
  }
  if (header.kind === 'data-v2') {
    const levels = header.definitionBytes + header.repetitionBytes
    if (header.definitionBytes < 0 || header.repetitionBytes < 0 || levels > length || levels > size) {
      throw new ParquetDamage('levels beyond their page')
    }
  }
  return header
}
