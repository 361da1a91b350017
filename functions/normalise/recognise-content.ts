/** Which format content is of, and what is around its lines; and its bytes as that format reads them. */
import type { Content } from './content/open-content.ts'
import { withoutPadding } from './content/padding.ts'
import type { Container } from './envelopes/container.ts'
import { containerOf } from './envelopes/containers.ts'
import type { Envelope } from './envelopes/envelope.ts'
import { envelopes } from './envelopes/index.ts'
import { lineBatch } from './envelopes/line-batch.ts'
import { unpackLines } from './envelopes/unpack-lines.ts'
import { insideOf, unwrapHead, unwrapLines } from './envelopes/unwrap-lines.ts'
import type { Format, UnitSink } from './formats/format.ts'
import { firstLines } from './formats/framing/lines.ts'
import { recogniseFormat } from './formats/index.ts'
import { isArchiveHead } from './unread/magic.ts'

export interface RecognisedContent {
  /** Undefined where no format reads it. */
  format: Format | undefined
  /** What is around the lines, the outermost first. */
  around: readonly { name: string }[]
  /** The first bytes of what is inside. */
  head: Uint8Array
  /** All of it, for a format that reads a stream. Once. `sink` is told of units that hold no lines. */
  chunks(sink?: UnitSink): AsyncIterable<Uint8Array>
  /** Where in what is around them a line is that a format has just read; undefined where each has its own. */
  placeOf(line: number): string | undefined
}

const HEAD_BYTES = 65_536
/** Lines that say whether an envelope is there, and envelopes within each other. */
const SURE_LINES = 3
const MAX_ENVELOPES = 2

const nobody: UnitSink = { frame() {}, reject() {}, skip() {} }

/** What the first bytes of a file are. */
interface Recognised {
  format: Format | undefined
  container?: Container
  /** Around each line, or around each of those in the container. */
  envelopes: readonly Envelope[]
  inside: Uint8Array
}

export async function recogniseContent(content: Content): Promise<RecognisedContent> {
  const whole = await content.head(HEAD_BYTES)
  const { complete } = content
  const isText = !hasZeros(whole)
  const head = isText && complete ? whole.subarray(0, lengthWithoutZeros(whole)) : whole
  const plain = isArchiveHead(whole) ? undefined : recogniseFormat(head, complete)
  const isPlain = plain !== undefined || !isText
  const found = isPlain ? { format: plain, envelopes: [], inside: head } : recogniseInside(head, complete)
  const { format, container, envelopes: around, inside } = found
  const batch = lineBatch()
  return {
    format,
    around: container === undefined ? around : [container, ...around],
    head: inside,
    chunks(sink = nobody) {
      const text = isText ? withoutPadding(content.chunks()) : content.chunks()
      const lines = container === undefined ? text : unpackLines(text, content, container, batch, sink)
      return around.length === 0 ? lines : unwrapLines(lines, around)
    },
    placeOf: line => batch.placeOf(line),
  }
}

/** What is in envelopes around each line, else in a container, and in envelopes around each of its lines. */
function recogniseInside(head: Uint8Array, complete: boolean): Recognised {
  const unwrapped = recogniseUnwrapped(head, complete)
  if (unwrapped.format !== undefined) return unwrapped
  const packed = containerOf(head, complete)
  if (packed === undefined || unwrapped.envelopes.length > 0) return unwrapped
  const { container } = packed
  const inside = packed.inside.subarray(0, HEAD_BYTES)
  const isWhole = complete && inside.length === packed.inside.length
  const format = recogniseFormat(inside, isWhole)
  return format === undefined
    ? { ...recogniseUnwrapped(inside, isWhole), container }
    : { format, container, envelopes: [], inside }
}

function recogniseUnwrapped(head: Uint8Array, complete: boolean): Recognised {
  const around = envelopesOf(head, complete)
  if (around.length === 0) return { format: undefined, envelopes: [], inside: head }
  const inside = unwrapHead(head, complete, around)
  return { format: recogniseFormat(inside, complete), envelopes: around, inside }
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
