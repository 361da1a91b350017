import type { RecordSink, StreamFormat, StreamReader, UploadContext } from '../format.ts'
import { cutText } from '../framing/cut-text.ts'
import { bytesOf } from '../framing/fields.ts'
import { JsonFields, REFUSED, textOf } from '../framing/json-fields.ts'
import { someObject } from '../framing/json-heads.ts'
import { type JsonObject, readJsonValues } from '../framing/json-values.ts'
import { keptString } from '../framing/kept-string.ts'
import { hasPorts, ICMP, ICMPV6 } from '../framing/protocols.ts'
import { LONGEST_NAME } from '../framing/server-names.ts'
import { tcpHalves } from '../framing/tcp-halves.ts'
import { textHasZone, zonelessTimes } from '../framing/time-zones.ts'
import { flagsOf, NO_END, NO_ZONE, SAMPLED, setBegan, setCounters, setForwarding } from './meaning.ts'

const MAX = Number.MAX_SAFE_INTEGER
const encoder = new TextEncoder()
const scratch = new Uint8Array(32)

/**
 * nfdump's JSON: one array of objects (`-o json`, since 1.6.18) or one object a line (`-o ndjson`, since 1.7.5). The meaning of
 * fields is that of CSV (`nfdumpCsv`), with these differences:
 *
 * - Times to the millisecond. Tunnelled flows stand once, with their tunnel in fields of their own.
 * - `sampled` says whether nfcapd multiplied the counters; the rate is not printed, so sampling is the source's then, else unknown.
 * - Events (`type` EVENT) without counters are skipped as `event`.
 * - The server name is `in_sni` or `out_sni`, where payload was kept.
 */
export const nfdumpJson: StreamFormat = {
  name: 'nfdump-json',
  title: 'nfdump JSON',
  heartbeat: false,
  directions: 1,
  unit: 'line',
  access: 'stream',
  recognise: (head, complete) => someObject(head, complete, isNfdump),
  open: openJson,
}

/** Whether an object has the fields that each of nfdump's has: its type, a start, and counters. */
function isNfdump(value: JsonObject): boolean {
  const { type } = value
  return (type === 'FLOW' || type === 'EVENT') && 'export_sysid' in value && ('first' in value || 't_first' in value)
}

function openJson(sink: RecordSink, context: UploadContext): StreamReader {
  const { draft, strings } = sink
  const fields = new JsonFields(sink)
  const halves = tcpHalves()
  const zoneless = zonelessTimes(sink, context, NO_ZONE)
  const folder = keptString(strings, bytesOf(context.keyExporter))
  let records = 0
  let bothWays = 0

  function readEnds(value: JsonObject): boolean {
    const family = value.src6_addr === undefined ? 4 : 6
    const [source, destination] = [`src${family}_addr`, `dst${family}_addr`]
    return (
      fields.address(value, source, source, draft.source) &&
      fields.address(value, destination, destination, draft.destination)
    )
  }

  /** Epoch ms of a time; 0 where the record has none, NaN where it was refused. */
  function readTime(value: JsonObject, name: string): number {
    const time = fields.time(value, name, name)
    const text = textOf(value[name])
    const isZoneless = time !== 0 && text !== undefined && !textHasZone(text)
    return isZoneless ? zoneless.toUtc(time * 1000) / 1000 : time
  }

  function readTimes(value: JsonObject): boolean {
    const isOld = value.t_first !== undefined
    draft.startMs = readTime(value, isOld ? 't_first' : 'first')
    if (Number.isNaN(draft.startMs)) return false
    draft.endMs = readTime(value, isOld ? 't_last' : 'last')
    if (Number.isNaN(draft.endMs)) return false
    if (draft.endMs === 0 && draft.startMs !== 0) {
      sink.warn(NO_END)
      draft.endMs = draft.startMs
    }
    return true
  }

  function readProtocol(value: JsonObject): boolean {
    const protocol = fields.whole(value, 'proto', 'proto', 255)
    if (Number.isNaN(protocol)) return fields.refuse('missing_field', 'proto', undefined)
    if (protocol === REFUSED) return false
    draft.protocol = protocol
    if (protocol === ICMP || protocol === ICMPV6) {
      const type = fields.whole(value, 'icmp_type', 'icmp_type', 255)
      if (type === REFUSED) return false
      const code = fields.whole(value, 'icmp_code', 'icmp_code', 255)
      if (code === REFUSED) return false
      if (type >= 0) draft.icmpType = type
      if (code >= 0) draft.icmpCode = code
    } else if (hasPorts(protocol)) {
      const source = fields.whole(value, 'src_port', 'src_port', 65_535)
      if (source === REFUSED) return false
      const destination = fields.whole(value, 'dst_port', 'dst_port', 65_535)
      if (destination === REFUSED) return false
      if (source >= 0) draft.sourcePort = source
      if (destination >= 0) draft.destinationPort = destination
    }
    return true
  }

  function readFlags(value: JsonObject): number {
    const flags = textOf(value.tcp_flags)
    if (flags === undefined) return -1
    const { written } = encoder.encodeInto(flags, scratch)
    return flagsOf(scratch, 0, written)
  }

  function readCounters(value: JsonObject): boolean {
    const packets = fields.whole(value, 'in_packets', 'in_packets', MAX)
    if (packets === REFUSED) return false
    const bytes = fields.whole(value, 'in_bytes', 'in_bytes', MAX)
    if (bytes === REFUSED) return false
    const outPackets = fields.whole(value, 'out_packets', 'out_packets', MAX)
    if (outPackets === REFUSED) return false
    const outBytes = fields.whole(value, 'out_bytes', 'out_bytes', MAX)
    if (outBytes === REFUSED) return false
    const forwarding = fields.whole(value, 'fwd_status', 'fwd_status', 255)
    if (forwarding === REFUSED) return false
    const isBoth = setCounters(draft, packets, bytes, outPackets, outBytes)
    const isSampled = value.sampled === 1
    const rate = context.sampling ?? 0
    if (isSampled && rate === 0) sink.warn(SAMPLED)
    draft.sampling = isSampled ? rate : 1
    setBegan(draft, readFlags(value), isBoth, 0, halves)
    setForwarding(draft, forwarding)
    records++
    if (isBoth) bothWays++
    return true
  }

  function readNames(value: JsonObject): void {
    const host = textOf(value.in_sni) ?? textOf(value.out_sni)
    if (host !== undefined) draft.host = strings.fromString(cutText(host, LONGEST_NAME))
    const router = textOf(value.ip4_router) ?? textOf(value.ip6_router)
    const isKnown = router !== undefined && router !== '0.0.0.0' && router !== '::'
    draft.exporter = isKnown ? strings.fromString(cutText(router, LONGEST_NAME)) : folder()
  }

  const values = readJsonValues(sink, {
    skipKind: () => undefined,
    onObject(value) {
      const isEmpty = !(Number(value.in_bytes) > 0) && !(Number(value.out_bytes) > 0)
      if (value.type === 'EVENT' && isEmpty) {
        sink.skip('event')
        return
      }
      draft.reset()
      if (!readEnds(value) || !readTimes(value) || !readProtocol(value) || !readCounters(value)) return
      readNames(value)
      sink.record()
    },
  })
  return {
    push: chunk => values.push(chunk),
    end: cut => values.end(cut),
    get framed() {
      return values.framed
    },
    get directions() {
      return bothWays * 2 > records ? 2 : 1
    },
  }
}
