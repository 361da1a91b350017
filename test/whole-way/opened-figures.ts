/** Every figure of a report, opened as `explain` does: what is counted is what the figure says. */
import { expect, it } from 'vitest'
import type { ObjectStore, QueryEngine, QueryResult } from '../../functions/lib/ports.ts'
import { explainFigure } from '../../functions/report/figures/explain.ts'
import type { Figure } from '../../functions/report/figures/figure.ts'
import { differencesOf } from '../support/explained.ts'

export interface OpenedReport {
  engine(): Promise<QueryEngine>
  reports: ObjectStore
  /** Where it lies in `reports`. */
  place: string
  figures: readonly Figure[]
}

/** Answers that are kept: those of one figure, and of the next that counts the same. */
const KEPT = 8
const SECTIONS = 12

/** Declares the test; the report is asked for when it runs. */
export function declareOpened(told: () => OpenedReport): void {
  it('every figure of every section is what is counted, down to the contacts and records', async () => {
    const { engine, reports, place, figures } = told()
    const remembering = remember(await engine())
    const wrong: string[] = []
    for (const figure of figures.toSorted((a, b) => (countedBy(a) < countedBy(b) ? -1 : 1)))
      wrong.push(...differencesOf(figure, await explainFigure(reports, remembering, place, figure.id)))
    expect(wrong).toEqual([])
    expect(new Set(figures.map(({ id }) => id.split('.')[0])).size).toBe(SECTIONS)
  })
}

/** Shares and bytes of the same contacts come one after the other. */
const countedBy = ({ counted }: Figure): string => JSON.stringify([counted?.table, counted?.conditions])

/** What was asked last is not asked again. */
function remember(engine: QueryEngine): QueryEngine {
  const answers = new Map<string, Promise<QueryResult>>()
  return {
    ...engine,
    select(text, parameters) {
      const key = JSON.stringify([text, parameters])
      const answer = answers.get(key) ?? engine.select(text, parameters)
      answers.delete(key)
      answers.set(key, answer)
      for (const [oldest] of answers) if (answers.size > KEPT) answers.delete(oldest)
      return answer
    },
  }
}
