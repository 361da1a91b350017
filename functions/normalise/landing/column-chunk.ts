/**
 * Parquet column chunks straight from typed arrays: one dictionary page where values repeat, one data page (version 2),
 * zstd. The library that writes the rest of the file takes values as JS arrays of strings and bigints, looks each up in
 * a map and compares it for the statistics; the codes that normalise already has make this 10 times as fast.
 */
import { Encodings, PageTypes } from 'hyparquet/src/constants.js'
import { ByteSink } from './byte-sink.ts'
import type { ColumnData, Pages } from './columns.ts'
import { type Encoders, scriptEncoders } from './encoders.ts'
import type { ChunkFacts, LandingElement } from './footer.ts'
import type { Thrift } from './thrift.ts'
import { compress } from './zstd.ts'

const pages: Pages = { levels: new ByteSink(), body: new ByteSink(), dictionary: new ByteSink() }

/** A page smaller than this stays as it is: zstd makes it little smaller, in the time that it takes for some thousand bytes. */
const MIN_COMPRESSED_BYTES = 256

/** A frame of zstd without a checksum, whose length stands in a byte, with one block that is not compressed (RFC 8878, 3.1.1). */
const rawFrame = new Uint8Array(9 + MIN_COMPRESSED_BYTES - 1)
rawFrame.set([0x28, 0xb5, 0x2f, 0xfd, 0x20])

/** Fewer bytes than MIN_COMPRESSED_BYTES as a frame, which holds until the next call. */
function rawFrameOf(plain: Uint8Array): Uint8Array {
  const { length } = plain
  // The last block, raw, and its length in 21 bits.
  rawFrame.set([length, ((length << 3) | 1) & 255, length >> 5, 0], 5)
  rawFrame.set(plain, 9)
  return rawFrame.subarray(0, 9 + length)
}

/**
 * Appends the chunk to the headers' sink, whose first byte stands at `base` in the file; returns its description for the
 * footer.
 */
export function writeColumnChunk(
  headers: Thrift,
  base: number,
  element: LandingElement,
  column: ColumnData,
  rows: number,
  { encodeDictionary, encodeNumbers }: Encoders = scriptEncoders,
): ChunkFacts {
  const { sink } = headers
  const place = base + sink.length
  const { levels, body, dictionary } = pages
  for (const part of [levels, body, dictionary]) part.clear()
  const encoded =
    column.kind === 'dictionary'
      ? encodeDictionary(pages, element, column, rows)
      : encodeNumbers(pages, element, column, rows)
  const { encoding, nulls, min, max } = encoded
  const hasDictionary = encoding === 'RLE_DICTIONARY'
  const isZstd = Math.max(body.length, dictionary.length) >= MIN_COMPRESSED_BYTES
  let plainBytes = 0
  if (hasDictionary) {
    const plain = dictionary.bytes()
    // In a chunk that is of zstd all of its dictionary is.
    const isSmall = plain.length < MIN_COMPRESSED_BYTES
    const bytes = !isZstd ? plain : isSmall ? rawFrameOf(plain) : compress(plain)
    const headerBegin = sink.length
    appendDictionaryHeader(headers, plain.length, bytes.length, encoded.dictionaryEntries)
    plainBytes += sink.length - headerBegin + plain.length
    sink.appendBytes(bytes)
  }

  const dataPlace = base + sink.length
  const plain = body.bytes()
  // Deltas are packed to the bit: zstd would find next to nothing.
  const tryZstd = isZstd && encoding !== 'DELTA_BINARY_PACKED' && plain.length >= MIN_COMPRESSED_BYTES
  const smaller = tryZstd ? compress(plain) : plain
  const isCompressed = smaller.length < plain.length
  const bytes = isCompressed ? smaller : plain
  const headerBegin = sink.length
  const { length: levelBytes } = levels
  appendDataHeader(headers, levelBytes + plain.length, levelBytes + bytes.length, {
    rows,
    nulls,
    encoding: Encodings.indexOf(encoding),
    levelBytes,
    isCompressed,
  })
  plainBytes += sink.length - headerBegin + levelBytes + plain.length
  sink.appendBytes(levels.bytes())
  sink.appendBytes(bytes)

  const dictionaryPlace = hasDictionary ? place : undefined
  const sizes = { bytes: base + sink.length - place, plainBytes, rows, nulls }
  return { place, dataPlace, dictionaryPlace, isZstd, encoding, ...sizes, min, max }
}

/** Appends a chunk that stands in the headers' sink already once more, for another column with the same values. */
export function repeatColumnChunk({ sink }: Thrift, base: number, chunk: ChunkFacts): ChunkFacts {
  const place = base + sink.length
  const { dictionaryPlace } = chunk
  sink.repeat(chunk.place - base, chunk.bytes)
  return {
    ...chunk,
    place,
    dataPlace: chunk.dataPlace - chunk.place + place,
    dictionaryPlace: dictionaryPlace === undefined ? undefined : dictionaryPlace - chunk.place + place,
  }
}

const DICTIONARY_PAGE = PageTypes.indexOf('DICTIONARY_PAGE')
const DATA_PAGE_V2 = PageTypes.indexOf('DATA_PAGE_V2')
const PLAIN = Encodings.indexOf('PLAIN')

function appendDictionaryHeader(headers: Thrift, plainBytes: number, bytes: number, entries: number): void {
  headers.begin()
  headers.int(1, DICTIONARY_PAGE)
  headers.int(2, plainBytes)
  headers.int(3, bytes)
  headers.struct(7)
  headers.int(1, entries)
  headers.int(2, PLAIN)
  headers.end()
  headers.end()
}

interface DataPage {
  rows: number
  nulls: number
  encoding: number
  levelBytes: number
  isCompressed: boolean
}

function appendDataHeader(headers: Thrift, plainBytes: number, bytes: number, page: DataPage): void {
  headers.begin()
  headers.int(1, DATA_PAGE_V2)
  headers.int(2, plainBytes)
  headers.int(3, bytes)
  headers.struct(8)
  headers.int(1, page.rows)
  headers.int(2, page.nulls)
  headers.int(3, page.rows)
  headers.int(4, page.encoding)
  headers.int(5, page.levelBytes)
  headers.int(6, 0)
  // Where it does not say, it is.
  if (!page.isCompressed) headers.no(7)
  headers.end()
  headers.end()
}
