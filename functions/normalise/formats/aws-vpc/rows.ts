/** Rows of VPC flow logs, however their fields were written, as records. */
import { ACCEPT, type RecordSink, type UploadContext } from '../format.ts'
import type { FieldRow } from '../framing/field-row.ts'
import { bytesOf } from '../framing/fields.ts'
import { NO_LOG_STATUS, setVpcDenied, vpcTimeMs } from '../framing/vpc-record.ts'
import { exporterNames } from './exporter.ts'
import { readNumbers } from './fields.ts'
import type { VpcColumns } from './header.ts'

const accept = bytesOf('ACCEPT')
const reject = bytesOf('REJECT')
const noData = bytesOf('NODATA')
const skipData = bytesOf('SKIPDATA')

export interface VpcRows {
  /**
   * Gives a row to the sink, which was framed and has as many fields as there are columns. `isOther` is asked of one
   * without a source address: whether it is something else, of which all is said.
   */
  take(columns: VpcColumns, isOther?: () => boolean): void
}

/** Reads the fields that `row` holds at the time. */
export function vpcRows(row: FieldRow, sink: RecordSink, context: UploadContext): VpcRows {
  const { draft } = sink
  const exporterOf = exporterNames(sink.strings, context)

  function readTime(column: number): number {
    const value = row.whole(column, Number.MAX_SAFE_INTEGER)
    return value < 0 ? value : vpcTimeMs(value, sink)
  }

  function readTimes(columns: VpcColumns): boolean {
    draft.startMs = readTime(columns.start)
    if (draft.startMs < 0) return row.refuse('bad_time', columns.start, 'start')
    draft.endMs = readTime(columns.end)
    return draft.endMs >= 0 || row.refuse('bad_time', columns.end, 'end')
  }

  function readExporter({ exporter, resource }: VpcColumns): number {
    const column = row.isSet(exporter) ? exporter : resource
    return row.isSet(column)
      ? exporterOf(row.buffer, row.startOf(column), row.endOf(column))
      : exporterOf(row.buffer, 0, 0)
  }

  function takeMarker(kind: 'nodata' | 'skipdata', columns: VpcColumns): void {
    if (readTimes(columns)) sink.marker(kind, readExporter(columns), draft.startMs, draft.endMs)
  }

  /** Reads both addresses; false where the row is no record, and all is said. */
  function readAddresses(columns: VpcColumns, isOther?: () => boolean): boolean {
    const source = row.isSet(columns.pktSrcaddr) ? columns.pktSrcaddr : columns.srcaddr
    const destination = row.isSet(columns.pktDstaddr) ? columns.pktDstaddr : columns.dstaddr
    if (row.address(source, draft.source)) {
      return row.address(destination, draft.destination) || row.refuse('bad_address', destination, 'dstaddr')
    }
    if (isOther?.() === true) return false
    if (columns.logStatus >= 0 || row.isSet(source) || row.isSet(destination)) {
      return row.refuse('bad_address', source, 'srcaddr')
    }
    sink.warn(NO_LOG_STATUS)
    takeMarker('nodata', columns)
    return false
  }

  return {
    take(columns, isOther) {
      if (row.equals(columns.logStatus, noData)) takeMarker('nodata', columns)
      else if (row.equals(columns.logStatus, skipData)) takeMarker('skipdata', columns)
      else {
        draft.reset()
        if (!readAddresses(columns, isOther) || !readTimes(columns) || !readNumbers(row, columns, draft)) return
        if (row.equals(columns.action, accept)) draft.action = ACCEPT
        else if (row.equals(columns.action, reject)) setVpcDenied(draft)
        draft.exporter = readExporter(columns)
        sink.record()
      }
    },
  }
}
