/** Lines of CSV, streamed, and the cells of one. For lists of millions of lines: no more than a piece of the file is held. */
import { CsvError, parse } from 'csv-parse/sync'

export interface CsvLine {
  /** From 1. */
  number: number
  text: string
  /** Whether a line feed ends it: the last line of a file that was cut has none. */
  ended: boolean
}

/** Longer than any range, name and description. */
const LONGEST_LINE = 65_536

/**
 * Gives the lines of bytes in UTF-8, the empty ones left out. Throws what `refuse` makes, with the line's number, for one
 * over 64 KiB and for bytes that are no text.
 */
export async function* csvLines(
  pieces: AsyncIterable<Uint8Array>,
  refuse: (line: number, expected: string, found: string) => Error,
): AsyncGenerator<CsvLine[]> {
  let number = 0
  let rest = Buffer.alloc(0)
  const lineOf = (bytes: Buffer, ended: boolean): CsvLine => {
    number++
    const isFirst = number === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
    const end = ended && bytes.at(-1) === 13 ? bytes.length - 1 : bytes.length
    return { number, text: bytes.toString('utf8', isFirst ? 3 : 0, end), ended }
  }
  for await (const piece of pieces) {
    const bytes =
      rest.length === 0 ? Buffer.from(piece.buffer, piece.byteOffset, piece.length) : Buffer.concat([rest, piece])
    if (bytes.includes(0)) throw refuse(number + 1, 'text', 'a zero byte')
    const lines: CsvLine[] = []
    let at = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, at)) {
      const line = lineOf(bytes.subarray(at, end), true)
      if (line.text !== '') lines.push(line)
      at = end + 1
    }
    // A copy: the stream may use its buffer again.
    rest = Buffer.from(bytes.subarray(at))
    if (rest.length > LONGEST_LINE)
      throw refuse(number + 1, 'a line of at most 64 KiB', `${rest.length} bytes without its end`)
    yield lines
  }
  if (rest.length > 0) yield [lineOf(rest, false)]
}

/** The cells of a line (RFC 4180, section 2); undefined where quotes are not closed, or stand within a cell. */
export function cellsOf(line: string): string[] | undefined {
  if (!line.includes('"')) return line.split(',')
  // Lists of millions of lines quote every cell or none; the parser takes 20 µs a line.
  if (/^"[^"]*"(?:,"[^"]*")*$/.test(line)) return line.slice(1, -1).split('","')
  try {
    return parse(line, { relax_column_count: true })[0]
  } catch (error) {
    if (error instanceof CsvError) return undefined
    throw error
  }
}
