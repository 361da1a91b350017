/** What each section's questions read from storage, as the engine's statistics say: what Athena would bill. */
import { FIRST, type ReportQuestion } from './report-questions.ts'

/** Of a section at the study's size. */
export const MOST_BYTES = 10_000_000

export interface SectionBytes {
  section: string
  questions: number
  bytes: number
}

/**
 * Bytes by section, with those of the questions that every report asks before as a row of their own; coverage asks them for
 * itself. A question of several sections counts for each. `bytesOf` by the question's SQL.
 */
export function bytesBySection(
  questions: readonly ReportQuestion[],
  bytesOf: ReadonlyMap<string, number>,
): SectionBytes[] {
  const names = [...new Set(questions.flatMap(({ askedBy }) => [...askedBy]))]
  return names.map(section => {
    const own = questions.filter(
      ({ askedBy, name }) =>
        askedBy.has(section) &&
        (section === FIRST ||
          !askedBy.has(FIRST) ||
          (section === 'coverage' && name?.startsWith('sections/coverage/'))),
    )
    const bytes = own.reduce((sum, { sql }) => sum + (bytesOf.get(sql) ?? Number.NaN), 0)
    return { section, questions: own.length, bytes }
  })
}

/** A line a section, most bytes first; then all questions, each once. */
export function bytesTable(rows: readonly SectionBytes[], all: number): string {
  const line = (name: string, questions: string, megabytes: string) =>
    `${name.padEnd(20)} ${questions.padStart(9)} ${megabytes.padStart(9)}`
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(2)
  return [
    line('section', 'questions', 'MB read'),
    ...rows
      .toSorted((a, b) => b.bytes - a.bytes)
      .map(({ section, questions, bytes }) => line(section, String(questions), megabytes(bytes))),
    line('a whole report', '', megabytes(all)),
  ].join('\n')
}
