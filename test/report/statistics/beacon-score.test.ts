import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { beaconScore, gapsOf, timesScore } from '../../../functions/report/statistics/beacon-score.ts'

interface Scored {
  name: string
  from: number
  to: number
  times: number[]
  bytes: number[]
  timestamp: number
  size: number
  histogram: number
  duration: number
  score: number
}
/** By RITA's own functions. */
const INDEPENDENT: Scored[] = JSON.parse(
  readFileSync(join(import.meta.dirname, 'independent/rita-scores.json'), 'utf8'),
)

const startsOf = (gaps: readonly number[]): number[] => {
  const times = [1_000_000]
  for (const gap of gaps) times.push((times.at(-1) ?? 0) + gap)
  return times
}
const DAY = { from: 1_000_000, to: 1_086_400 }

describe('the score of beacons', () => {
  it.for(INDEPENDENT.map(own => [own.name, own] as const))("is RITA's: %s", ([, own]) => {
    expect(beaconScore(own.times, own.bytes, own)).toEqual({
      score: own.score,
      times: own.timestamp,
      sizes: own.size,
      hours: own.histogram,
      length: own.duration,
    })
  })

  it('is as published, of gaps and of sizes', () => {
    const ofGaps = (gaps: readonly number[]) => timesScore(gapsOf(startsOf(gaps)))
    expect(ofGaps(new Array(9).fill(60))).toBe(1)
    expect(ofGaps([98, 99, 99, 100, 100, 100, 101, 101, 102])).toBe(0.995)
    expect(ofGaps([98, 300, 98, 300, 98, 300, 98, 300, 98, 300])).toBe(0.746)
    expect(beaconScore(startsOf(new Array(9).fill(60)), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], DAY)?.sizes).toBe(0.773)
  })

  it('needs four different moments', () => {
    expect(beaconScore([1, 1, 1, 1, 1], [1, 1, 1, 1, 1], { from: 0, to: 10 })).toBeUndefined()
    expect(beaconScore([1, 2, 3], [1, 1, 1], { from: 0, to: 10 })).toBeUndefined()
    expect(beaconScore([], [], { from: 0, to: 10 })).toBeUndefined()
    expect(beaconScore([1, 2, 3, 4], [1, 1, 1, 1], { from: 4, to: 4 })).toBeUndefined()
  })
})
