/**
 * When exporters logged anything on a day, over all uploads: one row per exporter and network (and source and format, which
 * are one each but for teams that share a name). Uploads are hundreds a day and exporter, so rows do not grow with them.
 */
import type { Liveness } from '../lib/receipt.ts'
import type { TableRow } from './parquet-table.ts'

/** Rows of a day above which a publish would not fit in its function's memory. */
export const MAX_LIVENESS = 300_000

const SLOTS = 96

interface Merged {
  exporter: string
  network: string | null
  source: string
  format: string
  heartbeat: boolean
  /** 0 and 1 per quarter-hour. */
  slots: Uint8Array
  lost: Uint8Array
  records: number
}

export interface LivenessMerge {
  /** Adds what an upload says of the day. Throws where that makes more rows than `maxRows`. */
  add(
    upload: { bucket: string; key: string; source: string; format: string; heartbeat: boolean },
    entries: readonly Omit<Liveness, 'dt'>[],
  ): void
  /** Rows of `inputs_liveness`, in order of exporter, network, source and format. */
  rows(): TableRow[]
}

export function createLivenessMerge(dt: string, maxRows = MAX_LIVENESS): LivenessMerge {
  const merged = new Map<string, Merged>()

  function rowOf(name: string, row: Omit<Merged, 'slots' | 'lost' | 'records'>, upload: string): Merged {
    const known = merged.get(name)
    if (known !== undefined) return known
    if (merged.size >= maxRows)
      throw new Error(
        `day ${dt}: expected at most ${maxRows} exporters times networks, found more by ${upload}; ` +
          'its receipt names its exporters: remove the upload if they are none',
      )
    const added = { ...row, slots: new Uint8Array(SLOTS), lost: new Uint8Array(SLOTS), records: 0 }
    merged.set(name, added)
    return added
  }

  return {
    add({ bucket, key, source, format, heartbeat }, entries) {
      for (const { exporter, networks, slots, lost, records } of entries) {
        for (const network of networks.length === 0 ? [null] : networks) {
          const name = JSON.stringify([exporter, network, source, format])
          const row = rowOf(name, { exporter, network, source, format, heartbeat }, `${bucket}/${key}`)
          row.heartbeat ||= heartbeat
          row.records += records
          mark(row.slots, slots)
          mark(row.lost, lost)
        }
      }
    },
    rows() {
      const names = [...merged.keys()].sort()
      return names.flatMap(name => {
        const row = merged.get(name)
        if (row === undefined) return []
        const { exporter, network, source, format, heartbeat, slots, lost, records } = row
        return [[exporter, network, source, format, heartbeat ? 1 : 0, slots.join(''), lost.join(''), records]]
      })
    },
  }
}

function mark(marks: Uint8Array, text: string): void {
  for (let slot = 0; slot < SLOTS; slot++) if (text.charCodeAt(slot) === 49) marks[slot] = 1
}
