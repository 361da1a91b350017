import type { RecordSink, StreamFormat, StreamReader, UploadContext } from '../format.ts'
import { cutText } from '../framing/cut-text.ts'
import { bytesOf } from '../framing/fields.ts'
import { JsonFields, textOf } from '../framing/json-fields.ts'
import { someObject } from '../framing/json-heads.ts'
import { type JsonObject, readJsonValues } from '../framing/json-values.ts'
import { jsonWord } from '../framing/json-word.ts'
import { keptString } from '../framing/kept-string.ts'
import { serverNames } from '../framing/server-names.ts'
import { zonelessTimes } from '../framing/time-zones.ts'
import { NO_ZONE } from './conn-fields.ts'
import { entryFields, isConnection, openEntry, pathByColumns, type ZeekEntry } from './json-entries.ts'
import { connRecords } from './json-records.ts'
import {
  type ConnPath,
  connPathOf,
  LONGEST_UID,
  namingColumns,
  onlyRepeats,
  otherPaths,
  repeatOfKey,
} from './log-paths.ts'

const LONGEST_NAME = 255
const pathOf = jsonWord('_path')

/**
 * Zeek's conn log in JSON (`LogAscii::use_json`): an object a line, printed over lines, or an array; a key that is unset is
 * absent. Also as Corelight's sensors export it (`_path`, `_system_name`, `_write_ts`), by log from Kafka (`{"conn": {…}}`),
 * and as Security Onion keeps it: the line in `message`, or its fields under their names in Elasticsearch.
 *
 * - Fields, who began and who answered: as in the log's text.
 * - `ts` is epoch seconds, epoch milliseconds (by size) or ISO 8601.
 * - An entry's log is said by `_path`, by its envelope, or shown by its columns. Entries of other logs are skipped by name,
 *   those of `conn_long` and `open_conn` too; a file of nothing else is refused.
 * - Server names are those of ssl, quic and http entries with the same `uid` that stand before the connection's.
 * - Exporter: `_system_name` or `_node_name`, else the envelope's `observer.name` or `agent.name`, else the folder.
 */
export const zeekConnJson: StreamFormat = {
  name: 'zeek-conn-json',
  title: 'Zeek conn.log (JSON)',
  heartbeat: false,
  directions: 2,
  unit: 'line',
  access: 'stream',
  recognise,
  open: openConnJson,
}

function openConnJson(sink: RecordSink, context: UploadContext): StreamReader {
  const fields = entryFields()
  const json = new JsonFields(sink)
  const records = connRecords(sink, json, fields, zonelessTimes(sink, context, NO_ZONE))
  const kindOf = otherPaths()
  const names = serverNames()
  const folder = keptString(sink.strings, bytesOf(context.keyExporter))
  const keyPath = repeatOfKey(context.key)
  const unnamed = connPathOf(keyPath ?? 'conn')
  let hasConn = false
  /** The entry before said its log by `_path`: looking for that costs nothing where no entry does. */
  let saysPath = false
  /** The last log of connections that conn.log has too. */
  let repeat: string | undefined

  /** What an entry of a log of this name is; of no name, what its columns show. */
  function judge(path: string | undefined, record: JsonObject): ConnPath | undefined {
    if (path === 'conn') {
      fields.turnTo(record)
      return 'conn'
    }
    const named = path === undefined ? unnamed : connPathOf(path)
    return named !== undefined && isConnection(record, fields) ? named : undefined
  }

  function keepName(record: JsonObject, path: string): void {
    const column = namingColumns[path]
    const uid = uidOf(record)
    const name = column === undefined ? undefined : textOf(record[column])
    if (uid !== undefined && name !== undefined) names.keep(uid, name)
  }

  function takeConn({ record, prefix, sensor }: ZeekEntry): void {
    hasConn = true
    json.setPrefix(prefix)
    if (!records.fill()) return
    const uid = names.isEmpty ? undefined : uidOf(record)
    const name = uid === undefined ? undefined : names.of(uid)
    if (uid !== undefined && name !== undefined) {
      sink.draft.host = sink.strings.fromString(name)
      names.forget(uid)
    }
    sink.draft.sampling = context.sampling ?? 1
    const exporter = textOf(fields.of('nodeName')) ?? sensor
    sink.draft.exporter = exporter === undefined ? folder() : sink.strings.fromString(cutText(exporter, LONGEST_NAME))
    sink.record()
  }

  function takeOther({ record }: ZeekEntry, path: string | undefined): void {
    const found = path ?? pathByColumns(record)
    if (found === undefined && record.ts === undefined) {
      sink.reject('missing_field', 'id.orig_h', 'no field of a log of Zeek')
      return
    }
    if (found !== undefined) keepName(record, found)
    sink.skip(kindOf(found ?? ''))
  }

  const values = readJsonValues(sink, {
    skipKind(buffer, start, end) {
      if (!saysPath) return undefined
      const path = pathOf(buffer, start, end)
      const isOther = path !== undefined && connPathOf(path) === undefined && namingColumns[path] === undefined
      return isOther ? kindOf(path) : undefined
    },
    onObject(value) {
      saysPath = value._path !== undefined
      const entry = openEntry(value)
      const found = judge(entry.path, entry.record)
      if (found === 'conn') {
        takeConn(entry)
        return
      }
      if (found === 'repeat') repeat = entry.path ?? keyPath
      takeOther(entry, found === 'repeat' ? repeat : entry.path)
    },
  })
  return {
    push: chunk => values.push(chunk),
    end(cut) {
      values.end(cut)
      if (!hasConn && repeat !== undefined) sink.refuse(onlyRepeats(repeat))
      names.warnOfDropped(sink)
    },
    get framed() {
      return values.framed
    },
  }
}

function uidOf(record: JsonObject): string | undefined {
  const uid = textOf(record.uid)
  return uid !== undefined && uid.length <= LONGEST_UID ? uid : undefined
}

/** Recognises by an object among the first bytes that is a connection. */
function recognise(head: Uint8Array, complete: boolean): boolean {
  const fields = entryFields()
  return someObject(
    head,
    complete,
    value => {
      const { record, path } = openEntry(value)
      return (path === undefined || connPathOf(path) !== undefined) && isConnection(record, fields)
    },
    Number.POSITIVE_INFINITY,
  )
}
