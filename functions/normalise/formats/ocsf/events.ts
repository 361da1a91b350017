import type { RecordSink, StreamFormat, StreamReader, UploadContext } from '../format.ts'
import { someObject } from '../framing/json-heads.ts'
import { readJsonValues } from '../framing/json-values.ts'
import { classOf, NETWORK_ACTIVITY } from './class.ts'
import { openEventReader } from './event-reader.ts'

/**
 * OCSF events of the class Network Activity in JSON: one a line, in an array, or printed over several lines.
 * https://schema.ocsf.io/1.8.0/classes/network_activity
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

function openEvents(sink: RecordSink, context: UploadContext): StreamReader {
  const events = openEventReader(sink, context)
  const values = readJsonValues(sink, { skipKind: () => undefined, onObject: event => events.take(event) })
  return {
    push: chunk => values.push(chunk),
    end: cut => values.end(cut),
    get framed() {
      return values.framed
    },
    get directions() {
      return events.directions
    },
  }
}
