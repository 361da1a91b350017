import type { RecordSink, StreamFormat, StreamReader, UploadContext } from '../format.ts'
import { cutText } from '../framing/cut-text.ts'
import { textOf } from '../framing/json-fields.ts'
import { someObject } from '../framing/json-heads.ts'
import { isJsonObject, type JsonHandler, type JsonObject, readJsonValues } from '../framing/json-values.ts'
import { serverNames } from '../framing/server-names.ts'
import { eventTypeOf, type FlowEvent, isFlowEvent, isNamingEvent, kindOf } from './events.ts'
import { flowKey } from './fields.ts'
import { eveRecords } from './records.ts'

const NO_FLOWS = 'neither flow nor netflow events: switch flow on in the eve-log section of suricata.yaml'
/** https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-logging.html: FLOW, ALERT and TLS are each on or off. */
const NO_FIREWALL_FLOWS =
  'neither flow nor netflow events, as in the ALERT and TLS logs of AWS Network Firewall: add the log type FLOW to the ' +
  "firewall's logging configuration, and upload what it writes"
/** Longest exporter that is kept. */
const LONGEST_NAME = 253

/**
 * Suricata's EVE log: JSON objects of many kinds of event, one a line or printed over several lines; also as AWS Network
 * Firewall wraps it (`{"firewall_name": …, "event": {…}}`).
 * https://docs.suricata.io/en/suricata-7.0.15/output/eve/eve-json-format.html
 *
 * - `flow` events show both directions of a flow, `netflow` events one: whichever comes first in the file is read, the
 *   other is skipped, since both tell of the same traffic. All others are skipped by kind.
 * - Times are the flow's own `start` and `end`; `timestamp` is when the line was written.
 * - The source is the client as Suricata sees it (`toserver` is sent by `src_ip`). For who began see `beganBySource`.
 * - Bytes are captured packets, with their Ethernet header: a bare ACK of 52 bytes counts 66. (From NFQUEUE they are
 *   without, and the log does not tell.) Tunnelled packets count in the outer and in the inner flow.
 * - `app_proto` is the word on the application, `flow.state` on the state, `flow.action` on the action.
 * - Server names are those of `tls`, `quic` or `http` events with the same `flow_id`, which come before the flow ends;
 *   addresses are no names.
 * - Exporter: `host`, else `firewall_name`, else the key's.
 */
export const suricataEve: StreamFormat = {
  name: 'suricata-eve',
  title: 'Suricata EVE',
  heartbeat: false,
  directions: 2,
  unit: 'line',
  access: 'stream',
  recognise,
  open: openEve,
}

interface Event {
  event: JsonObject
  wrapped: boolean
  type: string | undefined
}

function unwrap(value: JsonObject): Event {
  const wrapped = value.event_type === undefined && isJsonObject(value.event)
  const event = wrapped && isJsonObject(value.event) ? value.event : value
  return { event, wrapped, type: textOf(event.event_type) }
}

function openEve(sink: RecordSink, context: UploadContext): StreamReader {
  const { draft, strings } = sink
  const records = eveRecords(sink, context)
  const names = serverNames()
  let ruling: FlowEvent | undefined
  let isFirewall = false

  const isRead = (type: string) => type === ruling || (ruling === undefined && isFlowEvent(type)) || isNamingEvent(type)

  function keepName(event: JsonObject, type: string): void {
    const inner = event[type]
    const id = flowKey(event.flow_id)
    if (id === undefined || !isJsonObject(inner)) return
    const name = textOf(type === 'http' ? inner.hostname : inner.sni)
    if (name !== undefined) names.keep(id, name)
  }

  function takeFlow(value: JsonObject, { event, wrapped }: Event, type: FlowEvent): void {
    ruling = type
    const prefix = wrapped ? 'event.' : ''
    if (!records[type](event, prefix, wrapped)) return
    const id = flowKey(event.flow_id)
    const name = id === undefined ? undefined : names.of(id)
    if (id !== undefined && name !== undefined) {
      draft.host = strings.fromString(name)
      if (type === 'flow') names.forget(id)
    }
    const exporter = textOf(event.host) ?? textOf(value.firewall_name) ?? context.keyExporter
    draft.exporter = strings.fromString(cutText(exporter, LONGEST_NAME))
    sink.record()
  }

  const handler: JsonHandler = {
    skipKind(buffer, start, end) {
      const type = eventTypeOf(buffer, start, end)
      return type === undefined || isRead(type) ? undefined : kindOf(type)
    },
    onObject(value) {
      const found = unwrap(value)
      const { event, type, wrapped } = found
      isFirewall ||= wrapped
      if (type === undefined) {
        sink.reject('missing_field', 'event_type', 'no event type')
        return
      }
      if (isFlowEvent(type) && isRead(type)) {
        takeFlow(value, found, type)
        return
      }
      if (isNamingEvent(type)) keepName(event, type)
      sink.skip(kindOf(type))
    },
  }

  const values = readJsonValues(sink, handler)
  return {
    push: chunk => values.push(chunk),
    end() {
      values.end()
      if (ruling === undefined && values.framed > 0) {
        sink.warn(isFirewall ? NO_FIREWALL_FLOWS : NO_FLOWS)
      }
      names.warnOfDropped(sink)
    },
    get framed() {
      return values.framed
    },
    get directions() {
      return ruling === 'netflow' ? 1 : 2
    },
  }
}

/** Recognises by the first objects: one has an event type and a timestamp, itself or wrapped. */
function recognise(head: Uint8Array, complete: boolean): boolean {
  return someObject(head, complete, value => {
    const { event, type } = unwrap(value)
    return type !== undefined && textOf(event.timestamp) !== undefined
  })
}
