/** How many files an archive holds, by its own directory or headers. */
const BLOCK = 512
const NAME_END = 100
const SIZE_AT = 124
const SIZE_END = 136
const TYPE_AT = 156
/** Types of entries that are files (POSIX.1-1988, and before it). */
const FILES: ReadonlySet<number> = new Set([0, '0'.charCodeAt(0), '7'.charCodeAt(0)])

export interface TarCount {
  /** Takes the next bytes of the archive. */
  push(chunk: Uint8Array): void
  readonly files: number
}

/** Counts the files of a tar archive as its bytes pass; a header that is none ends it. */
export function countTarFiles(): TarCount {
  const header = Buffer.alloc(BLOCK)
  let held = 0
  let skipping = 0
  let files = 0
  let ended = false

  function takeHeader(): void {
    const size = sizeOf(header)
    if (header.every(byte => byte === 0) || size === undefined) {
      ended = true
      return
    }
    if (FILES.has(header[TYPE_AT] ?? 0) && header.subarray(0, NAME_END).some(byte => byte !== 0)) files++
    skipping = Math.ceil(size / BLOCK) * BLOCK
  }

  return {
    push(chunk) {
      for (let at = 0; at < chunk.length && !ended; ) {
        if (skipping > 0) {
          const skipped = Math.min(skipping, chunk.length - at)
          skipping -= skipped
          at += skipped
          continue
        }
        const taken = Math.min(BLOCK - held, chunk.length - at)
        header.set(chunk.subarray(at, at + taken), held)
        held += taken
        at += taken
        if (held < BLOCK) return
        held = 0
        takeHeader()
      }
    },
    get files() {
      return files
    },
  }
}

/** Bytes of an entry: octal digits, or of large ones a number of base 256; undefined where neither stands there. */
function sizeOf(header: Buffer): number | undefined {
  if (((header[SIZE_AT] ?? 0) & 0x80) !== 0) return Number(header.readBigUInt64BE(SIZE_END - 8))
  const digits = header.toString('latin1', SIZE_AT, SIZE_END).replace(/[\0 ]+$/, '')
  return /^ *[0-7]*$/.test(digits) ? Number.parseInt(digits.trim() || '0', 8) : undefined
}

/** The record that ends a ZIP archive (APPNOTE.TXT, section 4.3.16), with a comment of at most 65,535 bytes behind it. */
const END_OF_ZIP = Buffer.from('504b0506', 'hex')
const END_LENGTH = 22
export const LONGEST_END_OF_ZIP = END_LENGTH + 65_535
const COUNT_AT = 10
const MANY = 65_535

/** How many entries an archive has that ends with these bytes, in words; undefined where its end is not there. */
export function zipEntries(end: Uint8Array): string | undefined {
  const bytes = Buffer.from(end.buffer, end.byteOffset, end.byteLength)
  const at = bytes.lastIndexOf(END_OF_ZIP, bytes.length - END_LENGTH)
  if (at < 0) return undefined
  const count = bytes.readUInt16LE(at + COUNT_AT)
  return count === MANY ? `${MANY} files or more` : filesText(count)
}

export const filesText = (count: number): string => `${count} ${count === 1 ? 'file' : 'files'}`
