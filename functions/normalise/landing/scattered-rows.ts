/**
 * Rows of many days as they wait, in WebAssembly: each lies in one place, in a block of its day, until its row group is
 * written. Of each day so few rows come at a time that writing them to columns of their own is slower than all that the
 * kernel does to read them.
 */
import { DAYS_BASE64 } from '../kernel/days-module.ts'
import { DOUBLE_COLUMNS, INTEGER_COLUMNS, MOST_ROWS } from '../kernel/kernel.ts'
import { instantiate } from '../kernel/web-assembly.ts'
import { createDayBuffer, type DayBuffer } from './day-buffer.ts'
import { MOST_DAYS, type RowBatch } from './row-batch.ts'

/** As in `kernel/assembly/days/memory.ts`. */
const DOUBLES = 0x10000
const INTEGERS = 0x2c1c0
const DAYS = 0x5a780
const NEXT = 0x5c800
const LIMITS = 0x5d000
const DOUBLES_BYTES = MOST_ROWS * 8 + 64
const INTEGERS_BYTES = MOST_ROWS * 4 + 64
const GATHERED_DOUBLES = 0x60000
const GATHERED_INTEGERS = 0x760200
const MOST_GATHERED = 0x20000
const GATHERED_DOUBLES_BYTES = MOST_GATHERED * 8 + 64
const GATHERED_INTEGERS_BYTES = MOST_GATHERED * 4 + 64
const ROW_BYTES = 148
/** An odd number of cache lines: blocks of days that fill alike would else want the same few lines of the processor's caches. */
const BLOCK_ROWS = 112
const BLOCK_BYTES = BLOCK_ROWS * ROW_BYTES
const BLOCKS = 0x1300000
/** What the rows of a batch have in common. */
const CONSTANT_COLUMNS = ['part', 'host', 'sampling'] as const
/** Columns of four bytes, in their order within a row, behind those of eight. */
const FOUR_BYTES = [...INTEGER_COLUMNS, ...CONSTANT_COLUMNS] as const

interface Exports {
  memory: { buffer: ArrayBuffer }
  scatter(from: number, to: number): number
  gather(block: number, rows: number, into: number): void
}

/** Rows of one day, in their order. */
export interface ScatteredRows {
  rows: number
  /** Where the block begins. */
  readonly block: number
}

export type RowScatter = ReturnType<typeof createRowScatter>

/** Whether rows of a batch are what is scattered: those of the kernel's lines. */
const isScattered = ({ rows, doubles, integers, constants }: RowBatch): boolean =>
  rows <= MOST_ROWS &&
  DOUBLE_COLUMNS.every((name, at) => doubles[at]?.[0] === name) &&
  INTEGER_COLUMNS.every((name, at) => integers[at]?.[0] === name) &&
  CONSTANT_COLUMNS.every((name, at) => constants[at]?.[0] === name)

/** An instance for an upload, whose memory of 210 MB is touched as far as rows wait. */
export function createRowScatter() {
  const kernel = instantiate<Exports>(DAYS_BASE64, {})
  const { buffer } = kernel.memory
  const view = new DataView(buffer)
  const doubles = DOUBLE_COLUMNS.map((_, at) => new Float64Array(buffer, DOUBLES + at * DOUBLES_BYTES, MOST_ROWS))
  const integers = FOUR_BYTES.map((_, at) => new Int32Array(buffer, INTEGERS + at * INTEGERS_BYTES, MOST_ROWS))
  const days = new Int32Array(buffer, DAYS, MOST_ROWS)
  const next = new Uint32Array(buffer, NEXT, MOST_DAYS)
  const limits = new Uint32Array(buffer, LIMITS, MOST_DAYS)
  const gathered = gatheredIn(buffer)
  const free: number[] = []
  let behind = BLOCKS

  return {
    /** Rows that were gathered: the buffer to gather into. */
    gathered,
    /** Takes the rows of a batch; false where they are others than can be scattered. */
    load(batch: RowBatch): boolean {
      if (!isScattered(batch)) return false
      const { rows } = batch
      for (const [at, [, values]] of batch.doubles.entries()) doubles[at]?.set(values.subarray(0, rows))
      for (const [at, [, values]] of batch.integers.entries()) integers[at]?.set(values.subarray(0, rows))
      for (const [at, [, value]] of batch.constants.entries())
        integers[INTEGER_COLUMNS.length + at]?.fill(value, 0, rows)
      days.set(batch.days.subarray(0, rows))
      return true
    },
    /** An empty block; undefined where all are taken. */
    take(): ScatteredRows | undefined {
      const block = free.pop() ?? behind
      if (block + BLOCK_BYTES > buffer.byteLength) return undefined
      if (block === behind) behind += BLOCK_BYTES
      return { rows: 0, block }
    },
    give({ block }: ScatteredRows): void {
      free.push(block)
    },
    hasRoom: ({ rows }: ScatteredRows): boolean => rows < BLOCK_ROWS,
    /** Appends a row of a buffer to rows that have room for it. */
    put(from: DayBuffer, row: number, into: ScatteredRows): void {
      let at = into.block + into.rows * ROW_BYTES
      for (const name of DOUBLE_COLUMNS) {
        view.setFloat64(at, from[name][row] as number, true)
        at += 8
      }
      for (const name of FOUR_BYTES) {
        view.setInt32(at, from[name][row] as number, true)
        at += 4
      }
      into.rows++
    },
    /** Has rows of a day go to a block from now on. */
    begin(day: number, { block, rows }: ScatteredRows): void {
      next[day] = block + rows * ROW_BYTES
      limits[day] = block + BLOCK_BYTES
    },
    /** Scatters rows of the batch; returns the first whose day has no room any more, or `to`. */
    scatter: kernel.scatter,
    /** Counts the rows of the block of a day; returns how many went there. */
    end(day: number, rows: ScatteredRows): number {
      const before = rows.rows
      rows.rows = ((next[day] as number) - rows.block) / ROW_BYTES
      return rows.rows - before
    },
    /** Appends rows to those gathered, which have room for them. */
    gather({ rows, block }: ScatteredRows): void {
      kernel.gather(block, rows, gathered.rows)
      gathered.rows += rows
    },
  }
}

/** The columns of rows that are gathered. */
function gatheredIn(buffer: ArrayBuffer): DayBuffer {
  const into = { ...createDayBuffer(0), capacity: MOST_GATHERED }
  for (const [at, name] of DOUBLE_COLUMNS.entries())
    into[name] = new Float64Array(buffer, GATHERED_DOUBLES + at * GATHERED_DOUBLES_BYTES, MOST_GATHERED)
  for (const [at, name] of FOUR_BYTES.entries())
    into[name] = new Int32Array(buffer, GATHERED_INTEGERS + at * GATHERED_INTEGERS_BYTES, MOST_GATHERED)
  return into
}
