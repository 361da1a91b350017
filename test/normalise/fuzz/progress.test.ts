/** What `npm run fuzz` says while it goes on, and of each family at its end. */
import { expect, it } from 'vitest'
import { progressOf, summaryOf } from './progress.ts'
import { addCounts, nothingCounted } from './serve.ts'

it('says a line each 30 seconds, with how many inputs are done and how fast', () => {
  const said: string[] = []
  let now = 5000
  const progress = progressOf(
    { family: 'zeek', inputs: 200_000 },
    () => now,
    line => said.push(line),
  )
  for (const [seconds, inputs] of [
    [29, 9000],
    [31, 10_000],
    [59, 20_000],
    [60, 20_100],
    [62, 20_500],
  ] as const) {
    now = 5000 + seconds * 1000
    progress.take({ ...nothingCounted, inputs })
  }
  expect(said).toEqual([
    'zeek: 10000 of 200000 inputs (5 %), 323 a second, 31 s',
    'zeek: 20500 of 200000 inputs (10 %), 331 a second, 62 s',
  ])
})

it('sums up inputs, CPU seconds, the slowest input and failures', () => {
  const one = { inputs: 100, read: 50, rows: 400, refused: 30, cpuMs: 1400, slowest: 17, slowestMs: 31.7 }
  const other = { inputs: 100, read: 60, rows: 10, refused: 0, cpuMs: 1200, slowest: 140, slowestMs: 31 }
  const said =
    'zeek: 200 inputs of seed 7, 110 recognised, 410 rows, 30 refused units, 3 s of CPU, ' +
    'the slowest input 32 ms (number 17), 2 failures'
  expect(summaryOf('zeek', 7, addCounts(one, other), 2)).toBe(said)
  expect(summaryOf('zeek', 7, addCounts(other, one), 2)).toBe(said)
})
