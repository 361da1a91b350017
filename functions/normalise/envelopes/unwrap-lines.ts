/** Lines out of their envelopes, in bounded memory and line by line. */
import { readLines } from '../formats/framing/lines.ts'
import type { Envelope } from './envelope.ts'

const LF = 10
const decoder = new TextDecoder()

/** What stands inside all of `around`, the outermost first; undefined where one of them is not there. */
export const insideOf = (line: string, around: readonly Envelope[]): string | undefined =>
  around.reduce<string | undefined>((inside, envelope) => inside && envelope.inside(inside), line)

/**
 * The content of `chunks` with each line out of its envelopes. A line that lacks one stays as it is, and so does one that
 * is too long: the format refuses them in their places.
 */
export async function* unwrapLines(
  chunks: AsyncIterable<Uint8Array>,
  around: readonly Envelope[],
): AsyncGenerator<Uint8Array> {
  const lines = unwrapping(around)
  for await (const chunk of chunks) yield lines.push(chunk)
  yield lines.end()
}

/** The same of the first bytes of a file: their whole lines. */
export function unwrapHead(head: Uint8Array, complete: boolean, around: readonly Envelope[]): Uint8Array {
  const whole = complete ? head : head.subarray(0, head.lastIndexOf(LF) + 1)
  const lines = unwrapping(around)
  return Buffer.concat([lines.push(whole), lines.end()])
}

function unwrapping(around: readonly Envelope[]) {
  let ready: Uint8Array[] = []
  let isFirst = true
  /** A line's end is written with the next: the last may have none. */
  function add(line: Uint8Array): void {
    if (!isFirst) ready.push(Buffer.from('\n'))
    isFirst = false
    ready.push(line)
  }
  let framed: Uint8Array = new Uint8Array(0)
  const reader = readLines(
    {
      frame(_ordinal, buffer, start, end) {
        framed = buffer.subarray(start, end)
      },
      // One byte more than fits, or half a line: refused again by whoever frames it next.
      reject: reason => add(Buffer.concat([framed, Buffer.from(reason === 'too_long' ? ' ' : '')])),
      skip: () => add(Buffer.alloc(0)),
    },
    (buffer, start, end) => {
      const inside = insideOf(decoder.decode(buffer.subarray(start, end)), around)
      add(inside === undefined ? Buffer.from(buffer.subarray(start, end)) : Buffer.from(inside))
    },
  )
  const take = (): Uint8Array => {
    const taken = Buffer.concat(ready)
    ready = []
    return taken
  }
  return {
    push(chunk: Uint8Array): Uint8Array {
      reader.push(chunk)
      return take()
    },
    end(): Uint8Array {
      reader.end()
      return take()
    },
  }
}
