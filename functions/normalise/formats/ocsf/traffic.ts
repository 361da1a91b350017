/** Counters of OCSF events. */
import type { RecordDraft, RecordSink } from '../format.ts'
import { innerOf, type JsonFields, REFUSED } from '../framing/json-fields.ts'
import type { JsonObject } from '../framing/json-values.ts'

const MAX = Number.MAX_SAFE_INTEGER
const CLOSE = 2
const RESET = 3
const RUNNING =
  'cumulative_traffic of connections that go on, or beside traffic, is a running total: not counted, as it would count twice'
const TOGETHER =
  'traffic has bytes and packets of both directions together (no bytes_out, bytes_in): they are counted as sent by src_endpoint'

export interface TrafficReader {
  /** Fills the counters of the draft; false where the event was rejected. `isHalf`: the event is of one direction. */
  read(event: JsonObject, isHalf: boolean): boolean
}

/**
 * `traffic` is what was sent since the event before, `cumulative_traffic` since the connection began
 * (https://schema.ocsf.io/1.8.0/classes/network_activity): the latter counts only where a connection ends, in a file without
 * the former. Out is from source to destination, in the other way (https://schema.ocsf.io/1.8.0/objects/network_traffic).
 */
export function trafficReader(sink: RecordSink, fields: JsonFields): TrafficReader {
  const { draft } = sink
  let hasTraffic = false

  /** Where the counters stand; undefined where they would count twice. */
  function placeOf(event: JsonObject): 'traffic' | 'cumulative_traffic' | undefined {
    if (hasCounters(innerOf(event, 'traffic'))) {
      hasTraffic = true
      return 'traffic'
    }
    if (!hasCounters(innerOf(event, 'cumulative_traffic'))) return undefined
    if (!hasTraffic && (event.activity_id === CLOSE || event.activity_id === RESET)) return 'cumulative_traffic'
    sink.warn(RUNNING)
    return undefined
  }

  function readSplit(traffic: JsonObject, place: string): boolean {
    for (const [name, counter] of split) {
      const value = fields.wholeOrDigits(traffic, name, `${place}.${name}`, MAX)
      if (value === REFUSED) return false
      draft[counter] = value
    }
    return true
  }

  function readTotals(traffic: JsonObject, place: string, isHalf: boolean): boolean {
    draft.sourceBytes = fields.wholeOrDigits(traffic, 'bytes', `${place}.bytes`, MAX)
    if (draft.sourceBytes === REFUSED) return false
    draft.sourcePackets = fields.wholeOrDigits(traffic, 'packets', `${place}.packets`, MAX)
    if (draft.sourcePackets === REFUSED) return false
    if (!isHalf) {
      sink.warn(TOGETHER)
      return true
    }
    // The other direction is another event; NaN where this one has no counters either.
    draft.destinationBytes = draft.sourceBytes * 0
    draft.destinationPackets = draft.sourcePackets * 0
    return true
  }

  return {
    read(event, isHalf) {
      const place = placeOf(event)
      if (place === undefined) return true
      const traffic = innerOf(event, place)
      return hasSplit(traffic) ? readSplit(traffic, place) : readTotals(traffic, place, isHalf)
    },
  }
}

type Counter = keyof Pick<RecordDraft, 'sourceBytes' | 'destinationBytes' | 'sourcePackets' | 'destinationPackets'>
const split: readonly (readonly [name: string, counter: Counter])[] = [
  ['bytes_out', 'sourceBytes'],
  ['bytes_in', 'destinationBytes'],
  ['packets_out', 'sourcePackets'],
  ['packets_in', 'destinationPackets'],
]

const isThere = (value: unknown): boolean => value !== undefined && value !== null
const hasSplit = (traffic: JsonObject): boolean => split.some(([name]) => isThere(traffic[name]))
const hasCounters = (traffic: JsonObject): boolean =>
  hasSplit(traffic) || isThere(traffic.bytes) || isThere(traffic.packets)
