/**
 * Whether a run holds what the receipts say. Its inputs were made from the receipts, but lie in the lake as files: where
 * they were lost, rows that were never joined would agree with them. So both are compared with the receipts themselves.
 */
import type { QueryEngine, SqlValue } from '../lib/ports.ts'
import { loadQuery } from '../lib/queries.ts'
import { DayFailed } from './day-failed.ts'
import type { CountingUpload } from './day-uploads.ts'

/** What uploads of one build hold together. */
interface Counts {
  uploads: number
  rows: number
  records: number
  bytesOut: bigint
  bytesIn: bigint
}

/** Throws DayFailed, naming the side and the build or the upload that differs. */
export async function verifyRun(
  dt: string,
  run: string,
  uploads: readonly CountingUpload[],
  engine: Pick<QueryEngine, 'select'>,
): Promise<void> {
  const ofRun = [dt, run, dt, run]
  const { rows: found } = await engine.select(loadQuery('tables/run_counts').text, ofRun)
  const expected = [
    ...countsOf(
      'flows',
      uploads.filter(({ output }) => output !== null),
    ),
    ...countsOf('inputs', uploads),
  ].sort()
  const different = firstDifference(expected, found.map(textOf).sort())
  if (different !== undefined)
    throw new DayFailed(
      `day ${dt}: expected of the run ${run} what the receipts say, ${different.expected}, found ${different.found}; publish again`,
    )
  const { rows: differences } = await engine.select(loadQuery('tables/verify').text, ofRun)
  if (differences.length > 0)
    throw new DayFailed(
      `day ${dt}: expected the rows that ${differences.length} receipts say, found others; first: ${JSON.stringify(differences[0])}`,
    )
}

/** The rows of `tables/run_counts` that these uploads make, as text. */
function countsOf(side: 'flows' | 'inputs', uploads: readonly CountingUpload[]): string[] {
  const builds = new Map<string, Counts>()
  for (const { build, output } of uploads) {
    const known = builds.get(build) ?? { uploads: 0, rows: 0, records: 0, bytesOut: 0n, bytesIn: 0n }
    builds.set(build, known)
    known.uploads++
    known.rows += output?.rows ?? 0
    known.records += output?.records ?? 0
    known.bytesOut += BigInt(output?.bytesOut ?? 0)
    known.bytesIn += BigInt(output?.bytesIn ?? 0)
  }
  return [...builds].map(([build, { uploads, rows, records, bytesOut, bytesIn }]) =>
    textOf([side, build, uploads, rows, records, String(bytesOut), String(bytesIn)]),
  )
}

const textOf = ([side, build, uploads, rows, records, bytesOut, bytesIn]: readonly SqlValue[]): string =>
  `${side} of build ${build}: ${uploads} uploads, ${rows} rows, ${records} records, ${bytesOut} bytes out, ${bytesIn} in`

function firstDifference(
  expected: readonly string[],
  found: readonly string[],
): { expected: string; found: string } | undefined {
  for (let at = 0; at < expected.length || at < found.length; at++)
    if (expected[at] !== found[at]) return { expected: expected[at] ?? 'no more', found: found[at] ?? 'nothing' }
  return undefined
}
