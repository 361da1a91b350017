/**
 * What Zeek would log of connections: one conn.log line each, or one per stretch without a silence over its inactivity
 * time-outs; what comes after such a silence is a connection whose beginning Zeek did not see.
 */
import { type Connection, dotted, spanOf } from '../connections.ts'

export interface ZeekOptions {
  node: string
  /** Added to every time: a clock that is wrong. */
  clockSkewMs?: number
}

export const ZEEK_HEADER = [
  '#separator \\x09',
  '#set_separator\t,',
  '#empty_field\t(empty)',
  '#unset_field\t-',
  '#path\tconn',
  '#fields\t_node_name\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\t' +
    'duration\torig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\t' +
    'resp_pkts\tresp_ip_bytes\ttunnel_parents',
  '#types\tstring\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\t' +
    'count\tcount\tstring\tbool\tbool\tcount\tstring\tcount\tcount\tcount\tcount\tset[string]\n',
].join('\n')

const PROTOCOLS = { 1: 'icmp', 6: 'tcp', 17: 'udp' } as const
/** Header bytes of a packet, for the payload columns; TCP's with time stamps, as nearly all of it. */
const HEADERS = { 1: 28, 6: 52, 17: 28 } as const

/** Zeek's own inactivity time-outs, in ms: tcp_inactivity_timeout, udp_ and icmp_inactivity_timeout. */
const TIMEOUTS_MS = { 1: 60_000, 6: 300_000, 17: 60_000 } as const

/** The lines of a connection under Zeek's inactivity time-outs. `ordinal` names the first, those after it follow. */
export function zeekLines(connection: Connection, ordinal: number, options: ZeekOptions): string[] {
  const times = [...connection.beginTimes, ...connection.answerTimes].sort((a, b) => a - b)
  const begins = times.filter((time, i) => i > 0 && time - (times[i - 1] ?? 0) > TIMEOUTS_MS[connection.protocol])
  const edges = [times[0] ?? 0, ...begins, Number.POSITIVE_INFINITY]
  return edges.slice(0, -1).map((from, i) => {
    const within = (time: number) => time >= from && time < (edges[i + 1] ?? 0)
    const stretch = {
      ...connection,
      beginTimes: connection.beginTimes.filter(within),
      answerTimes: connection.answerTimes.filter(within),
    }
    return zeekLine(stretch, ordinal + i, { ...options, beginningSeen: i === 0 })
  })
}

/** The line of a connection. `ordinal` names it. */
export function zeekLine(
  connection: Connection,
  ordinal: number,
  { node, clockSkewMs = 0, beginningSeen = true }: ZeekOptions & { beginningSeen?: boolean },
): string {
  const { protocol, localBegan, answered, beginTimes, answerTimes } = connection
  const { firstMs, lastMs } = spanOf(connection)
  const local = `${dotted(connection.local)}\t${connection.protocol === 1 ? (localBegan ? connection.icmpType : 0) : connection.localPort}`
  const remote =
    `${dotted(connection.remote)}\t` +
    `${connection.protocol === 1 ? (localBegan ? 0 : connection.icmpType) : connection.remotePort}`
  const ends = localBegan ? `${local}\t${remote}` : `${remote}\t${local}`
  const beginBytes = beginTimes.length * connection.beginPacketBytes
  const answerBytes = answerTimes.length * connection.answerPacketBytes
  const payload = (bytes: number, packets: number) => Math.max(0, bytes - packets * HEADERS[protocol])
  const [state, history] =
    protocol === 6
      ? !beginningSeen
        ? ['OTH', 'DdAa']
        : answered
          ? ['SF', 'ShADadFf']
          : answerTimes.length > 0
            ? ['REJ', 'Sr']
            : ['S0', 'S']
      : ['SF', answered ? 'Dd' : 'D']
  const service =
    connection.remotePort === 53 || connection.localPort === 53
      ? 'dns'
      : connection.remotePort === 443 && answered
        ? 'ssl'
        : '-'
  const single = beginTimes.length + answerTimes.length === 1
  const durations = single
    ? '-\t-\t-'
    : `${((lastMs - firstMs) / 1000).toFixed(6)}\t` +
      `${payload(beginBytes, beginTimes.length)}\t${answered ? payload(answerBytes, answerTimes.length) : 0}`
  return [
    node,
    ((firstMs + clockSkewMs) / 1000).toFixed(6),
    `C${ordinal.toString(36).padStart(16, '0')}`,
    ends,
    PROTOCOLS[protocol],
    service,
    durations,
    protocol === 6 || answered ? state : 'S0',
    localBegan ? 'T\tF' : 'F\tT',
    '0',
    history,
    beginTimes.length,
    beginBytes,
    answerTimes.length,
    answerBytes,
    '-\n',
  ].join('\t')
}
