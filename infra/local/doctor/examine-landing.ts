/** The rows of uploads: what their receipts name, read to the last page, and what no receipt names. */
import { join } from 'node:path'
import { sqlLiteral } from '../../../functions/lib/sql-literals.ts'
import type { LocalLake } from '../lake.ts'
import type { Ledger } from './examine-ledger.ts'
import type { Finding } from './finding.ts'
import { readAgain } from './read-again.ts'

/** Objects of this age that no receipt names are of deliveries that ended. */
const STALE_MS = 24 * 3_600_000

export async function examineLanding(
  { root, lake, uploads, engine, clock }: LocalLake,
  { current, known }: Pick<Ledger, 'current' | 'known'>,
): Promise<Finding[]> {
  const findings: Finding[] = []
  const sizes = new Map<string, number>()
  const named = new Set(current.flatMap(({ outputs }) => outputs.map(({ key }) => key)))
  const deleted = (kind: string, key: string, advice: string): Finding => ({
    kind,
    where: key,
    advice,
    mends: [{ step: 'delete', keys: [key] }],
  })
  for await (const { key, size, modifiedMs } of lake.list('landing/')) {
    sizes.set(key, size)
    const [, id = ''] = /\/([^/-]+)-[^/]*$/.exec(key) ?? []
    if (named.has(key)) continue
    if (!known.has(id) && clock.nowMs() - modifiedMs > STALE_MS)
      findings.push(deleted('landing object that no receipt names', key, 'harmless; it takes room'))
    else if ((await rowsIn(join(root, key), engine)) === undefined)
      findings.push(
        deleted('damaged landing object that counts for nothing', key, 'its day cannot be made anew beside it'),
      )
  }
  for (const receipt of current) {
    const mended = await readAgain(uploads, receipt)
    for (const { key, bytes, rows } of receipt.outputs) {
      const size = sizes.get(key)
      const where = `${key} of ${receipt.key}`
      if (size === undefined) findings.push({ kind: 'landing object is missing', where, ...mended })
      else if (size !== bytes || (await rowsIn(join(root, key), engine)) !== rows)
        findings.push({
          kind: 'landing object is damaged',
          where,
          advice: mended.advice,
          // Beside it the day could not be made anew.
          mends: mended.mends.length === 0 ? [] : [{ step: 'delete', keys: [key] }, ...mended.mends],
        })
    }
    if (receipt.rejects !== null && (await lake.head(receipt.rejects)) === undefined)
      findings.push({
        kind: 'list of refused lines is missing',
        where: `${receipt.rejects} of ${receipt.key}`,
        ...mended,
      })
  }
  return findings
}

/** Rows of a Parquet file, whose every page is read; undefined where one cannot be. */
export async function rowsIn(path: string, engine: LocalLake['engine']): Promise<number | undefined> {
  const sql = `SELECT count(*) AS n, count(COLUMNS(*)) FROM read_parquet(${sqlLiteral(path)}, hive_partitioning = false)`
  const answer = await (await engine()).show(sql).catch(() => undefined)
  return answer === undefined ? undefined : Number(answer.rows[0]?.[0])
}
