/**
 * Rows on their way to landing objects: blocks of rows and a local file per UTC day under one budget of buffered rows. A day
 * that has a full row group is written; over the budget the fullest day is. A day whose editions are still on their way
 * keeps its rows until whoever reads the upload has waited for them, which it does between two pieces of the upload.
 */
import { join } from 'node:path'
import { landing } from '../../lib/tables/landing.ts'
import type { Enricher } from '../enrich/enricher.ts'
import { createPlacedCodes } from './address-codes.ts'
import { type AddressTable, createAddressTable } from './address-table.ts'
import { createAppendRows, type RowPlaces } from './append-rows.ts'
import type { DayBuffer } from './day-buffer.ts'
import { createBlockPool, isBlock, type WaitingRows } from './day-rows.ts'
import { type CountedDay, countRows, type DayTotals, nothingCounted, prefixesOf } from './day-totals.ts'
import { scriptEncoders } from './encoders.ts'
import { type FlowContext, flowColumns } from './flow-columns.ts'
import { createLandingFile, type LandingFile } from './landing-file.ts'
import { kernelEncoders } from './page-kernel.ts'
import { portServicesOf } from './port-services.ts'
import { createKnownRelays } from './relay-columns.ts'
import type { RowBatch } from './row-batch.ts'
import { type ClearableStrings, createStringTable } from './string-table.ts'

/** Rows of a full row group. */
export const ROW_GROUP_ROWS = 100_000
/** Buffered rows of all days together; 150 bytes each, and of each day up to a block more. */
export const BUFFERED_ROWS = 1_200_000
/** Distinct addresses, distinct strings' characters, beyond which everything is written and forgotten. */
const MAX_ADDRESSES = 400_000
const MAX_CHARACTERS = 32_000_000
/** Blocks of a day that are taken for the beginning of a full group. */
const WIDE_AFTER = 16
/** Records between two looks at those sizes. */
const SETTLE_EVERY = 256

export interface SpooledDay extends DayTotals {
  dt: string
  path: string
  /** Prefixes of the networks of either end, in order. */
  networks: string[]
}

export interface Spool {
  readonly strings: ClearableStrings
  readonly addresses: AddressTable
  /** A buffer of a day with room for one more row: fill index `rows`, then call `added`. */
  bufferOf(day: number): DayBuffer
  added(buffer: DayBuffer): void
  /** Adds rows at once, of at most `MOST_DAYS` days. */
  append(batch: RowBatch): void
  /** To be called after each record, or some of them at once: clears the tables of ids when they are large. */
  settle(records?: number): void
  /** Records until the sizes of the tables are looked at, and whether they are large as they are. */
  readonly untilSettled: number
  readonly isLarge: boolean
  /** To be waited for between pieces of the upload and before `finish`; undefined where no day waits for its editions. */
  waiting(): Promise<void> | undefined
  finish(): SpooledDay[]
  abandon(): void
}

interface Day {
  /** UTC days since 1970. */
  number: number
  dt: string
  /** What waits to be written, and how many rows that is. */
  waiting: WaitingRows[]
  held: number
  /** Whether rows of the group before were scattered. */
  wasScattered: boolean
  file: LandingFile
  path: string
  counted: CountedDay
  /** Until its editions are at hand. */
  waits: Promise<void> | undefined
}

export interface SpoolOptions {
  scratchDir: string
  enricher: Enricher
  labels: Pick<FlowContext, 'source' | 'format' | 'uploadId' | 'build'>
  /** Whether pages are made by the kernel. */
  kernel?: boolean
}

