import type { RecordSink, StreamFormat, StreamReader, UploadContext } from '../format.ts'
import { cutText } from '../framing/cut-text.ts'
import { JsonFields } from '../framing/json-fields.ts'
import { someObject } from '../framing/json-heads.ts'
import { type JsonObject, readJsonValues } from '../framing/json-values.ts'
import { exporterOf, isVpc, LONGEST_NAME } from './exporter.ts'
import { networkRecords } from './records.ts'
import { readTimes } from './times.ts'

const NETWORK_ACTIVITY = 4001

/**
 * OCSF events of the class Network Activity in JSON: one a line, in an array, or printed over several lines.
 * https://schema.ocsf.io/1.8.0/classes/network_activity
 *
 * - Times are milliseconds, or seconds where they are so small: published mappings of Zeek and of Data Prepper write seconds.
 * - Who began: `initiator_id`, else `is_src_dst_assignment_known`, else the class: src_endpoint is the initiator, unless
 *   no packet is counted from it.
 * - Flow logs of Amazon VPC under this class are of one direction each, and their source is who sent it: there only a SYN
 *   without ACK says who began, `traffic` is the source's, NODATA and SKIPDATA in `status_code` are markers.
 * - `direction_id` is as the sensor lies (VPC: ingress and egress of an interface), and says nothing that addresses do not.
 * - Exporter: see `exporterOf`. Counters: see `trafficReader`.
 */
export const ocsfNetwork: StreamFormat = {
  name: 'ocsf-network',
  title: 'OCSF Network Activity (JSON)',
  heartbeat: false,
  directions: 2,
  unit: 'line',
  access: 'stream',
  recognise: (head, complete) => someObject(head, complete, event => classOf(event) === NETWORK_ACTIVITY),
  open: openEvents,
}

/** The class, which `type_uid` holds too: class_uid × 100 + activity_id. */
function classOf({ class_uid: classUid, type_uid: typeUid }: JsonObject): number | undefined {
  if (typeof classUid === 'number') return classUid
  return typeof typeUid === 'number' ? Math.floor(typeUid / 100) : undefined
}

function openEvents(sink: RecordSink, context: UploadContext): StreamReader {
  const { draft, strings } = sink
  const fields = new JsonFields(sink)
  const records = networkRecords(sink, fields, context.sampling ?? 0)
  let hasHalves = false
  let hasWholes = false

  const exporterIn = (event: JsonObject): number =>
    strings.fromString(cutText(exporterOf(event, context.keyExporter), LONGEST_NAME))

  function takeMarker(event: JsonObject, kind: 'nodata' | 'skipdata'): void {
    if (readTimes(fields, event, draft)) sink.marker(kind, exporterIn(event), draft.startMs, draft.endMs)
  }

  const values = readJsonValues(sink, {
    skipKind: () => undefined,
    onObject(event) {
      const found = classOf(event)
      if (found !== NETWORK_ACTIVITY) {
        if (found === undefined) fields.refuse('missing_field', 'class_uid', undefined)
        else sink.skip('class:other')
        return
      }
      const isHalf = isVpc(event)
      if (isHalf) hasHalves = true
      else hasWholes = true
      draft.reset()
      if (isHalf && event.status_code === 'NODATA') takeMarker(event, 'nodata')
      else if (isHalf && event.status_code === 'SKIPDATA') takeMarker(event, 'skipdata')
      else if (readTimes(fields, event, draft) && records.fill(event, isHalf)) {
        draft.exporter = exporterIn(event)
        sink.record()
      }
    },
  })
  return {
    push: chunk => values.push(chunk),
    end: cut => values.end(cut),
    get framed() {
      return values.framed
    },
    get directions() {
      return hasHalves && !hasWholes ? 1 : 2
    },
  }
}
