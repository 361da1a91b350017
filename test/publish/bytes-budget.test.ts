import { expect, it } from 'vitest'
import { beyondBudget, MOST_BYTES_A_DAY } from '../../functions/publish/bytes-budget.ts'

const claim = (key: string, bytesOut: bigint, bytesIn = 0n) => ({
  uploadId: `id of ${key}`,
  key,
  output: { bytesOut: String(bytesOut), bytesIn: String(bytesIn) },
})
const idsOf = (uploads: Parameters<typeof beyondBudget>[0]) => [...beyondBudget(uploads)]

it('takes a day of just so many bytes, both directions together', () => {
  expect(idsOf([claim('a', MOST_BYTES_A_DAY - 1n, 1n), { uploadId: 'b', key: 'b', output: null }])).toEqual([])
})

it('leaves out those that claim most, until the others fit', () => {
  const half = MOST_BYTES_A_DAY / 2n
  expect(idsOf([claim('a', half), claim('b', 1n), claim('c', half, 2n), claim('d', 3n)])).toEqual(['id of c'])
  expect(idsOf([claim('a', half + 1n), claim('b', MOST_BYTES_A_DAY + 1n), claim('c', half)])).toEqual([
    'id of b',
    'id of a',
  ])
})

it('leaves out the last by key of equals, whatever order they are given in', () => {
  const uploads = [claim('b', MOST_BYTES_A_DAY), claim('a', MOST_BYTES_A_DAY), claim('c', MOST_BYTES_A_DAY)]
  expect(idsOf(uploads)).toEqual(['id of c', 'id of b'])
  expect(idsOf(uploads.toReversed())).toEqual(['id of c', 'id of b'])
})

it('keeps sums of 127 days below 2^63', () => {
  expect(127n * MOST_BYTES_A_DAY).toBeLessThan(2n ** 63n)
})