export function createSpool({ scratchDir, enricher, labels, kernel = false }: SpoolOptions): Spool {
  const strings = createStringTable()
  const addresses = createAddressTable(enricher)
  const placedCodes = createPlacedCodes(addresses, enricher)
  const knownRelays = createKnownRelays(addresses)
  const portServices = portServicesOf(enricher)
  const encoders = kernel ? kernelEncoders : scriptEncoders
  const tables = { strings, addresses, placedCodes, knownRelays }
  const context: FlowContext = { ...tables, enricher, portServices, encoders, ...labels }
  const days = new Map<number, Day>()
  const waiting = new Set<Day>()
  const pool = createBlockPool(ROW_GROUP_ROWS, kernel)
  let buffered = 0
  let sinceSettled = 0
  let lastNumber = -1
  let lastDay: Day | undefined
  const appendRows = createAppendRows()

  function open(number: number): Day {
    const dt = new Date(number * 86_400_000).toISOString().slice(0, 10)
    const path = join(scratchDir, `${labels.uploadId}-${dt}.parquet`)
    const file = createLandingFile(path, landing, encoders)
    const day: Day = {
      number,
      dt,
      waiting: [],
      held: 0,
      wasScattered: false,
      file,
      path,
      counted: nothingCounted(),
      waits: undefined,
    }
    const brought = enricher.bring(number)
    if (brought !== undefined) {
      day.waits = brought.then(() => {
        day.waits = undefined
        waiting.delete(day)
      })
      // Whoever waits hears of a failure; one who has died of another does not.
      day.waits.catch(() => {})
      waiting.add(day)
    }
    days.set(number, day)
    return day
  }

  function nextBlock({ waiting, held, counted, wasScattered }: Day): DayBuffer {
    const { rows } = counted.totals
    const followsFull = waiting.length === 0 && rows > 0 && rows % ROW_GROUP_ROWS === 0 && !wasScattered
    const seemsFull = waiting.length === WIDE_AFTER && held < ROW_GROUP_ROWS / 2 && waiting.every(isBlock)
    const wide = followsFull || seemsFull ? pool.widen(waiting) : undefined
    if (wide !== undefined) waiting.length = 0
    const block = wide ?? (rows === 0 && waiting.length === 0 ? pool.takeFirst() : pool.take())
    waiting.push(block)
    return block
  }

  function write(day: Day): void {
    if (day.held === 0 || day.waits !== undefined) return
    const buffer = pool.join(day.waiting)
    day.file.appendRowGroup(
      flowColumns(buffer, context, enricher.placing(day.number), enricher.relaysOn(day.number)),
      buffer.rows,
    )
    countRows(day.counted, buffer)
    buffered -= day.held
    day.held = 0
    day.wasScattered = !day.waiting.every(isBlock)
    for (const rows of day.waiting.splice(0)) pool.give(rows)
  }

  function fullest(): Day | undefined {
    let found: Day | undefined
    for (const day of days.values()) {
      if (day.waits !== undefined) continue
      if (found === undefined || day.held > found.held) found = day
    }
    return found
  }

  /** Counts rows that have come, and writes what is full. */
  function hold(day: Day, rows: number): void {
    buffered += rows
    day.held += rows
    if (day.held >= ROW_GROUP_ROWS && day.waits === undefined) write(day)
    else if (buffered >= BUFFERED_ROWS) {
      const fullestDay = fullest()
      if (fullestDay !== undefined) write(fullestDay)
    }
  }

  const places: RowPlaces = {
    bufferOf(number) {
      let day = number === lastNumber ? lastDay : days.get(number)
      if (day === undefined) day = open(number)
      lastNumber = number
      lastDay = day
      const last = day.waiting.at(-1)
      if (last !== undefined && isBlock(last) && last.rows < last.capacity) return last
      return nextBlock(day)
    },
    added(buffer, rows) {
      if (lastDay === undefined) return
      buffer.rows += rows
      hold(lastDay, rows)
    },
    scatterFor: pool.scatterFor,
    scatteredOf: number => pool.lastScattered((days.get(number) ?? open(number)).waiting),
    addedScattered(number, rows) {
      const day = days.get(number)
      if (day !== undefined) hold(day, rows)
    },
    roomOf(number) {
      const day = days.get(number)
      return day?.waits === undefined ? ROW_GROUP_ROWS - (day?.held ?? 0) : Number.POSITIVE_INFINITY
    },
    get room() {
      return BUFFERED_ROWS - buffered
    },
  }

  return {
    strings,
    addresses,
    bufferOf: number => places.bufferOf(number),
    added: buffer => places.added(buffer, 1),
    append: batch => appendRows(places, batch),
    get untilSettled() {
      return SETTLE_EVERY - sinceSettled
    },
    get isLarge() {
      return addresses.size >= MAX_ADDRESSES || strings.heldCharacters >= MAX_CHARACTERS
    },
    settle(records = 1) {
      sinceSettled += records
      if (sinceSettled < SETTLE_EVERY) return
      // Who gives more at once has looked at the sizes at each look before.
      sinceSettled %= SETTLE_EVERY
      if (sinceSettled > 0 || waiting.size > 0 || !this.isLarge) return
      for (const day of days.values()) write(day)
      addresses.clear()
      placedCodes.clear()
      knownRelays.clear()
      strings.clear()
    },
    waiting() {
      return waiting.size === 0 ? undefined : Promise.all([...waiting].map(day => day.waits)).then(() => undefined)
    },
    finish() {
      return [...days.values()]
        .sort((a, b) => (a.dt < b.dt ? -1 : 1))
        .map(day => {
          write(day)
          day.file.finish()
          const { dt, path, counted } = day
          return { dt, path, ...counted.totals, networks: prefixesOf(counted.networks, enricher) }
        })
    },
    abandon() {
      for (const day of days.values()) day.file.abandon()
    },
  }
}
