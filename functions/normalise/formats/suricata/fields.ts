/** Places of what is read of EVE events, and values that only Suricata writes. */
import { hexDigit } from '../../../lib/addresses.ts'
import { REFUSED, UNSET } from '../framing/json-fields.ts'
import { slotNumbers } from '../framing/json-slots.ts'
import type { SlotFields } from '../framing/slot-fields.ts'

/** Of the event itself. */
const OF_EVENT = [
  'event_type',
  'flow_id',
  'src_ip',
  'src_port',
  'dest_ip',
  'dest_port',
  'proto',
  'icmp_type',
  'icmp_code',
  'app_proto',
  'host',
  'flow.pkts_toserver',
  'flow.pkts_toclient',
  'flow.bytes_toserver',
  'flow.bytes_toclient',
  'flow.start',
  'flow.end',
  'flow.state',
  'flow.action',
  'netflow.pkts',
  'netflow.bytes',
  'netflow.start',
  'netflow.end',
  'tcp.tcp_flags',
  'tcp.tcp_flags_ts',
  'tcp.tcp_flags_tc',
  'tls.sni',
  'quic.sni',
  'http.hostname',
] as const
const WRAPPED_PATHS = [
  ...OF_EVENT,
  ...OF_EVENT.map(path => `event.${path}` as const),
  'event',
  'firewall_name',
] as const

/** All paths that are read, of an event and of one that AWS Network Firewall wraps. */
export const evePaths: readonly string[] = WRAPPED_PATHS
const numbers = slotNumbers(WRAPPED_PATHS)

export type EveSlots = ReturnType<typeof slotNumbers<(typeof OF_EVENT)[number]>>

/** Slots of an event itself, and of the one that is wrapped. */
export const bareEvent: EveSlots = slotNumbers(OF_EVENT)
export const wrappedEvent: EveSlots = Object.fromEntries(
  OF_EVENT.map(path => [path, numbers[`event.${path}`]]),
) as EveSlots
export const WRAPPED = numbers.event
export const FIREWALL_NAME = numbers.firewall_name

/** TCP flags, two hexadecimal digits; UNSET where there are none, REFUSED where the event is rejected. */
export function flagsOf(fields: SlotFields, slot: number): number {
  if (!fields.isSet(slot)) return UNSET
  const length = fields.plainLength(slot)
  if (length === 1 || length === 2) {
    fields.copyPlain(slot, digits, 0)
    const high = length === 2 ? hexDigit(digits[0] as number) : 0
    const low = hexDigit(digits[length - 1] as number)
    if (high >= 0 && low >= 0) return high * 16 + low
  }
  fields.refuse('bad_number', slot)
  return REFUSED
}

const digits = new Uint8Array(2)

/** Longest id of a flow that is remembered; Suricata's have at most 19 digits. */
const LONGEST_ID = 64

/**
 * A flow's id as a key of a map; undefined where the event has none. A text also where it is a number: places of numbers
 * in a map can be chosen by who writes the file, so that all of them lie in one.
 */
export function flowKey(fields: SlotFields, slot: number): string | undefined {
  if (fields.isNumber(slot)) return `#${fields.number(slot)}`
  const id = fields.string(slot)
  return id !== undefined && id.length <= LONGEST_ID ? `"${id}` : undefined
}
