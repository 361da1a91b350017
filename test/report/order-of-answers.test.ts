import { expect, it } from 'vitest'
import type { QueryEngine } from '../../functions/lib/ports.ts'
import { reportOn } from '../support/report-world.ts'
import { SMALL_WORLD } from '../support/small-report.ts'

/** An engine whose answers come in another order than they were asked for: each waits for as many turns as its place says. */
const shuffled =
  (step: number, order: number[]) =>
  (engine: QueryEngine): QueryEngine => {
    let asked = 0
    return {
      ...engine,
      async select(sql, parameters) {
        const place = asked++
        const answer = await engine.select(sql, parameters)
        await new Promise(resolve => setTimeout(resolve, (place * step) % 31))
        order.push(place)
        return answer
      },
    }
  }

it('the files of a report are the same in whatever order its questions are answered', async () => {
  const { files } = await reportOn(SMALL_WORLD, { name: 'small' })
  for (const step of [7, 30]) {
    const order: number[] = []
    const other = await reportOn(SMALL_WORLD, { name: 'small', engine: shuffled(step, order) })
    expect(order).not.toEqual(order.toSorted((a, b) => a - b))
    for (const [name, text] of files) if (name !== 'run.json') expect(other.files.get(name), name).toBe(text)
  }
})
