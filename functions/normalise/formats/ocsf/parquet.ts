import type { RecordSink, UploadContext } from '../format.ts'
import { bytesOf } from '../framing/fields.ts'
import { parquetFormat, type RowReader } from '../parquet/read-rows.ts'
import type { ParquetColumn } from '../parquet/schema.ts'
import { NETWORK_ACTIVITY } from './class.ts'
import { openEventReader } from './event-reader.ts'
import { classColumns, classesIn } from './parquet-classes.ts'
import { checkReadable, eventColumns, hasEnds, openEventRows } from './parquet-event.ts'

/**
 * OCSF events of the class Network Activity as Amazon Security Lake writes them and wants them written: Parquet with a column for
 * each attribute and structs for objects (https://docs.aws.amazon.com/security-lake/latest/userguide/custom-sources-best-practices.html;
 * source versions 1 and 2 are OCSF 1.0.0-rc.2 and 1.1.0). A row is the event that JSON would have: the rules are the same.
 *
 * - A file is of this format where it has the addresses of both ends, and events of the class 4001.
 * - Typed times (TIMESTAMP, INT96) and numbers, whole or floating, are read alike; a text of digits is a number, as in JSON.
 * - NULL at any level is no word. Of a list (metadata.loggers) the first element counts. Lists where the schema has one object are
 *   no such object. Columns that no rule asks for, as `unmapped` and `observables`, are not read.
 */
export const ocsfNetworkParquet = parquetFormat({
  name: 'ocsf-network-parquet',
  title: 'OCSF Network Activity (Parquet)',
  heartbeat: false,
  directions: 2,
  takesDamaged: false,
  async isOf(footer, file) {
    if (!hasEnds(footer.columns) || classColumns(footer.columns).length === 0) return false
    const classes = await classesIn(footer, file)
    return classes.size === 0 || classes.has(NETWORK_ACTIVITY)
  },
  columnsOf: eventColumns,
  open: openRows,
})

function openRows(schema: readonly ParquetColumn[], sink: RecordSink, context: UploadContext): RowReader {
  const rows = openEventRows(schema)
  const framing = framedLate(sink, () => rows.text())
  const events = openEventReader(framing, context)
  return {
    columns: rows.columns,
    checkTypes: () => checkReadable(rows.columns),
    take(cursors, ordinal) {
      framing.ordinal = ordinal
      events.take(rows.eventAt(cursors))
    },
    get directions() {
      return events.directions
    },
  }
}

interface FramedLate extends RecordSink {
  /** Of the row whose outcome comes. */
  ordinal: number
}

/** Frames each row when its outcome comes, as only a rejected one needs its text. */
function framedLate(sink: RecordSink, textOf: () => string): FramedLate {
  const nothing = new Uint8Array(0)
  const framing: FramedLate = {
    draft: sink.draft,
    strings: sink.strings,
    ordinal: 0,
    frame: (ordinal, buffer, start, end) => sink.frame(ordinal, buffer, start, end),
    record() {
      sink.frame(framing.ordinal, nothing, 0, 0)
      sink.record()
    },
    reject(reason, column, found) {
      const text = bytesOf(textOf())
      sink.frame(framing.ordinal, text, 0, text.length)
      sink.reject(reason, column, found)
    },
    skip(kind) {
      sink.frame(framing.ordinal, nothing, 0, 0)
      sink.skip(kind)
    },
    marker(kind, exporter, startMs, endMs) {
      sink.frame(framing.ordinal, nothing, 0, 0)
      sink.marker(kind, exporter, startMs, endMs)
    },
    warn: text => sink.warn(text),
    refuse: text => sink.refuse(text),
  }
  return framing
}
