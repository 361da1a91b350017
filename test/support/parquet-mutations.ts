/** Parquet files that claim what is not so: whole numbers of footers and page headers are set to others. */
import { parquetMetadata } from 'hyparquet'

/** A whole number of Thrift's compact protocol in a file, as zigzag varint, or a size, as varint. */
interface Place {
  start: number
  end: number
  isZigzag: boolean
}

/** Places of all whole numbers, and sizes of lists and texts, of the struct at `start`, and where it ends. */
function placesOf(bytes: Uint8Array, start: number): { places: Place[]; end: number } {
  const places: Place[] = []
  let at = start
  const byte = () => bytes[at++] ?? 0
  function varint(isZigzag: boolean): number {
    const from = at
    let value = 0
    for (let unit = 1; ; unit *= 128) {
      const next = byte()
      value += (next & 127) * unit
      if (next < 128) break
    }
    places.push({ start: from, end: at, isZigzag })
    return value
  }
  function value(type: number): void {
    if (type === 3) at++
    else if (type >= 4 && type <= 6) varint(true)
    else if (type === 7) at += 8
    else if (type === 8) {
      const length = varint(false)
      at += length
    } else if (type === 9 || type === 10) list()
    else if (type === 12) struct()
  }
  function list(): void {
    const head = byte()
    const size = head >> 4 === 15 ? varint(false) : head >> 4
    for (let i = 0; i < size; i++) value((head & 15) <= 2 ? 3 : head & 15)
  }
  function struct(): void {
    for (;;) {
      const head = byte()
      if (head === 0) return
      if (head >> 4 === 0) varint(true)
      value(head & 15)
    }
  }
  struct()
  return { places, end: at }
}

/** The number as a varint of at least so many bytes. */
function varintOf(value: bigint, isZigzag: boolean, bytes: number): number[] {
  const wide = BigInt.asUintN(64, isZigzag ? (value << 1n) ^ (value >> 63n) : value)
  const digits: number[] = []
  for (let left = wide; left > 0n || digits.length < bytes; left >>= 7n) digits.push(Number(left & 127n))
  return digits.map((digit, i) => (i < digits.length - 1 ? digit | 128 : digit))
}

export interface ParquetPlaces {
  footer: readonly Place[]
  pages: readonly Place[]
  footerStart: number
}

/** What may be changed of a file that is whole. */
export function parquetPlaces(bytes: Uint8Array): ParquetPlaces {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const footerStart = bytes.length - 8 - view.getUint32(bytes.length - 8, true)
  const pages: Place[] = []
  for (const group of parquetMetadata(bytes.slice().buffer).row_groups) {
    for (const { meta_data: meta } of group.columns) {
      if (meta === undefined) continue
      let at = Number(meta.dictionary_page_offset ?? meta.data_page_offset)
      const end = at + Number(meta.total_compressed_size)
      while (at < end) {
        const header = placesOf(bytes, at)
        pages.push(...header.places)
        // The third number of a header is the compressed size of what follows it.
        const size = header.places[2]
        let value = 0
        for (let i = (size?.end ?? 0) - 1; i >= (size?.start ?? 0); i--) value = value * 128 + ((bytes[i] ?? 0) & 127)
        at = header.end + value / 2
      }
    }
  }
  return { footer: placesOf(bytes, footerStart).places, pages, footerStart }
}

/** Sets a number of the footer, which grows with it. */
export function withFooterNumber(bytes: Uint8Array, { footer }: ParquetPlaces, nth: number, value: bigint): Uint8Array {
  const place = footer[nth % footer.length] as Place
  const digits = varintOf(value, place.isZigzag, 1)
  const changed = Buffer.concat([bytes.subarray(0, place.start), Uint8Array.from(digits), bytes.subarray(place.end)])
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true)
  changed.writeUInt32LE(length + digits.length - (place.end - place.start), changed.length - 8)
  return new Uint8Array(changed)
}

/** Sets a number of a page header, to what fits into its bytes: to the largest there is, where the value is larger. */
export function withPageNumber(bytes: Uint8Array, { pages }: ParquetPlaces, nth: number, value: bigint): Uint8Array {
  const { start, end, isZigzag } = pages[nth % pages.length] as Place
  const changed = bytes.slice()
  const most = (1n << BigInt(7 * (end - start) - (isZigzag ? 1 : 0))) - 1n
  const fitting = value > most ? most : value < -most ? -most : value
  changed.set(varintOf(fitting, isZigzag, end - start).slice(0, end - start), start)
  return changed
}
