import { expect, it } from 'vitest'
import { COLUMNS, copyRows, createDayBuffer } from '../../../functions/normalise/landing/day-buffer.ts'
import { BLOCK_ROWS, createBlockPool } from '../../../functions/normalise/landing/day-rows.ts'

it('gives out again what was given back, empty', () => {
  const pool = createBlockPool(4 * BLOCK_ROWS)
  const block = pool.take()
  block.rows = 7
  pool.give(block)
  expect(pool.take()).toBe(block)
  expect(block.rows).toBe(0)
  expect(pool.take()).not.toBe(block)
})

it('joins blocks in their order, the last of which may be part full, and copies nothing of one alone', () => {
  const pool = createBlockPool(4 * BLOCK_ROWS)
  const blocks = [pool.take(), pool.take(), pool.take()]
  for (const [at, block] of blocks.entries()) {
    for (const name of COLUMNS) block[name].fill(at + 1)
    block.rows = at === 2 ? 5 : BLOCK_ROWS
  }
  const joined = pool.join(blocks)
  expect(joined.rows).toBe(2 * BLOCK_ROWS + 5)
  for (const name of COLUMNS) {
    const column = [...joined[name].subarray(0, joined.rows)]
    expect(column.filter(value => value === 3)).toHaveLength(5)
    expect([column[0], column[BLOCK_ROWS], column.at(-1)]).toEqual([1, 2, 3])
  }
  expect(pool.join(blocks.slice(2))).toBe(blocks[2])
})

it('goes on in one wide block with what was there, for a few days at a time', () => {
  const pool = createBlockPool(4 * BLOCK_ROWS)
  const blocks = [pool.take(), pool.take()]
  for (const [at, block] of blocks.entries()) {
    for (const name of COLUMNS) block[name].fill(at + 1)
    block.rows = BLOCK_ROWS
  }
  const wide = pool.widen(blocks)
  expect([wide?.rows, wide?.capacity]).toEqual([2 * BLOCK_ROWS, 4 * BLOCK_ROWS])
  for (const name of COLUMNS) expect([wide?.[name][0], wide?.[name][BLOCK_ROWS]]).toEqual([1, 2])
  expect(blocks).toContain(pool.take())
  const others = [pool.widen([]), pool.widen([]), pool.widen([])]
  expect(new Set([wide, ...others]).size).toBe(4)
  expect(pool.widen([])).toBeUndefined()
  if (wide !== undefined) pool.give(wide)
  expect(pool.widen([])).toBe(wide)
  expect(wide?.rows).toBe(0)
})

it('appends every column of the rows, and no more', () => {
  const [from, into] = [createDayBuffer(4), createDayBuffer(8)]
  for (const name of COLUMNS) from[name].fill(3)
  from.rows = 2
  copyRows(from, into)
  from.rows = 4
  copyRows(from, into)
  expect(into.rows).toBe(6)
  for (const name of COLUMNS) expect([...into[name]]).toEqual([3, 3, 3, 3, 3, 3, 0, 0])
})
