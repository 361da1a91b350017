import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DOUBLE_COLUMNS, INTEGER_COLUMNS } from '../../../functions/normalise/kernel/kernel.ts'
import { createAppendRows, type RowPlaces } from '../../../functions/normalise/landing/append-rows.ts'
import { COLUMNS } from '../../../functions/normalise/landing/day-buffer.ts'
import {
  type BlockPool,
  createBlockPool,
  isBlock,
  type WaitingRows,
} from '../../../functions/normalise/landing/day-rows.ts'
import type { RowBatch } from '../../../functions/normalise/landing/row-batch.ts'
import { runsOf } from '../../support/depth.ts'

const seed = 20_170_407
const FIRST_DAY = 17_000
const DAYS = 20
const GROUP = 300
const BUDGET = 900

/** A spool of small measures, and what it wrote: the day and all columns of the rows of each group. */
function smallSpool(waiting: number, scatters: boolean): { spool: RowPlaces; written: string[] } {
  const written: string[] = []
  const pool = createBlockPool(GROUP, scatters)
  const days = new Map<number, { rows: WaitingRows[]; held: number }>()
  let buffered = 0
  let last = 0
  const of = (day: number) => {
    const found = days.get(day) ?? { rows: [], held: 0 }
    days.set(day, found)
    return found
  }
  function write(day: number): void {
    const found = of(day)
    const joined = pool.join(found.rows)
    written.push(`${day}: ${COLUMNS.map(name => [...joined[name].subarray(0, joined.rows)].join(' ')).join('; ')}`)
    expect(joined.rows).toBe(found.held)
    for (const rows of found.rows) pool.give(rows)
    buffered -= found.held
    days.set(day, { rows: [], held: 0 })
  }
  function hold(day: number, rows: number): void {
    of(day).held += rows
    buffered += rows
    if (of(day).held >= GROUP && day !== waiting) write(day)
    else if (buffered >= BUDGET) {
      const [fullest] = [...days.keys()].filter(day => day !== waiting).sort((a, b) => of(b).held - of(a).held || a - b)
      if (fullest !== undefined && of(fullest).held > 0) write(fullest)
    }
  }
  const spool: RowPlaces = {
    bufferOf(day) {
      last = day
      const { rows } = of(day)
      const block = rows.at(-1)
      if (block !== undefined && isBlock(block) && block.rows < block.capacity) return block
      const added = rows.length === 0 ? pool.takeFirst() : pool.take()
      rows.push(added)
      return added
    },
    added(buffer, rows) {
      buffer.rows += rows
      hold(last, rows)
    },
    scatterFor: pool.scatterFor,
    scatteredOf: day => pool.lastScattered(of(day).rows),
    addedScattered: hold,
    roomOf: day => (day === waiting ? Number.POSITIVE_INFINITY : GROUP - of(day).held),
    get room() {
      return BUDGET - buffered
    },
  }
  return { spool, written }
}

/** Rows of these days, each with numbers of its own in all columns. */
function batchOf(days: readonly number[], first: number): RowBatch {
  const numbers = days.map((_, at) => first + at)
  return {
    rows: days.length,
    firstDay: FIRST_DAY,
    days: Int32Array.from(days),
    doubles: DOUBLE_COLUMNS.map((name, column) => [
      name,
      Float64Array.from(numbers, number => (number % 5 === column ? Number.NaN : number * 2 ** column + 0.5)),
    ]),
    integers: INTEGER_COLUMNS.map((name, column) => [
      name,
      Int32Array.from(numbers, number => (number % 7 === column ? -1 : number * (column + 3))),
    ]),
    constants: [
      ['part', first % 3],
      ['host', first % 2],
      ['sampling', first],
    ],
  }
}

/** Adds the rows of a batch one by one. */
function appendSingly(spool: RowPlaces, { rows, firstDay, days, doubles, integers, constants }: RowBatch): void {
  for (let at = 0; at < rows; at++) {
    const buffer = spool.bufferOf(firstDay + (days[at] as number))
    const row = buffer.rows
    for (const [name, values] of doubles) buffer[name][row] = values[at] as number
    for (const [name, values] of integers) buffer[name][row] = values[at] as number
    for (const [name, value] of constants) buffer[name][row] = value
    spool.added(buffer, 1)
  }
}

const stretch = fc.record({
  days: fc.array(fc.nat(DAYS - 1), { minLength: 1, maxLength: 20 }),
  rows: fc.constantFrom(1, 20, 150, 1200),
  isSingle: fc.boolean(),
})

