/** Columns of Zeek's conn log by name, never by place. */
import { firstLines } from '../framing/lines.ts'
import { freshHeader, isHeaderLine, plainNames, takeHeaderLine } from './header.ts'
import { type ConnPath, connPathOf } from './log-paths.ts'

/** 0-based places of the columns that are read; −1 where the log has no such column. */
export interface ConnColumns {
  ts: number
  duration: number
  origH: number
  origP: number
  respH: number
  respP: number
  proto: number
  ipProto: number
  service: number
  origBytes: number
  respBytes: number
  origIpBytes: number
  respIpBytes: number
  origPkts: number
  respPkts: number
  connState: number
  history: number
  nodeName: number
  uid: number
}

/**
 * Names by which each column is known: Zeek's own first, then what `Log::default_field_name_map`, another scope separator,
 * or ECS-like renaming make of it, Security Onion's last (its `zeek.conn` and `zeek.common` pipelines). The first that a log
 * has wins.
 */
export const connAliases: Record<keyof ConnColumns, readonly string[]> = {
  ts: ['ts', 'timestamp', '@timestamp'],
  duration: ['duration', 'event.duration'],
  origH: ['id.orig_h', 'id_orig_h', 'orig_h', 'src', 'src_ip', 'src_addr', 'src_h', 'source_ip', 'source.ip'],
  origP: ['id.orig_p', 'id_orig_p', 'orig_p', 'src_port', 'src_p', 'source_port', 'source.port'],
  respH: [
    'id.resp_h',
    'id_resp_h',
    'resp_h',
    'dst',
    'dst_ip',
    'dst_addr',
    'dst_h',
    'dest_ip',
    'destination_ip',
    'destination.ip',
  ],
  respP: ['id.resp_p', 'id_resp_p', 'resp_p', 'dst_port', 'dst_p', 'dest_port', 'destination_port', 'destination.port'],
  proto: ['proto', 'network.transport'],
  ipProto: ['ip_proto'],
  service: ['service', 'network.protocol'],
  origBytes: ['orig_bytes', 'client.bytes'],
  respBytes: ['resp_bytes', 'server.bytes'],
  origIpBytes: ['orig_ip_bytes', 'client.ip_bytes'],
  respIpBytes: ['resp_ip_bytes', 'server.ip_bytes'],
  origPkts: ['orig_pkts', 'client.packets'],
  respPkts: ['resp_pkts', 'server.packets'],
  connState: ['conn_state', 'connection.state'],
  history: ['history', 'connection.history'],
  nodeName: ['_node_name', '_system_name', 'observer.name'],
  uid: ['uid', 'log.id.uid'],
}

/** Finds the columns of a header. */
export function connColumns(names: readonly string[]): ConnColumns {
  const places = new Map<string, number>()
  for (const [at, name] of names.entries()) if (!places.has(name)) places.set(name, at)
  const place = (column: keyof ConnColumns) => {
    for (const alias of connAliases[column]) {
      const at = places.get(alias)
      if (at !== undefined) return at
    }
    return -1
  }
  return {
    ts: place('ts'),
    duration: place('duration'),
    origH: place('origH'),
    origP: place('origP'),
    respH: place('respH'),
    respP: place('respP'),
    proto: place('proto'),
    ipProto: place('ipProto'),
    service: place('service'),
    origBytes: place('origBytes'),
    respBytes: place('respBytes'),
    origIpBytes: place('origIpBytes'),
    respIpBytes: place('respIpBytes'),
    origPkts: place('origPkts'),
    respPkts: place('respPkts'),
    connState: place('connState'),
    history: place('history'),
    nodeName: place('nodeName'),
    uid: place('uid'),
  }
}

/** Whether columns are those of a conn log: both ends, a protocol, and a word that only conn logs have. */
function areConn(columns: ConnColumns): boolean {
  const { ts, origH, respH, proto, connState, history, origBytes, origPkts } = columns
  return Math.min(ts, origH, respH, proto) >= 0 && Math.max(connState, history, origBytes, origPkts) >= 0
}

/**
 * What rows under a header of this `#path` and these columns are; undefined where they are another log's. Without `#path` the
 * columns decide.
 */
export function connPathUnder(path: string, columns: ConnColumns): ConnPath | undefined {
  if (path === 'conn') return 'conn'
  if (!areConn(columns)) return undefined
  return path === '' ? 'conn' : connPathOf(path)
}

/** Column names of a conn log without `#` lines; undefined where the line is something else. */
export function parsePlainHeader(buffer: Uint8Array, start: number, end: number): readonly string[] | undefined {
  const names = plainNames(buffer, start, end)
  return areConn(connColumns(names)) ? names : undefined
}

/** Recognises a conn log by a header of it in the first bytes, or by a first line of its column names. */
export function recogniseConn(head: Uint8Array, complete: boolean): boolean {
  const header = freshHeader()
  let columns: ConnColumns | undefined
  let fields: readonly string[] | undefined
  let rows = 0
  for (const { start, end } of firstLines(head, complete, Number.POSITIVE_INFINITY)) {
    if (isHeaderLine(head, start, end)) {
      takeHeaderLine(header, head, start, end)
      if (header.fields !== fields) {
        fields = header.fields
        columns = fields === undefined ? undefined : connColumns(fields)
      }
      if (columns !== undefined && connPathUnder(header.path, columns) !== undefined) return true
    } else if (rows++ === 0 && parsePlainHeader(head, start, end) !== undefined) {
      return true
    }
  }
  return false
}
