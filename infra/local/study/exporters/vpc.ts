/**
 * What AWS VPC flow logs would show of connections: a record per direction and aggregation window with packets, whose
 * start and end are its first and last packet in whole seconds; TCP flags OR-ed over the window.
 */
import { type Connection, dotted } from '../connections.ts'

export interface VpcOptions {
  interfaceId: string
  windowSeconds: 60 | 600
  tcpFlags: boolean
  /** The interface is a NAT gateway's, with this private address: each packet passes it twice. */
  gateway?: string
}

const FIELDS =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'

export const vpcHeader = ({ tcpFlags, gateway }: VpcOptions): string =>
  `${FIELDS}${tcpFlags ? ' tcp-flags' : ''}${gateway === undefined ? '' : ' pkt-srcaddr pkt-dstaddr'}\n`

/** Made-up account, as documentation writes them. */
const ACCOUNT = '123456789012'
const FIN = 1
const SYN = 2
const RST = 4
const SYN_ACK = 18

/** The records of a connection, each with the start second of its window. */
export function vpcLines(connection: Connection, options: VpcOptions): { windowSecond: number; line: string }[] {
  const { localBegan, protocol } = connection
  const lines: { windowSecond: number; line: string }[] = []
  for (const began of [true, false]) {
    const times = began ? connection.beginTimes : connection.answerTimes
    const packetBytes = began ? connection.beginPacketBytes : connection.answerPacketBytes
    const fromLocal = began === localBegan
    const legs = legsOf(connection, fromLocal, options)
    let i = 0
    while (i < times.length) {
      const windowSecond = windowOf(times[i] ?? 0, options.windowSeconds)
      let last = i
      while (last + 1 < times.length && windowOf(times[last + 1] ?? 0, options.windowSeconds) === windowSecond) last++
      const packets = last - i + 1
      const second = (at: number) => Math.floor((times[at] ?? 0) / 1000)
      const flags = options.tcpFlags
        ? ` ${protocol === 6 ? flagsOf(connection, began, i === 0, last === times.length - 1) : 0}`
        : ''
      for (const { ends, packet } of legs) {
        lines.push({
          windowSecond,
          line:
            `5 ${ACCOUNT} ${options.interfaceId} ${ends} ${protocol} ${packets} ` +
            `${packets * packetBytes} ${second(i)} ${second(last)} ${connection.denied ? 'REJECT' : 'ACCEPT'} OK${flags}${packet}\n`,
        })
      }
      i = last + 1
    }
  }
  return lines
}

/** Addresses and ports of the records of one direction: one, or one on each side of a NAT gateway. */
function legsOf(
  connection: Connection,
  fromLocal: boolean,
  { gateway }: VpcOptions,
): { ends: string; packet: string }[] {
  const [localPort, remotePort] = connection.protocol === 1 ? [0, 0] : [connection.localPort, connection.remotePort]
  const ordered = (local: string, remote: string) => (fromLocal ? `${local} ${remote}` : `${remote} ${local}`)
  const ports = ordered(`${localPort}`, `${remotePort}`)
  const [local, remote] = [dotted(connection.local), dotted(connection.remote)]
  if (gateway === undefined) return [{ ends: `${ordered(local, remote)} ${ports}`, packet: '' }]
  return [
    { ends: `${ordered(local, gateway)} ${ports}`, packet: ` ${ordered(local, remote)}` },
    { ends: `${ordered(gateway, remote)} ${ports}`, packet: ` ${ordered(gateway, remote)}` },
  ]
}

/** A window in which the interface saw nothing. */
export function noDataLine(
  windowSecond: number,
  options: VpcOptions,
  status: 'NODATA' | 'SKIPDATA' = 'NODATA',
): string {
  const end = windowSecond + options.windowSeconds - 1
  return `5 ${ACCOUNT} ${options.interfaceId} - - - - - - - ${windowSecond} ${end} - ${status}${options.tcpFlags ? ' -' : ''}\n`
}

const windowOf = (ms: number, seconds: number): number => Math.floor(ms / 1000 / seconds) * seconds

function flagsOf({ answered }: Connection, began: boolean, first: boolean, last: boolean): number {
  if (!answered) return began ? (first ? SYN : 0) : RST
  return (first ? (began ? SYN : SYN_ACK) : 0) | (last ? FIN : 0)
}