it.each([true, false])(
  'writes the same groups as rows that come one by one, whatever their days; rows are scattered: %s',
  scatters => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 8 }), fc.nat(2 * DAYS), (stretches, waitingDay) => {
        const waiting = FIRST_DAY + waitingDay
        const [many, single] = [smallSpool(waiting, scatters), smallSpool(waiting, false)]
        const append = createAppendRows()
        let record = 1
        for (const { days, rows, isSingle } of stretches) {
          const batch = batchOf(
            Array.from({ length: rows }, (_, at) => days[at % days.length] as number),
            record,
          )
          record += rows
          if (isSingle) appendSingly(many.spool, batch)
          else append(many.spool, batch)
          appendSingly(single.spool, batch)
        }
        expect(many.written.toSorted()).toEqual(single.written.toSorted())
        for (let day = FIRST_DAY; day < FIRST_DAY + DAYS; day++)
          expect(many.spool.roomOf(day)).toBe(single.spool.roomOf(day))
      }),
      { seed, numRuns: runsOf(100) },
    )
  },
  60_000,
)

/** Places for rows that are never written: what waits of each day, and how many rows were counted. */
function unwritten(pool: BlockPool) {
  const days = new Map<number, WaitingRows[]>()
  const counted = { rows: 0 }
  const of = (day: number) => {
    const found = days.get(day) ?? []
    days.set(day, found)
    return found
  }
  const places: RowPlaces = {
    bufferOf(day) {
      const rows = of(day)
      const block = rows.at(-1)
      if (block !== undefined && isBlock(block) && block.rows < block.capacity) return block
      const added = pool.take()
      rows.push(added)
      return added
    },
    added(buffer, rows) {
      buffer.rows += rows
      counted.rows += rows
    },
    scatterFor: pool.scatterFor,
    scatteredOf: day => pool.lastScattered(of(day)),
    addedScattered(_, rows) {
      counted.rows += rows
    },
    roomOf: () => Number.POSITIVE_INFINITY,
    room: Number.POSITIVE_INFINITY,
  }
  return { places, days, counted }
}

const inOrder = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b)
const cycle = Array.from({ length: 2000 }, (_, at) => at % DAYS)

it('goes on in blocks where there is no memory left to scatter rows in, and loses none', () => {
  const pool = createBlockPool(GROUP, true)
  const batch = batchOf(cycle, 1)
  const scatter = pool.scatterFor(batch)
  const taken: WaitingRows[] = []
  for (let rows = scatter?.take(); rows !== undefined; rows = scatter?.take()) taken.push(rows)
  // Room for a part of the rows of a day.
  for (const rows of taken.splice(0, DAYS + 1)) pool.give(rows)
  const { places, days, counted } = unwritten(pool)
  createAppendRows()(places, { ...batch, days: Int32Array.from(cycle, (_, at) => (at < 20 ? at : at % 3)) })
  expect(counted.rows).toBe(2000)
  const exporters = [...days.values()].flatMap(rows => {
    const joined = pool.join(rows)
    return [...joined.exporter.subarray(0, joined.rows)]
  })
  expect(inOrder(exporters)).toEqual(inOrder(batch.integers.at(-1)?.[1] ?? []))
  expect([...days.values()].some(rows => rows.some(isBlock) && rows.some(of => !isBlock(of)))).toBe(true)
})

it('goes on in blocks where rows have too little alike, loses none, and scatters again once none waits', () => {
  const pool = createBlockPool(GROUP, true)
  const { places, days, counted } = unwritten(pool)
  const append = createAppendRows()
  // No two rows have alike what is not of each row's own: 65,536 sets are all that there is room for.
  const batches = Array.from({ length: 40 }, (_, at) => batchOf(cycle, 1 + at * cycle.length))
  for (const batch of batches) append(places, batch)
  expect(counted.rows).toBe(80_000)
  expect(pool.scatterFor(batchOf(cycle, 1))).toBeUndefined()
  const states: number[] = []
  for (const rows of days.values()) {
    expect(rows.some(isBlock) && rows.some(of => !isBlock(of))).toBe(true)
    const joined = pool.join(rows)
    states.push(...joined.state.subarray(0, joined.rows))
    for (const of of rows.splice(0)) pool.give(of)
  }
  const column = INTEGER_COLUMNS.indexOf('state')
  expect(inOrder(states)).toEqual(inOrder(batches.flatMap(({ integers }) => [...(integers[column]?.[1] ?? [])])))
  expect(pool.scatterFor(batchOf(cycle, 1))).toBeDefined()
})
