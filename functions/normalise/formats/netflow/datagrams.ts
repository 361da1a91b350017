import type { RecordSink, StreamFormat, StreamReader, UploadContext } from '../format.ts'
import { readPieces } from '../framing/pieces.ts'
import { createMessageFramer, IPFIX_HEADER_BYTES, isSent, isSet, V9_HEADER_BYTES } from './message-framer.ts'
import { createMessages } from './messages.ts'
import { isSflow, SFLOW_REFUSED } from './sflow.ts'
import { HEADER_BYTES, RECORD_BYTES } from './v5.ts'

/** Sets that are looked at for recognition. */
const SETS = 16

/**
 * Messages of NetFlow v5, v9 and IPFIX one after another, as a collector writes what it receives, and IPFIX files
 * (RFC 5655). Nothing says who sent them: they are taken for one exporter's, templates and options by domain.
 */
export const netflow: StreamFormat = {
  name: 'netflow',
  title: 'NetFlow v5, v9 and IPFIX (messages in a file)',
  heartbeat: false,
  directions: 1,
  unit: 'record',
  access: 'stream',
  recognise: recogniseMessages,
  open: openMessages,
}

function openMessages(sink: RecordSink, context: UploadContext): StreamReader {
  const messages = createMessages(sink, context, { key: '', exporter: context.keyExporter, isUdp: false })
  const framer = createMessageFramer(messages)
  let isFirst = true
  let isRefused = false
  const pieces = readPieces((bytes, start, end) => {
    if (isRefused) return end - start
    if (isFirst) {
      if (end - start < 8) return 0
      isFirst = false
      isRefused = isSflow(bytes, start)
      if (isRefused) sink.refuse(SFLOW_REFUSED)
    }
    return isRefused ? end - start : framer.take(bytes, start, end)
  })
  return {
    push: chunk => pieces.push(chunk),
    end(cut = false) {
      const rest = Buffer.from(pieces.rest())
      if (!isRefused) framer.end(cut ? 'cut_off' : 'cut_datagram', rest, 0, rest.length)
      messages.finish()
    },
    get framed() {
      return messages.framed
    },
    get directions() {
      return messages.directions
    },
  }
}

function recogniseMessages(head: Uint8Array, complete: boolean): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  if (bytes.length < IPFIX_HEADER_BYTES) return false
  if (isSflow(bytes, 0)) return true
  switch (bytes.readUInt16BE(0)) {
    case 5:
      return isVersion5(bytes, complete)
    case 9:
      return bytes.length >= V9_HEADER_BYTES && areSets(bytes, V9_HEADER_BYTES, bytes.length, 0, complete)
    case 10: {
      const length = bytes.readUInt16BE(2)
      if (length < IPFIX_HEADER_BYTES) return false
      const end = Math.min(length, bytes.length)
      return areSets(bytes, IPFIX_HEADER_BYTES, end, 2, complete) && (end < length || isNext(bytes, end))
    }
    default:
      return false
  }
}

/** By its nanoseconds, and by what follows the records; where they are not all there, by when it was sent. */
function isVersion5(bytes: Buffer, complete: boolean): boolean {
  if (bytes.length < HEADER_BYTES + RECORD_BYTES || bytes.readUInt32BE(12) >= 1_000_000_000) return false
  const end = HEADER_BYTES + bytes.readUInt16BE(2) * RECORD_BYTES
  return end > HEADER_BYTES && end <= bytes.length ? isNext(bytes, end) : complete && isSent(bytes, 8)
}

/** Whether the first sets follow one another up to `end`; of version 9 the next message may come between. */
function areSets(bytes: Buffer, start: number, end: number, templates: 0 | 2, complete: boolean): boolean {
  let at = start
  for (let sets = 0; sets < SETS && end - at >= 4; sets++) {
    if (templates === 0 && sets > 0 && isNext(bytes, at)) return true
    if (!isSet(bytes, at, templates)) return false
    at += bytes.readUInt16BE(at + 2)
  }
  // The last may go on beyond what is seen, or be cut off.
  return at > start && (at <= end || !complete || at - end < 65_536)
}

/** Whether nothing follows, or a message does. */
function isNext(bytes: Buffer, at: number): boolean {
  if (at + 2 > bytes.length) return true
  const version = bytes.readUInt16BE(at)
  return version === 5 || version === 9 || version === 10 || version === 0
}
