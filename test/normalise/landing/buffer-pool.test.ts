import { expect, it } from 'vitest'
import { createBufferPool, FIRST_CAPACITY } from '../../../functions/normalise/landing/buffer-pool.ts'
import type { DayBuffer } from '../../../functions/normalise/landing/day-buffer.ts'
import { copyRows, createDayBuffer } from '../../../functions/normalise/landing/day-buffer.ts'

const never = () => false

it('gives out again what was given back, empty', () => {
  const pool = createBufferPool(10 * FIRST_CAPACITY, never)
  const buffer = pool.take(FIRST_CAPACITY)
  buffer.rows = 7
  pool.give(buffer)
  expect(pool.has(FIRST_CAPACITY)).toBe(true)
  expect(pool.take(FIRST_CAPACITY)).toBe(buffer)
  expect([buffer.rows, pool.has(FIRST_CAPACITY)]).toEqual([0, false])
})

it('has room for a bounded number of rows: days that are over give theirs back, the next ones take it', () => {
  const days: DayBuffer[] = []
  const made = new Set<DayBuffer>()
  let most = 0
  const pool = createBufferPool(8 * FIRST_CAPACITY, () => {
    const oldest = days.shift()
    if (oldest !== undefined) pool.give(oldest)
    return oldest !== undefined
  })
  for (let day = 0; day < 400; day++) {
    // Each grows once.
    const small = pool.take(FIRST_CAPACITY)
    const large = small.capacity > FIRST_CAPACITY ? small : pool.take(2 * FIRST_CAPACITY)
    if (large !== small) pool.give(small)
    days.push(large)
    made.add(small).add(large)
    const held = days.reduce((sum, { capacity }) => sum + capacity, 0)
    if (held > most) most = held
  }
  expect(most).toBeLessThanOrEqual(8 * FIRST_CAPACITY)
  expect(made.size).toBeLessThan(10)
})

it('forgets what lies unused before it asks for anything', () => {
  let asked = 0
  const pool = createBufferPool(2 * FIRST_CAPACITY, () => {
    asked++
    return false
  })
  pool.give(pool.take(FIRST_CAPACITY))
  pool.take(2 * FIRST_CAPACITY)
  expect([asked, pool.has(FIRST_CAPACITY)]).toEqual([0, false])
  // Nobody can give anything back: the row has to stand somewhere.
  expect(pool.take(FIRST_CAPACITY).capacity).toBe(FIRST_CAPACITY)
  expect(asked).toBe(1)
})

it('copies every column of the rows, and no more', () => {
  const [from, into] = [createDayBuffer(4), createDayBuffer(8)]
  for (const column of Object.values(from)) if (typeof column === 'object') column.fill(3)
  from.rows = 2
  copyRows(from, into)
  expect(into.rows).toBe(2)
  for (const column of Object.values(into)) {
    if (typeof column === 'object') expect([...column]).toEqual([3, 3, 0, 0, 0, 0, 0, 0])
  }
})
