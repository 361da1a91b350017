import type { RecordSink, StreamFormat, StreamReader, UploadContext } from '../format.ts'
import { cutText } from '../framing/cut-text.ts'
import { bytesOf } from '../framing/fields.ts'
import { textOf } from '../framing/json-fields.ts'
import { someObject } from '../framing/json-heads.ts'
import { isJsonObject, type JsonObject, readJsonObjects } from '../framing/json-values.ts'
import { serverNames } from '../framing/server-names.ts'
import { SlotFields } from '../framing/slot-fields.ts'
import { zonelessTimes } from '../framing/time-zones.ts'
import { eventTypeOf, type FlowEvent, isFlowEvent, isNamingEvent, kindOf } from './events.ts'
import { bareEvent, type EveSlots, evePaths, FIREWALL_NAME, flowKey, WRAPPED, wrappedEvent } from './fields.ts'
import { eveRecords } from './records.ts'

const NO_FLOWS = 'neither flow nor netflow events: switch flow on in the eve-log section of suricata.yaml'
/** https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-logging.html: FLOW, ALERT and TLS are each on or off. */
const NO_FIREWALL_FLOWS =
  'neither flow nor netflow events, as in the ALERT and TLS logs of AWS Network Firewall: add the log type FLOW to the ' +
  "firewall's logging configuration, and upload what it writes"
/** Suricata itself writes an offset; what ships its events may drop it. */
const NO_ZONE = 'let what ships the events keep their times as Suricata writes them, with an offset'
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

function openEve(sink: RecordSink, context: UploadContext): StreamReader {
  const { draft, strings } = sink
  const fields = new SlotFields(sink, evePaths, zonelessTimes(sink, context, NO_ZONE))
  const records = eveRecords(sink, fields, context)
  const names = serverNames()
  const keyExporter = cutText(context.keyExporter, LONGEST_NAME)
  let ruling: FlowEvent | undefined
  let isFirewall = false
  let lastType = ''
  let lastBytes = bytesOf(lastType)

  const isRead = (type: string) => type === ruling || (ruling === undefined && isFlowEvent(type)) || isNamingEvent(type)

  /** The type of the event; of one like that before without a new text. */
  function typeOf(slot: number): string | undefined {
    if (lastType !== '' && fields.isText(slot, lastBytes)) return lastType
    const type = fields.text(slot)
    lastType = type ?? ''
    lastBytes = bytesOf(lastType)
    return type
  }

  function keepName(slots: EveSlots, type: string): void {
    const name = fields.text(
      type === 'http' ? slots['http.hostname'] : type === 'tls' ? slots['tls.sni'] : slots['quic.sni'],
    )
    const id = name === undefined ? undefined : flowKey(fields, slots.flow_id)
    if (id !== undefined && name !== undefined) names.keep(id, name)
  }

  function takeFlow(slots: EveSlots, type: FlowEvent): void {
    ruling = type
    if (!records[type](slots, slots === wrappedEvent)) return
    const id = names.isEmpty ? undefined : flowKey(fields, slots.flow_id)
    const name = id === undefined ? undefined : names.of(id)
    if (id !== undefined && name !== undefined) {
      draft.host = strings.fromString(name)
      if (type === 'flow') names.forget(id)
    }
    const host = fields.id(slots.host, LONGEST_NAME)
    const exporter = host > 0 ? host : fields.id(FIREWALL_NAME, LONGEST_NAME)
    draft.exporter = exporter > 0 ? exporter : strings.fromString(keyExporter)
    sink.record()
  }

  const values = readJsonObjects<SlotFields>(sink, {
    skipKind(buffer, start, end) {
      const type = eventTypeOf(buffer, start, end)
      return type === undefined || isRead(type) ? undefined : kindOf(type)
    },
    parse: (buffer, start, end) => fields.scan(buffer, start, end),
    onObject() {
      const wrapped = !fields.has(bareEvent.event_type) && fields.isObject(WRAPPED)
      const slots = wrapped ? wrappedEvent : bareEvent
      const type = typeOf(slots.event_type)
      isFirewall ||= wrapped
      if (type === undefined) {
        sink.reject('missing_field', 'event_type', 'no event type')
        return
      }
      if (isFlowEvent(type) && isRead(type)) {
        takeFlow(slots, type)
        return
      }
      if (isNamingEvent(type)) keepName(slots, type)
      sink.skip(kindOf(type))
    },
  })
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
    const event: JsonObject = value.event_type === undefined && isJsonObject(value.event) ? value.event : value
    return textOf(event.event_type) !== undefined && textOf(event.timestamp) !== undefined
  })
}
