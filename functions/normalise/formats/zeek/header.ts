/**
 * Headers of Zeek's ASCII logs (https://docs.zeek.org/en/master/log-formats.html): lines that begin with `#`, or, where
 * Zeek was told to write plain TSV, one line of column names. They may come again in a file, each time anew.
 */
import { bytesOf, decodeText } from '../framing/fields.ts'

/** What the header lines so far say of the rows that follow. */
export interface ZeekHeader {
  separator: Uint8Array
  /** Between the elements of one field. */
  setSeparator: Uint8Array
  emptyField: Uint8Array
  unsetField: Uint8Array
  /** Name of the log, such as `conn`; empty where no header says. */
  path: string
  /** Column names in order; undefined before `#fields`. */
  fields: readonly string[] | undefined
}

const TAB = bytesOf('\t')

/** What holds before any header line, and again from each `#separator` on. */
export const freshHeader = (): ZeekHeader => ({
  separator: TAB,
  setSeparator: bytesOf(','),
  emptyField: bytesOf('(empty)'),
  unsetField: bytesOf('-'),
  path: '',
  fields: undefined,
})

/** Replaces Zeek's escapes `\xHH` by their bytes, as Latin-1 text: one character for one byte. */
function unescapeText(text: string): string {
  return text.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

const latin1Bytes = (text: string): Uint8Array => Uint8Array.from(text, character => character.charCodeAt(0))

/** A line's bytes as Latin-1 text, so that any byte can be told from any other. */
function latin1Text(buffer: Uint8Array, start: number, end: number): string {
  return Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength).toString('latin1', start, end)
}

/**
 * Takes one line that begins with `#` (blanks before it are allowed) into the header: what it was. Lines of other names,
 * such as `### banner`, are comments.
 */
export function takeHeaderLine(
  header: ZeekHeader,
  buffer: Uint8Array,
  start: number,
  end: number,
): 'header' | 'comment' {
  const line = latin1Text(buffer, start, end).trimStart()
  const separator = Buffer.from(header.separator).toString('latin1')
  // The separator may be written with letters: then it ends the name.
  const rest = (of: string): string | undefined => {
    if (!line.startsWith(of)) return undefined
    const after = line.slice(of.length)
    if (after.startsWith(separator)) return after.slice(separator.length)
    return after === '' || after.startsWith('\t') || after.startsWith(' ') ? after.slice(1) : undefined
  }
  const value = (of: string) => {
    const found = rest(of)
    return found === undefined ? undefined : unescapeText(found)
  }

  if (/^#separator[ \t]/.test(line)) {
    const written = unescapeText(line.slice('#separator '.length))
    Object.assign(header, freshHeader())
    if (written !== '') header.separator = latin1Bytes(written)
    return 'header'
  }
  const setSeparator = value('#set_separator')
  const emptyField = value('#empty_field')
  const unsetField = value('#unset_field')
  const path = value('#path')
  const fields = rest('#fields')
  if (setSeparator !== undefined) header.setSeparator = latin1Bytes(setSeparator)
  else if (emptyField !== undefined) header.emptyField = latin1Bytes(emptyField)
  else if (unsetField !== undefined) header.unsetField = latin1Bytes(unsetField)
  else if (path !== undefined) header.path = path
  else if (fields !== undefined) header.fields = fields.split(separator)
  else if (rest('#types') === undefined && rest('#open') === undefined && rest('#close') === undefined) return 'comment'
  return 'header'
}

/** Whether a line begins with `#`, blanks before it allowed. A row never does: Zeek writes `\x23` there. */
export function isHeaderLine(buffer: Uint8Array, start: number, end: number): boolean {
  let i = start
  while (i < end && (buffer[i] === 32 || buffer[i] === 9)) i++
  return i < end && buffer[i] === 35
}

/** Names in a line of plain TSV column names. */
export function plainNames(buffer: Uint8Array, start: number, end: number): string[] {
  return decodeText(buffer, start, end).split('\t')
}
