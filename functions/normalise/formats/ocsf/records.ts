/** OCSF network events as records. */
import { ACCEPT, type Action, BY_LOG, DENY, LAYER_IP, LAYER_PAYLOAD, NO, type RecordSink, UNKNOWN } from '../format.ts'
import { cutText } from '../framing/cut-text.ts'
import { innerOf, type JsonFields, REFUSED, textOf } from '../framing/json-fields.ts'
import type { JsonObject } from '../framing/json-values.ts'
import { hasPorts, ICMP, ICMPV6, TCP, UDP, UNKNOWN_PROTOCOL } from '../framing/protocols.ts'
import { setVpcDenied, setVpcFlags } from '../framing/vpc-record.ts'
import { beganOf } from './began.ts'
import { isZeek, LONGEST_NAME, wordOf } from './exporter.ts'
import { trafficReader } from './traffic.ts'

const FAIL = 4
const REFUSE = 5
/** Longest state or application that is kept. */
const LONGEST_WORD = 64
/** Names of Zeek and of IANA, for events without a number. */
const protocols = new Map(
  Object.entries({ icmp: ICMP, tcp: TCP, udp: UDP, gre: 47, esp: 50, icmp6: ICMPV6, 'ipv6-icmp': ICMPV6, sctp: 132 }),
)

export interface NetworkRecords {
  /** Fills the draft but for times and exporter; false where the event was rejected. `isHalf`: it is of one direction. */
  fill(event: JsonObject, isHalf: boolean): boolean
}

/** `sampling`: of logs that have no word on it. */
export function networkRecords(sink: RecordSink, fields: JsonFields, sampling: number): NetworkRecords {
  const { draft, strings } = sink
  const traffic = trafficReader(sink, fields)

  function readPorts(event: JsonObject): boolean {
    const source = fields.wholeOrDigits(innerOf(event, 'src_endpoint'), 'port', 'src_endpoint.port', 65_535)
    if (source === REFUSED) return false
    const destination = fields.wholeOrDigits(innerOf(event, 'dst_endpoint'), 'port', 'dst_endpoint.port', 65_535)
    if (destination === REFUSED) return false
    if (source >= 0) draft.sourcePort = source
    if (destination >= 0) draft.destinationPort = destination
    return true
  }

  /** By number, of which −1 says that IANA has none, else by name. */
  function readProtocol(connection: JsonObject): boolean {
    if (connection.protocol_num === -1) {
      draft.protocol = UNKNOWN_PROTOCOL
      return true
    }
    const path = 'connection_info.protocol_num'
    const number = fields.wholeOrDigits(connection, 'protocol_num', path, 255)
    if (number === REFUSED) return false
    const name = wordOf(connection.protocol_name)
    if (Number.isNaN(number) && name === undefined) return fields.refuse('missing_field', path, undefined)
    draft.protocol = Number.isNaN(number) ? (protocols.get(name?.toLowerCase() ?? '') ?? UNKNOWN_PROTOCOL) : number
    return true
  }

  function readEnds(event: JsonObject): boolean {
    return (
      fields.address(innerOf(event, 'src_endpoint'), 'ip', 'src_endpoint.ip', draft.source) &&
      fields.address(innerOf(event, 'dst_endpoint'), 'ip', 'dst_endpoint.ip', draft.destination) &&
      readProtocol(innerOf(event, 'connection_info')) &&
      (!hasPorts(draft.protocol) || readPorts(event))
    )
  }

  /** What only events of both directions say. */
  function readWhole(event: JsonObject): void {
    draft.began = beganOf(event, draft)
    if (draft.began !== UNKNOWN) draft.beganBy = BY_LOG
    if (event.activity_id === FAIL || event.activity_id === REFUSE) draft.answered = NO
    draft.action = actionOf(event)
    draft.sampling = sampling
    if (!isZeek(event)) return
    draft.sampling = 1
    draft.bytesLayer = LAYER_PAYLOAD
  }

  /** What VPC says in its own words; false where the event was rejected. */
  function readHalf(event: JsonObject): boolean {
    const flags = fields.wholeOrDigits(innerOf(event, 'connection_info'), 'tcp_flags', 'connection_info.tcp_flags', 255)
    if (flags === REFUSED) return false
    if (flags >= 0) setVpcFlags(draft, flags)
    const action = actionOf(event)
    if (action === DENY) setVpcDenied(draft)
    else draft.action = action
    draft.sampling = 1
    draft.bytesLayer = LAYER_IP
    return true
  }

  function readWords(event: JsonObject, isHalf: boolean): void {
    const state = isHalf ? undefined : wordOf(event.status_code)
    if (state !== undefined) draft.state = strings.fromString(cutText(state, LONGEST_WORD))
    const app = wordOf(event.app_name)
    if (app !== undefined) draft.app = strings.fromString(cutText(app, LONGEST_WORD))
    const host = wordOf(innerOf(event, 'tls').sni)
    if (host !== undefined) draft.host = strings.fromString(cutText(host, LONGEST_NAME))
  }

  return {
    fill(event, isHalf) {
      if (!readEnds(event) || !traffic.read(event, isHalf)) return false
      if (!isHalf) readWhole(event)
      else if (!readHalf(event)) return false
      readWords(event, isHalf)
      return true
    },
  }
}

/** `action_id` of 1.1 and later; before it, and beside it, `disposition_id`; mappings that have neither write the log's word. */
function actionOf({ action_id: actionId, disposition_id: dispositionId, action, disposition }: JsonObject): Action {
  const id = actionId === 1 || actionId === 2 ? actionId : dispositionId
  if (id === 1) return ACCEPT
  if (id === 2) return DENY
  const word = (textOf(action) ?? textOf(disposition))?.toLowerCase() ?? ''
  if (['allowed', 'allow', 'accept'].includes(word)) return ACCEPT
  return ['denied', 'deny', 'reject', 'blocked'].includes(word) ? DENY : UNKNOWN
}
