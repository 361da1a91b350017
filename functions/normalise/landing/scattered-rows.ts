/**
 * Rows of many days as they wait, in WebAssembly: each lies in one place, in a block of its day, until its row group is
 * written. Of each day so few rows come at a time that writing them to columns of their own is slower than all that the
 * kernel does to read them. What many rows have alike stands once; a row has its number.
 */
import { newMultiplier } from '../hash-seed.ts'
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
const FACTORS = 0x5fc00
const DOUBLES_BYTES = MOST_ROWS * 8 + 64
const INTEGERS_BYTES = MOST_ROWS * 4 + 64
const GATHERED_DOUBLES = 0x60000
const GATHERED_INTEGERS = 0x760200
const MOST_GATHERED = 0x20000
const GATHERED_DOUBLES_BYTES = MOST_GATHERED * 8 + 64
const GATHERED_INTEGERS_BYTES = MOST_GATHERED * 4 + 64
const ROW_BYTES = 76
/** An odd number of cache lines: blocks of days that fill alike would else want the same few lines of the processor's caches. */
const BLOCK_ROWS = 464
const BLOCK_BYTES = BLOCK_ROWS * ROW_BYTES
const BLOCKS = 0x1880000
/** Sets of what is alike, beyond which all are forgotten once no row waits. */
const MANY_ALIKES = 0x8000
/** What the rows of a batch have in common. */
const CONSTANT_COLUMNS = ['part', 'host', 'sampling'] as const
/** What each row has of its own, behind the columns of eight bytes. */
const OWN_COLUMNS = ['local', 'remote', 'localPort', 'remotePort'] as const
type OwnColumn = (typeof OWN_COLUMNS)[number]
type AlikeColumn = Exclude<(typeof INTEGER_COLUMNS)[number], OwnColumn> | (typeof CONSTANT_COLUMNS)[number]
const isOwn = (name: string): name is OwnColumn => OWN_COLUMNS.some(own => own === name)
const ALIKE_COLUMNS: readonly AlikeColumn[] = [
  ...INTEGER_COLUMNS.filter((name): name is Exclude<typeof name, OwnColumn> => !isOwn(name)),
  ...CONSTANT_COLUMNS,
]
/** Columns of four bytes in their order here, and where each column of a batch stands among them. */
const FOUR_BYTES = [...OWN_COLUMNS, ...ALIKE_COLUMNS]
const INTEGER_PLACES = INTEGER_COLUMNS.map(name => FOUR_BYTES.indexOf(name))
const CONSTANT_PLACES = CONSTANT_COLUMNS.map(name => FOUR_BYTES.indexOf(name))

interface Exports {
  memory: { buffer: ArrayBuffer }
  alikes: { value: number }
  isFull: { value: number }
  forget(): void
  hash(from: number, to: number): void
  put(place: number): number
  scatter(from: number, to: number): number
  gather(block: number, rows: number, into: number): void
}

/** Rows of one day, in their order. */
export interface ScatteredRows {
  rows: number
  /** They have no columns, of which a buffer says how long they are. */
  readonly capacity: 0
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

/**
 * An instance for an upload, whose memory of 122 MB is touched as far as rows wait. It is of the kind that threads could share,
 * which none does: such memory is not counted as garbage to come, of which this much has the whole heap collected at once.
 */
export function createRowScatter() {
  const kernel = instantiate<Exports>(DAYS_BASE64, {})
  const { buffer } = kernel.memory
  // With the row behind those of a batch.
  const doubles = DOUBLE_COLUMNS.map((_, at) => new Float64Array(buffer, DOUBLES + at * DOUBLES_BYTES, MOST_ROWS + 1))
  const integers = FOUR_BYTES.map((_, at) => new Int32Array(buffer, INTEGERS + at * INTEGERS_BYTES, MOST_ROWS + 1))
  new Int32Array(buffer, FACTORS, ALIKE_COLUMNS.length).set(ALIKE_COLUMNS.map(newMultiplier))
  const days = new Int32Array(buffer, DAYS, MOST_ROWS)
  const next = new Uint32Array(buffer, NEXT, MOST_DAYS)
  const limits = new Uint32Array(buffer, LIMITS, MOST_DAYS)
  const gathered = gatheredIn(buffer)
  const free: number[] = []
  let behind = BLOCKS
  let taken = 0

  const at8 = (column: number) => doubles[column] as Float64Array
  const at4 = (column: number) => integers[column] as Int32Array

  return {
    /** Rows that were gathered: the buffer to gather into. */
    gathered,
    /** Takes the rows of a batch; false where they are others than can be scattered, or too many differ in what rows have alike. */
    load(batch: RowBatch): boolean {
      if (taken === 0 && kernel.alikes.value > MANY_ALIKES) kernel.forget()
      if (kernel.isFull.value !== 0 || !isScattered(batch)) return false
      const { rows } = batch
      for (const [at, [, values]] of batch.doubles.entries()) doubles[at]?.set(values.subarray(0, rows))
      for (const [at, [, values]] of batch.integers.entries())
        integers[INTEGER_PLACES[at] as number]?.set(values.subarray(0, rows))
      for (const [at, [, value]] of batch.constants.entries())
        integers[CONSTANT_PLACES[at] as number]?.fill(value, 0, rows)
      days.set(batch.days.subarray(0, rows))
      kernel.hash(0, rows)
      return true
    },
    /** Whether a row was met that no block has room for, as too many differ in what rows have alike. */
    get isFull(): boolean {
      return kernel.isFull.value !== 0
    },
    /** An empty block; undefined where all are taken. */
    take(): ScatteredRows | undefined {
      const block = free.pop() ?? behind
      if (block + BLOCK_BYTES > buffer.byteLength) return undefined
      if (block === behind) behind += BLOCK_BYTES
      taken++
      return { rows: 0, capacity: 0, block }
    },
    give({ block }: ScatteredRows): void {
      taken--
      free.push(block)
    },
    hasRoom: ({ rows }: ScatteredRows): boolean => rows < BLOCK_ROWS,
    /** Appends a row of a buffer to rows that have room for it; false where it has none, as above. */
    put(from: DayBuffer, row: number, into: ScatteredRows): boolean {
      for (const [at, name] of DOUBLE_COLUMNS.entries()) at8(at)[MOST_ROWS] = from[name][row] as number
      for (const [at, name] of FOUR_BYTES.entries()) at4(at)[MOST_ROWS] = from[name][row] as number
      if (kernel.put(into.block + into.rows * ROW_BYTES) === 0) return false
      into.rows++
      return true
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
