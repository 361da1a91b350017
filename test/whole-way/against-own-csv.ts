/** Every figure that a report states, worked out anew from the report's own CSV files and nothing else of the product. */
import { expect, it } from 'vitest'
import { openFiles, type Recomputed } from './own-csv/files.ts'
import { RULES, type StatedFigure } from './own-csv/rules.ts'

export interface StatedReport {
  sections: { name: string; figures: StatedFigure[] }[]
  /** Text of a file of the report. */
  read(file: string): string
}

/** Declares the test; the report is asked for when it runs. */
export function declareOwnCsv(told: () => StatedReport): void {
  it('every figure of every section is what the CSV files beside it give', () => {
    const { sections, read } = told()
    const files = openFiles(read)
    const wrong: string[] = []
    const used = new Set<RegExp>()
    for (const figure of sections.flatMap(({ figures }) => figures)) {
      const [pattern, rule] = RULES.find(([own]) => own.test(figure.id)) ?? []
      if (pattern === undefined || rule === undefined) {
        wrong.push(`${figure.id}: expected a rule, found none`)
        continue
      }
      used.add(pattern)
      try {
        wrong.push(...differences(figure, rule(files, pattern.exec(figure.id)?.slice(1) ?? [], figure)))
      } catch (error) {
        wrong.push(`${figure.id}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    expect(wrong).toEqual([])
    expect(RULES.filter(([pattern]) => !used.has(pattern)).map(([pattern]) => pattern.source)).toEqual([])
  })
}

function differences(figure: StatedFigure, found: Recomputed): string[] {
  const { id, text } = figure
  const numbers = (['value', 'numerator', 'denominator'] as const).flatMap(name => {
    const [stated, own] = [figure[name], found[name]]
    if (own === undefined || (stated !== null && isNear(stated, own))) return []
    return [`${id}: ${name} ${stated}, by its tables ${own}`]
  })
  const { within } = found
  if (within !== undefined && !(Math.abs((figure.value ?? Number.NaN) - within.value) <= within.by))
    numbers.push(`${id}: value ${figure.value}, by its tables ${within.value}`)
  for (const end of ['low', 'high'] as const) {
    const [stated, own] = [figure.interval?.[end], found.interval?.[end]]
    if (own !== undefined && !(Math.abs((stated ?? Number.NaN) - own) < 1e-6))
      numbers.push(`${id}: interval ${end} ${stated}, by its tables ${own}`)
  }
  return found.text === undefined || found.text === text
    ? numbers
    : [...numbers, `${id}: ${text}, by its tables ${found.text}`]
}

/** Sums of the same numbers in another order differ in the last digits. */
const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))
