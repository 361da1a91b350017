/**
 * Rows on their way to landing objects: a buffer and a local file per UTC day under one budget of buffered rows. A day
 * that has a full row group is written; over the budget the fullest day is.
 */
import { join } from 'node:path'
import { flows } from '../../lib/tables/flows.ts'
import type { Enricher } from '../enrich/enricher.ts'
import { createAddressCodes } from './address-codes.ts'
import { type AddressTable, createAddressTable } from './address-table.ts'
import { createDayBuffer, type DayBuffer } from './day-buffer.ts'
import { type FlowContext, flowColumns } from './flow-columns.ts'
import { createLandingFile, type LandingFile } from './landing-file.ts'
import { createPortServices } from './port-services.ts'
import { type ClearableStrings, createStringTable } from './string-table.ts'

/** Rows of a full row group. */
export const ROW_GROUP_ROWS = 100_000
/** Buffered rows of all days together; 150 bytes each. */
export const BUFFERED_ROWS = 600_000
/** Distinct addresses, distinct strings' characters, beyond which everything is written and forgotten. */
const MAX_ADDRESSES = 400_000
const MAX_CHARACTERS = 32_000_000
/** Records between two looks at those sizes. */
const SETTLE_EVERY = 256

export interface SpooledDay {
  dt: string
  path: string
  rows: number
  records: number
  bytesOut: bigint
  bytesIn: bigint
}

export interface Spool {
  readonly strings: ClearableStrings
  readonly addresses: AddressTable
  /** The buffer of a day with room for one more row: fill index `rows`, then call `added`. */
  bufferOf(day: number): DayBuffer
  added(buffer: DayBuffer): void
  /** To be called between records: clears the tables of ids when they are large. */
  settle(): void
  finish(): SpooledDay[]
  abandon(): void
}

interface Day {
  buffer: DayBuffer
  file: LandingFile
  path: string
  rows: number
  records: number
  bytesOut: bigint
  bytesIn: bigint
}

export interface SpoolOptions {
  scratchDir: string
  enricher: Enricher
  labels: Pick<FlowContext, 'source' | 'format' | 'uploadId' | 'build'>
}

export function createSpool({ scratchDir, enricher, labels }: SpoolOptions): Spool {
  const strings = createStringTable()
  const addresses = createAddressTable(enricher)
  const addressCodes = createAddressCodes(addresses)
  const portServices = createPortServices(enricher)
  const context: FlowContext = { strings, addresses, addressCodes, enricher, portServices, ...labels }
  const days = new Map<number, Day>()
  let buffered = 0
  let sinceSettled = 0
  let lastNumber = -1
  let lastDay: Day | undefined

  function open(number: number): Day {
    const dt = new Date(number * 86_400_000).toISOString().slice(0, 10)
    const path = join(scratchDir, `${labels.uploadId}-${dt}.parquet`)
    const day = { buffer: createDayBuffer(dt), file: createLandingFile(path, flows), path, rows: 0, records: 0 }
    const opened: Day = { ...day, bytesOut: 0n, bytesIn: 0n }
    days.set(number, opened)
    return opened
  }

  function write(day: Day): void {
    const { buffer } = day
    if (buffer.rows === 0) return
    day.file.appendRowGroup(flowColumns(buffer, context), buffer.rows)
    for (let i = 0; i < buffer.rows; i++) if (buffer.part[i] === 0) day.records++
    day.bytesOut += sumOfRecords(buffer.bytesOut, buffer)
    day.bytesIn += sumOfRecords(buffer.bytesIn, buffer)
    day.rows += buffer.rows
    buffered -= buffer.rows
    buffer.rows = 0
  }

  function fullest(): Day | undefined {
    let found: Day | undefined
    for (const day of days.values()) if (found === undefined || day.buffer.rows > found.buffer.rows) found = day
    return found
  }

  return {
    strings,
    addresses,
    bufferOf(number) {
      let day = number === lastNumber ? lastDay : days.get(number)
      if (day === undefined) day = open(number)
      lastNumber = number
      lastDay = day
      if (day.buffer.rows === day.buffer.capacity) day.buffer = createDayBuffer(day.buffer.dt, day.buffer)
      return day.buffer
    },
    added(buffer) {
      buffer.rows++
      buffered++
      if (buffer.rows >= ROW_GROUP_ROWS && lastDay !== undefined) write(lastDay)
      else if (buffered >= BUFFERED_ROWS) {
        const day = fullest()
        if (day !== undefined) write(day)
      }
    },
    settle() {
      if (++sinceSettled < SETTLE_EVERY) return
      sinceSettled = 0
      if (addresses.size < MAX_ADDRESSES && strings.heldCharacters < MAX_CHARACTERS) return
      for (const day of days.values()) write(day)
      addresses.clear()
      addressCodes.clear()
      strings.clear()
    },
    finish() {
      return [...days.values()]
        .sort((a, b) => (a.buffer.dt < b.buffer.dt ? -1 : 1))
        .map(day => {
          write(day)
          day.file.finish()
          const { path, rows, records, bytesOut, bytesIn } = day
          return { dt: day.buffer.dt, path, rows, records, bytesOut, bytesIn }
        })
    },
    abandon() {
      for (const day of days.values()) day.file.abandon()
    },
  }
}

/** Exact sum over part 0; NaN counts nothing. */
function sumOfRecords(counters: Float64Array, buffer: DayBuffer): bigint {
  let whole = 0n
  let sum = 0
  for (let i = 0; i < buffer.rows; i++) {
    const value = counters[i] as number
    if (buffer.part[i] !== 0 || Number.isNaN(value)) continue
    if (sum + value > Number.MAX_SAFE_INTEGER) {
      whole += BigInt(sum)
      sum = 0
    }
    sum += value
  }
  return whole + BigInt(sum)
}
