import type { RecordSink, StreamFormat, StreamReader, UploadContext } from '../format.ts'
import { LAYER_PAYLOAD } from '../format.ts'
import { innerOf, REFUSED } from '../framing/json-fields.ts'
import { someObject } from '../framing/json-heads.ts'
import { isJsonObject, type JsonObject, readJsonObjects } from '../framing/json-values.ts'
import { hasPorts } from '../framing/protocols.ts'
import { SlotFields } from '../framing/slot-fields.ts'
import { exporters, reporterOf } from './reporter.ts'
import { gcpPaths, slots } from './slots.ts'

const MAX = Number.MAX_SAFE_INTEGER
const NO_REPORTER =
  'some records do not say which side reported them: where both ends log, a connection of theirs may count twice'

/**
 * Google Cloud's VPC flow logs as Cloud Logging exports them: entries one a line, in an array, or printed over several lines.
 * https://docs.cloud.google.com/vpc/docs/about-flow-logs-records
 *
 * - A record shows one direction, of one aggregation interval: `bytes_sent` and `packets_sent` are the source's. Bytes are
 *   the payload's. The counters are texts, as Protocol Buffers write 64-bit numbers.
 * - Packets are sampled before they are logged, connections after; neither rate is in the log: sampling is unknown.
 * - Both ends of a connection may log it (`reporter` SRC and DEST): each is an exporter of its own, so that one counts.
 * - Nothing says who began, or whether it was answered. ICMP has neither type nor code.
 * - A record without `start_time` is of one packet at `end_time`.
 */
export const gcpVpc: StreamFormat = {
  name: 'gcp-vpc',
  title: 'Google Cloud VPC flow logs',
  heartbeat: false,
  directions: 1,
  unit: 'line',
  access: 'stream',
  recognise: (head, complete) => someObject(head, complete, value => connectionOf(value) !== undefined),
  open: openEntries,
}

/** The 5-tuple of a log entry that is a flow; undefined for any other. */
function connectionOf(entry: JsonObject): JsonObject | undefined {
  const { connection } = innerOf(entry, 'jsonPayload')
  return isJsonObject(connection) && ('src_ip' in connection || 'dest_ip' in connection) ? connection : undefined
}

function openEntries(sink: RecordSink, context: UploadContext): StreamReader {
  const { draft, strings } = sink
  const fields = new SlotFields(sink, gcpPaths)
  const exporterOf = exporters(fields, strings, context.keyExporter)

  /** Fills the ends; false where the entry was rejected. */
  function readEnds(): boolean {
    if (!fields.address(slots.src_ip, draft.source) || !fields.address(slots.dest_ip, draft.destination)) return false
    const protocol = fields.whole(slots.protocol, 255)
    if (Number.isNaN(protocol)) return fields.refuse('missing_field', slots.protocol)
    if (protocol === REFUSED) return false
    draft.protocol = protocol
    if (!hasPorts(protocol)) return true
    const source = fields.whole(slots.src_port, 65_535)
    if (source === REFUSED) return false
    const destination = fields.whole(slots.dest_port, 65_535)
    if (destination === REFUSED) return false
    if (source >= 0) draft.sourcePort = source
    if (destination >= 0) draft.destinationPort = destination
    return true
  }

  function readTimes(): boolean {
    draft.endMs = fields.time(slots.end_time)
    if (Number.isNaN(draft.endMs)) return false
    draft.startMs = fields.isSet(slots.start_time) ? fields.time(slots.start_time) : draft.endMs
    return !Number.isNaN(draft.startMs)
  }

  /** The other direction is another record; NaN where this one has no counters either. */
  function readCounters(): boolean {
    draft.sourceBytes = fields.wholeOrDigits(slots.bytes_sent, MAX)
    if (draft.sourceBytes === REFUSED) return false
    draft.sourcePackets = fields.wholeOrDigits(slots.packets_sent, MAX)
    if (draft.sourcePackets === REFUSED) return false
    draft.destinationBytes = draft.sourceBytes * 0
    draft.destinationPackets = draft.sourcePackets * 0
    draft.bytesLayer = LAYER_PAYLOAD
    draft.sampling = context.sampling ?? 0
    return true
  }

  return readJsonObjects<SlotFields>(sink, {
    skipKind: () => undefined,
    parse: (buffer, start, end) => fields.scan(buffer, start, end),
    onObject() {
      if (!fields.has(slots.src_ip) && !fields.has(slots.dest_ip)) {
        sink.skip('entry:other')
        return
      }
      draft.reset()
      if (!readEnds() || !readTimes() || !readCounters()) return
      const reporter = reporterOf(fields)
      if (reporter === undefined) sink.warn(NO_REPORTER)
      draft.exporter = exporterOf(reporter)
      sink.record()
    },
  })
}
