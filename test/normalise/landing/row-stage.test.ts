import { expect, it } from 'vitest'
import type { RowBatch } from '../../../functions/normalise/landing/append-rows.ts'
import { createRowStage, STAGED_ROWS } from '../../../functions/normalise/landing/row-stage.ts'

const batchOf = (records: number[], { firstDay = 17_000, sampling = 1 } = {}): RowBatch => ({
  rows: records.length,
  firstDay,
  // Longer than the batch, as the kernel's columns are.
  days: Int32Array.from([...records.map(record => record % 7), 99]),
  doubles: [['record', Float64Array.from([...records, -1])]],
  integers: [['local', Int32Array.from([...records.map(record => record * 3), -1])]],
  constants: [['sampling', sampling]],
})

it('gives back the rows of batches in their order, once', () => {
  const stage = createRowStage()
  expect(stage.take()).toBeUndefined()
  expect([stage.add(batchOf([1, 2, 3])), stage.add(batchOf([4])), stage.add(batchOf([5, 6]))]).toEqual([
    true,
    true,
    true,
  ])
  const taken = stage.take()
  expect(taken).toMatchObject({ rows: 6, firstDay: 17_000, constants: [['sampling', 1]] })
  expect([...(taken?.days.subarray(0, 6) ?? [])]).toEqual([1, 2, 3, 4, 5, 6])
  expect([...(taken?.doubles[0]?.[1].subarray(0, 6) ?? [])]).toEqual([1, 2, 3, 4, 5, 6])
  expect([...(taken?.integers[0]?.[1].subarray(0, 6) ?? [])]).toEqual([3, 6, 9, 12, 15, 18])
  expect(stage.take()).toBeUndefined()
})

it('takes no rows of other first days or constants, nor more than there is room for', () => {
  const stage = createRowStage()
  expect(stage.add(batchOf([1]))).toBe(true)
  expect(stage.add(batchOf([2], { firstDay: 17_001 }))).toBe(false)
  expect(stage.add(batchOf([2], { sampling: 2 }))).toBe(false)
  expect(stage.add(batchOf(Array.from({ length: STAGED_ROWS }, (_, at) => at)))).toBe(false)
  expect(stage.take()?.rows).toBe(1)
  expect(stage.add(batchOf([2], { firstDay: 17_001, sampling: 2 }))).toBe(true)
  expect(stage.take()).toMatchObject({ rows: 1, firstDay: 17_001, constants: [['sampling', 2]] })
})
