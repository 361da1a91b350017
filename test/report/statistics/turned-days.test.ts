import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { seededUniform } from '../../../functions/report/statistics/bootstrap.ts'
import { directionOf, turnedDaysP } from '../../../functions/report/statistics/turned-days.ts'

/** Made by independent/turned_days.py, which goes through all turns. */
const EXACT = z
  .record(z.string(), z.object({ days: z.array(z.array(z.number())), p: z.number() }))
  .parse(JSON.parse(readFileSync(new URL('independent/turned-days.json', import.meta.url), 'utf8')))
const TURNS = 20_000

describe('days turned by hours of their own', () => {
  it.for(Object.entries(EXACT))('give the p of all turns: %s', ([, { days, p }]) => {
    const found = turnedDaysP(days.map(directionOf), { turns: TURNS, seed: 7 })
    // Four standard errors of so many turns, and the one that is added.
    expect(Math.abs(found - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / TURNS) + 2 / TURNS)
  })

  it('find nothing more often than they should where each day has an hour of its own, whatever hangs together in it', () => {
    const random = seededUniform(11)
    let rejected = 0
    const runs = 400
    for (let run = 0; run < runs; run++) {
      const days = Array.from({ length: 30 }, () => {
        const hour = Math.floor(random() * 24)
        const counts = new Array<number>(24).fill(0)
        for (let burst = 0; burst < 4; burst++) counts[(hour + burst) % 24] = 5 + Math.floor(random() * 40)
        return directionOf(counts)
      })
      if (turnedDaysP(days, { turns: 199, seed: run + 1 }) <= 0.05) rejected++
    }
    expect(rejected / runs).toBeGreaterThan(0.02)
    expect(rejected / runs).toBeLessThan(0.08)
  })

  it('of no day at all are no sign', () => {
    expect(turnedDaysP([], { seed: 1 })).toBe(1)
    expect(turnedDaysP([{ x: 0, y: 0 }], { seed: 1 })).toBe(1)
  })
})
