import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createAppendRows, type RowPlaces } from '../../../functions/normalise/landing/append-rows.ts'
import { createDayBuffer, type DayBuffer } from '../../../functions/normalise/landing/day-buffer.ts'
import { runsOf } from '../../support/depth.ts'

const seed = 20_170_407
const FIRST_DAY = 17_000
const DAYS = 5
const GROUP = 7
const BUDGET = 12
const BLOCK = 3

/** A spool of small measures, and what it wrote: the day and the records of each group. */
function smallSpool(waiting: number): { spool: RowPlaces; written: string[] } {
  const written: string[] = []
  const days = new Map<number, DayBuffer[]>()
  const held = (day: number) => (days.get(day) ?? []).reduce((sum, { rows }) => sum + rows, 0)
  const buffered = () => [...days.keys()].reduce((sum, day) => sum + held(day), 0)
  let last = 0
  function write(day: number): void {
    if (day === waiting) return
    const rows = (days.get(day) ?? []).flatMap(({ record, local, sampling, rows: count }) =>
      [...record.subarray(0, count)].map((of, at) => `${of}/${local[at]}/${sampling[at]}`),
    )
    written.push(`${day}: ${rows.join(' ')}`)
    days.set(day, [])
  }
  const spool: RowPlaces = {
    bufferOf(day) {
      last = day
      const blocks = days.get(day) ?? []
      days.set(day, blocks)
      const block = blocks.at(-1)
      if (block !== undefined && block.rows < block.capacity) return block
      const added = createDayBuffer(BLOCK)
      blocks.push(added)
      return added
    },
    added(buffer, rows = 1) {
      buffer.rows += rows
      if (held(last) >= GROUP && last !== waiting) write(last)
      else if (buffered() >= BUDGET) {
        let fullest: number | undefined
        for (const day of days.keys())
          if (day !== waiting && (fullest === undefined || held(day) > held(fullest))) fullest = day
        if (fullest !== undefined && held(fullest) > 0) write(fullest)
      }
    },
    roomOf: day => (day === waiting ? Number.POSITIVE_INFINITY : GROUP - held(day)),
    get room() {
      return BUDGET - buffered()
    },
  }
  return { spool, written }
}

it('writes the same groups as rows that come one by one, whatever their days', () => {
  const batches = fc.array(fc.array(fc.nat(DAYS - 1), { minLength: 1, maxLength: 20 }), { maxLength: 8 })
  fc.assert(
    fc.property(batches, fc.nat(2 * DAYS), (daysOfBatches, waitingDay) => {
      const waiting = FIRST_DAY + waitingDay
      const [many, single] = [smallSpool(waiting), smallSpool(waiting)]
      const append = createAppendRows(20)
      let record = 0
      for (const days of daysOfBatches) {
        const numbers = days.map(() => ++record)
        append(many.spool, {
          rows: days.length,
          firstDay: FIRST_DAY,
          days: Int32Array.from(days),
          doubles: [['record', Float64Array.from(numbers)]],
          integers: [['local', Int32Array.from(numbers, number => number * 3)]],
          constants: [['sampling', 9]],
        })
        for (const [at, day] of days.entries()) {
          const buffer = single.spool.bufferOf(FIRST_DAY + day)
          const row = buffer.rows
          buffer.record[row] = numbers[at] as number
          buffer.local[row] = (numbers[at] as number) * 3
          buffer.sampling[row] = 9
          single.spool.added(buffer, 1)
        }
      }
      expect(many.written.toSorted()).toEqual(single.written.toSorted())
      for (let day = FIRST_DAY; day < FIRST_DAY + DAYS; day++)
        expect(many.spool.roomOf(day)).toBe(single.spool.roomOf(day))
    }),
    { seed, numRuns: runsOf(500) },
  )
})
