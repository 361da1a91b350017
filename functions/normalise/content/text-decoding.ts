/** Text in UTF-16, as PowerShell and Windows tools write it, told by its byte order mark or by the zeros of its first line. */
export interface TextDecoding {
  name: string
  /** The first bytes as UTF-8, without half characters at their end. */
  head(bytes: Uint8Array): Uint8Array
  /** All bytes as UTF-8, chunk by chunk; what is no character is U+FFFD. */
  decode(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>
}

/** Bytes that are looked at where no mark says it: more than any number of a binary format that has zeros in turn. */
const UNMARKED = 32

/** How the text of content with these first bytes is to be decoded; undefined where it is no UTF-16. */
export function textDecodingOf(head: Uint8Array): TextDecoding | undefined {
  if (startsAs(head, 0xff, 0xfe, 1)) return utf16('utf-16le')
  if (startsAs(head, 0xfe, 0xff, 0)) return utf16('utf-16be')
  return undefined
}

/** Whether the head begins with this mark, or holds ASCII in two bytes each, of which the `zero`th (0 or 1) is zero. */
function startsAs(head: Uint8Array, first: number, second: number, zero: 0 | 1): boolean {
  if (head[0] === first && head[1] === second) return true
  if (head.length < UNMARKED) return false
  return head.subarray(0, UNMARKED).every((byte, at) => (at % 2 === zero ? byte === 0 : isAscii(byte)))
}

const isAscii = (byte: number): boolean => (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13

function utf16(encoding: 'utf-16le' | 'utf-16be'): TextDecoding {
  return {
    name: 'UTF-16',
    head: bytes => Buffer.from(new TextDecoder(encoding).decode(bytes, { stream: true })),
    async *decode(chunks) {
      const decoder = new TextDecoder(encoding)
      for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }))
      yield Buffer.from(decoder.decode())
    },
  }
}
