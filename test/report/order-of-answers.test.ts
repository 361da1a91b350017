import { expect, it } from 'vitest'
import type { QueryEngine } from '../../functions/lib/ports.ts'
import { someOf } from '../support/depth.ts'
import { reportOn } from '../support/report-world.ts'
import { SMALL_WORLD } from '../support/small-report.ts'

type Answer = { place: number; give: () => void }

/** An engine that answers what it was asked at the same time all at once, in an order of its own. */
const answering =
  (arrange: (answers: readonly Answer[]) => readonly Answer[], order: number[]) =>
  (engine: QueryEngine): QueryEngine => {
    let asked = 0
    let asking = 0
    let answers: Answer[] = []
    return {
      ...engine,
      async select(sql, parameters) {
        const place = asked++
        asking++
        const answer = await engine.select(sql, parameters)
        await new Promise<void>(give => {
          answers.push({ place, give })
          if (--asking > 0) return
          const all = arrange(answers)
          answers = []
          for (const one of all) {
            order.push(one.place)
            one.give()
          }
        })
        return answer
      },
    }
  }

it('the files of a report are the same in whatever order its questions are answered', async () => {
  const { files } = await reportOn(SMALL_WORLD, { name: 'small' })
  const arrangements = [
    (answers: readonly Answer[]) => answers.toReversed(),
    (answers: readonly Answer[]) => answers.toSorted((a, b) => (a.place % 2) - (b.place % 2) || b.place - a.place),
  ]
  for (const arrange of someOf(arrangements, 1)) {
    const order: number[] = []
    const other = await reportOn(SMALL_WORLD, { name: 'small', engine: answering(arrange, order) })
    expect(order).not.toEqual(order.toSorted((a, b) => a - b))
    for (const [name, text] of files) if (name !== 'run.json') expect(other.files.get(name), name).toBe(text)
  }
})
