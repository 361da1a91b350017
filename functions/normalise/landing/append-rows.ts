/**
 * Rows of any days, many at once. Those of few days go to columns, each day's part of a column in one go; those of many are
 * scattered, row by row.
 */
import type { DayBuffer } from './day-buffer.ts'
import { MOST_DAYS, type RowBatch } from './row-batch.ts'
import type { RowScatter, ScatteredRows } from './scattered-rows.ts'

/** Where rows go to. */
export interface RowPlaces {
  /** A buffer of a day with room for one more row: fill index `rows`, or more of them, then call `added`. */
  bufferOf(day: number): DayBuffer
  added(buffer: DayBuffer, rows: number): void
  /** What scatters rows of many days, with those of the batch; undefined where they go to buffers all the same. */
  scatterFor(batch: RowBatch): RowScatter | undefined
  /** Rows of a day with room for one more, undefined where there is none; call `addedScattered` when some went there. */
  scatteredOf(day: number): ScatteredRows | undefined
  addedScattered(day: number, rows: number): void
  /** Rows that a day has room for before its row group is written; while it waits for its editions none is. */
  roomOf(day: number): number
  /** Rows of any days that there is room for before the fullest is written. */
  readonly room: number
}

/** Days from which on rows are scattered. */
const MANY_DAYS = 8

export type AppendRows = (places: RowPlaces, batch: RowBatch) => void

/** What is written, and when, is as if each row came alone. */
export function createAppendRows(): AppendRows {
  const counts = new Int32Array(MOST_DAYS)
  const limits = new Float64Array(MOST_DAYS)
  const starts = new Int32Array(MOST_DAYS)
  let order = new Int32Array(0)
  /** Days of the piece, in order of their first rows. */
  let found: number[] = []
  /** By day, where rows of the piece are scattered to. */
  const under: (ScatteredRows | undefined)[] = new Array(MOST_DAYS).fill(undefined)

  /** Behind the last row from `at` on that is added before anything is written; counts the rows of each day. */
  function pieceFrom(places: RowPlaces, { rows, firstDay, days }: RowBatch, at: number): number {
    for (const day of found) counts[day] = 0
    found = []
    const end = Math.min(rows, at + Math.max(1, places.room))
    for (let row = at; row < end; row++) {
      const day = days[row] as number
      const count = (counts[day] as number) + 1
      counts[day] = count
      if (count === 1) {
        found.push(day)
        limits[day] = Math.max(1, places.roomOf(firstDay + day))
      }
      if (count >= (limits[day] as number)) return row + 1
    }
    return end
  }

  /** Numbers of the piece's rows, sorted by day. */
  function sortPiece({ rows, days }: RowBatch, at: number, end: number): void {
    if (order.length < rows) order = new Int32Array(rows)
    let start = 0
    for (const day of found) {
      starts[day] = start
      start += counts[day] as number
    }
    for (let row = at; row < end; row++) {
      const day = days[row] as number
      const place = starts[day] as number
      starts[day] = place + 1
      order[place] = row
    }
  }

  function copyPiece(places: RowPlaces, batch: RowBatch, at: number, end: number): void {
    const isOne = found.length === 1
    if (!isOne) sortPiece(batch, at, end)
    let from = isOne ? at : 0
    for (const day of found) {
      const behind = from + (counts[day] as number)
      while (from < behind) {
        const buffer = places.bufferOf(batch.firstDay + day)
        const rows = Math.min(behind - from, buffer.capacity - buffer.rows)
        if (isOne) copyRun(buffer, batch, from, rows)
        else copySome(buffer, batch, order, from, rows)
        places.added(buffer, rows)
        from += rows
      }
    }
  }

  /** Returns the first row that found no room, or `end`. */
  function scatterPiece(places: RowPlaces, scatter: RowScatter, batch: RowBatch, at: number, end: number): number {
    const { firstDay, days } = batch
    const open = (day: number): boolean => {
      const rows = places.scatteredOf(firstDay + day)
      if (rows === undefined) return false
      under[day] = rows
      scatter.begin(day, rows)
      return true
    }
    const close = (day: number) => {
      const rows = under[day]
      if (rows === undefined) return
      under[day] = undefined
      places.addedScattered(firstDay + day, scatter.end(day, rows))
    }
    let hasRoom = found.every(open)
    let row = at
    while (hasRoom && row < end) {
      row = scatter.scatter(row, end)
      if (row === end || scatter.isFull) break
      const day = days[row] as number
      close(day)
      hasRoom = open(day)
    }
    for (const day of found) close(day)
    return row
  }

  return (places, batch) => {
    let scatter: RowScatter | undefined
    let mayScatter = true
    for (let at = 0; at < batch.rows; ) {
      const end = pieceFrom(places, batch, at)
      if (mayScatter && found.length >= MANY_DAYS) {
        scatter ??= places.scatterFor(batch)
        const behind = scatter === undefined ? at : scatterPiece(places, scatter, batch, at, end)
        mayScatter = behind === end
        at = behind
      } else {
        copyPiece(places, batch, at, end)
        at = end
      }
    }
  }
}

function copyRun(buffer: DayBuffer, { doubles, integers, constants }: RowBatch, from: number, rows: number): void {
  const at = buffer.rows
  for (const [name, values] of doubles) buffer[name].set(values.subarray(from, from + rows), at)
  for (const [name, values] of integers) buffer[name].set(values.subarray(from, from + rows), at)
  for (const [name, value] of constants) buffer[name].fill(value, at, at + rows)
}

/** Copies the rows whose numbers stand in `order` from place `from` on. */
function copySome(buffer: DayBuffer, batch: RowBatch, order: Int32Array, from: number, rows: number): void {
  const at = buffer.rows
  for (const [name, values] of batch.doubles) copyDoubles(values, buffer[name], at, order, from, rows)
  for (const [name, values] of batch.integers) copyIntegers(values, buffer[name], at, order, from, rows)
  for (const [name, value] of batch.constants) buffer[name].fill(value, at, at + rows)
}

// One loop for each kind of array: it stays compiled for that kind.
function copyDoubles(
  values: Float64Array,
  into: Float64Array,
  at: number,
  order: Int32Array,
  from: number,
  rows: number,
): void {
  for (let i = 0; i < rows; i++) into[at + i] = values[order[from + i] as number] as number
}

function copyIntegers(
  values: Int32Array,
  into: Int32Array,
  at: number,
  order: Int32Array,
  from: number,
  rows: number,
): void {
  for (let i = 0; i < rows; i++) into[at + i] = values[order[from + i] as number] as number
}
