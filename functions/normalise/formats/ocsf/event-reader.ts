/** OCSF events one after another, whatever they were written in. */
import type { RecordSink, UploadContext } from '../format.ts'
import { cutText } from '../framing/cut-text.ts'
import { JsonFields } from '../framing/json-fields.ts'
import type { JsonObject } from '../framing/json-values.ts'
import { classOf, NETWORK_ACTIVITY } from './class.ts'
import { exporterOf, isVpc, LONGEST_NAME } from './exporter.ts'
import { networkRecords } from './records.ts'
import { readTimes } from './times.ts'

export interface EventReader {
  /** Gives the sink the outcome of one event, which was framed. */
  take(event: JsonObject): void
  /** How many directions each of the events so far shows: one of VPC flow logs. */
  readonly directions: 1 | 2
}

export function openEventReader(sink: RecordSink, context: UploadContext): EventReader {
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

  return {
    take(event) {
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
    get directions() {
      return hasHalves && !hasWholes ? 1 : 2
    },
  }
}
