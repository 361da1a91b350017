/**
 * Parquet column chunks straight from typed arrays: one dictionary page where values repeat, one data page (version 2),
 * zstd. The library that writes the rest of the file takes values as JS arrays of strings and bigints, looks each up in
 * a map and compares it for the statistics; the codes that normalise already has make this 10 times as fast.
 */
import { constants, zstdCompressSync } from 'node:zlib'
import type { ColumnChunk, SchemaElement } from 'hyparquet'
import type { ByteWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { ByteSink } from './byte-sink.ts'
import type { ColumnData, Pages } from './columns.ts'
import { type Encoders, scriptEncoders } from './encoders.ts'

const pages: Pages = { levels: new ByteSink(), body: new ByteSink(), dictionary: new ByteSink() }

/** A chunk smaller than this stays uncompressed: a zstd frame would be as large. */
const MIN_COMPRESSED_BYTES = 96
/** Level 1: a third faster than the default 3, and 2 % larger. */
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** Writes the chunk at the writer's place and returns its description for the footer. */
export function writeColumnChunk(
  writer: ByteWriter,
  element: SchemaElement,
  column: ColumnData,
  rows: number,
  { encodeDictionary, encodeNumbers }: Encoders = scriptEncoders,
): ColumnChunk {
  const begin = writer.offset
  const { levels, body, dictionary } = pages
  for (const part of [levels, body, dictionary]) part.clear()
  const encoded =
    column.kind === 'dictionary'
      ? encodeDictionary(pages, element, column, rows)
      : encodeNumbers(pages, element, column, rows)
  const { encoding, min, max } = encoded
  const hasDictionary = encoding === 'RLE_DICTIONARY'
  const codec = body.length + dictionary.length < MIN_COMPRESSED_BYTES ? 'UNCOMPRESSED' : 'ZSTD'
  let uncompressed = 0
  let dictionaryOffset: bigint | undefined
  if (hasDictionary) {
    dictionaryOffset = BigInt(writer.offset)
    const plain = dictionary.bytes()
    const bytes = codec === 'ZSTD' ? zstdCompressSync(plain, ZSTD) : plain
    const headerBegin = writer.offset
    writePageHeader(writer, {
      type: 'DICTIONARY_PAGE',
      uncompressed_page_size: plain.length,
      compressed_page_size: bytes.length,
      dictionary_page_header: { num_values: encoded.dictionaryEntries, encoding: 'PLAIN' },
    })
    uncompressed += writer.offset - headerBegin + plain.length
    writer.appendBytes(bytes)
  }

  const dataOffset = BigInt(writer.offset)
  const plain = body.bytes()
  // Deltas are packed to the bit: zstd would find next to nothing.
  const tryZstd = codec === 'ZSTD' && encoding !== 'DELTA_BINARY_PACKED' && plain.length >= MIN_COMPRESSED_BYTES
  const smaller = tryZstd ? zstdCompressSync(plain, ZSTD) : plain
  const isCompressed = smaller.length < plain.length
  const bytes = isCompressed ? smaller : plain
  const headerBegin = writer.offset
  writePageHeader(writer, {
    type: 'DATA_PAGE_V2',
    uncompressed_page_size: levels.length + plain.length,
    compressed_page_size: levels.length + bytes.length,
    data_page_header_v2: {
      num_values: rows,
      num_nulls: encoded.nulls,
      num_rows: rows,
      encoding,
      definition_levels_byte_length: levels.length,
      repetition_levels_byte_length: 0,
      is_compressed: isCompressed,
    },
  })
  uncompressed += writer.offset - headerBegin + levels.length + plain.length
  writer.appendBytes(levels.bytes())
  writer.appendBytes(bytes)

  return {
    file_offset: BigInt(begin),
    meta_data: {
      type: element.type ?? 'BYTE_ARRAY',
      encodings: hasDictionary ? ['PLAIN', encoding] : [encoding],
      path_in_schema: [element.name],
      codec,
      num_values: BigInt(rows),
      total_compressed_size: BigInt(writer.offset - begin),
      total_uncompressed_size: BigInt(uncompressed),
      data_page_offset: dataOffset,
      ...(dictionaryOffset === undefined ? {} : { dictionary_page_offset: dictionaryOffset }),
      statistics: {
        null_count: BigInt(encoded.nulls),
        ...(min === undefined ? {} : { min_value: statistic(element, min), max_value: statistic(element, max ?? min) }),
      },
    },
  }
}

const statistic = (element: SchemaElement, value: number): number | bigint =>
  element.type === 'INT64' ? BigInt(value) : value
