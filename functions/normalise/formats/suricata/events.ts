/** Which EVE events are read, and which are skipped as what. */
import { jsonWord } from '../framing/json-word.ts'

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

/** The event type of an event that is not wrapped, without parsing it; undefined where it is not sure. */
export const eventTypeOf = jsonWord('event_type')
