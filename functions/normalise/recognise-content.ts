/** Which format content is of, and what is around its lines; and its bytes as that format reads them. */
import type { Content } from './content/open-content.ts'
import { withoutPadding } from './content/padding.ts'
import type { Envelope } from './envelopes/envelope.ts'
import { envelopes } from './envelopes/index.ts'
import { insideOf, unwrapHead, unwrapLines } from './envelopes/unwrap-lines.ts'
import type { Format } from './formats/format.ts'
import { firstLines } from './formats/framing/lines.ts'
import { recogniseFormat } from './formats/index.ts'
import { isArchiveHead } from './unread/magic.ts'

export interface RecognisedContent {
  /** Undefined where no format reads it. */
  format: Format | undefined
  /** What is around each line, the outermost first. */
  around: readonly Envelope[]
  /** The first bytes of what is inside. */
  head: Uint8Array
  /** All of it, for a format that reads a stream. Once. */
  chunks(): AsyncIterable<Uint8Array>
}

const HEAD_BYTES = 65_536
/** Lines that say whether an envelope is there, and envelopes within each other. */
const SURE_LINES = 3
const MAX_ENVELOPES = 2

export async function recogniseContent(content: Content): Promise<RecognisedContent> {
  const whole = await content.head(HEAD_BYTES)
  const { complete } = content
  const isText = !hasZeros(whole)
  const head = isText && complete ? whole.subarray(0, lengthWithoutZeros(whole)) : whole
  const plain = isArchiveHead(whole) ? undefined : recogniseFormat(head, complete)
  const around = plain === undefined && isText ? envelopesOf(head, complete) : []
  const inside = around.length === 0 ? head : unwrapHead(head, complete, around)
  const format = plain ?? (around.length === 0 ? undefined : recogniseFormat(inside, complete))
  return {
    format,
    around,
    head: inside,
    chunks() {
      const text = isText ? withoutPadding(content.chunks()) : content.chunks()
      return around.length === 0 ? text : unwrapLines(text, around)
    },
  }
}

/** The envelopes around the first lines, each around all of them. */
function envelopesOf(head: Uint8Array, complete: boolean): Envelope[] {
  const decoder = new TextDecoder()
  const lines = [...firstLines(head, complete, SURE_LINES)].map(({ start, end }) =>
    decoder.decode(head.subarray(start, end)),
  )
  const around: Envelope[] = []
  while (around.length < MAX_ENVELOPES && lines.length > 0) {
    const next = envelopes.find(envelope => lines.every(line => insideOf(line, [...around, envelope]) !== undefined))
    if (next === undefined) break
    around.push(next)
  }
  return around
}

/** Whether zeros stand among the bytes, which text has at its end only (tapes and disks are padded so). */
const hasZeros = (bytes: Uint8Array): boolean => bytes.subarray(0, lengthWithoutZeros(bytes)).includes(0)

function lengthWithoutZeros(bytes: Uint8Array): number {
  let length = bytes.length
  while (length > 0 && bytes[length - 1] === 0) length--
  return length
}
