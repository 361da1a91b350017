/** Which EVE events are read, and which are skipped as what. */
import { bytesOf, decodeText } from '../framing/fields.ts'

/** Events that carry the server name of a flow. */
const naming = new Set(['tls', 'quic', 'http'])

/**
 * Events by the names of https://docs.suricata.io/en/suricata-7.0.15/output/eve/eve-json-format.html. Others are counted
 * together, so that a file cannot make up kinds without end.
 */
const others = new Set(
  (
    'alert anomaly arp bittorrent_dht dcerpc dhcp dnp3 dns drop engine enip fileinfo flow frame ftp ftp_data http http2 ike ' +
    'ikev2 krb5 ldap mdns metadata modbus mqtt netflow nfs nfsv3 packetinfo pgsql pop3 quic rdp rfb sip smb smtp snmp ' +
    'ssh stats telnet template tftp tls vars websocket'
  ).split(' '),
)

/** The two ways in which Suricata logs flows. */
export type FlowEvent = 'flow' | 'netflow'

export const isFlowEvent = (type: string): type is FlowEvent => type === 'flow' || type === 'netflow'

export const isNamingEvent = (type: string): boolean => naming.has(type)

/** Kind as which an event that is no record is skipped. */
export const kindOf = (type: string): string => `event:${others.has(type) ? type : 'other'}`

const QUOTE = 34
const COLON = 58
const SPACE = 32
const OPEN_BRACE = 123
const LONGEST_TYPE = 32
const key = bytesOf('"event_type"')

/**
 * The event type of an event that is not wrapped, without parsing it: 0.3 µs against 5 for an event of 1 kB. undefined
 * where it is not sure: a brace stands before it, so that it may belong to an inner object, or it is no plain string.
 */
export function eventTypeOf(buffer: Uint8Array, start: number, end: number): string | undefined {
  const bytes = Buffer.from(buffer.buffer, buffer.byteOffset + start, end - start)
  const at = bytes.indexOf(key)
  if (at < 0) return undefined
  for (let i = 1; i < at; i++) if (bytes[i] === OPEN_BRACE) return undefined
  let from = at + key.length
  while (bytes[from] === SPACE) from++
  if (bytes[from++] !== COLON) return undefined
  while (bytes[from] === SPACE) from++
  if (bytes[from++] !== QUOTE) return undefined
  const to = bytes.indexOf(QUOTE, from)
  if (to < 0 || to - from > LONGEST_TYPE) return undefined
  return decodeText(bytes, from, to)
}
