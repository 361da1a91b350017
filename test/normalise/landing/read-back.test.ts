import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { required, type TableSchema } from '../../../functions/lib/tables/table-schema.ts'
import { createLandingFile } from '../../../functions/normalise/landing/landing-file.ts'
import { readBack } from '../../../functions/normalise/landing/read-back.ts'

const folder = mkdtempSync(join(tmpdir(), 'read-back-'))
afterAll(() => rmSync(folder, { recursive: true }))

const table = (column: string): TableSchema => ({
  name: 'sample',
  comment: 'A part of a row.',
  partitions: ['dt'],
  columns: [required(column, 'int', '')],
})

/** A file whose row groups have these parts. */
function fileOf(name: string, groups: readonly (readonly number[])[], column = 'part'): string {
  const path = join(folder, name)
  const file = createLandingFile(path, table(column))
  for (const parts of groups)
    file.appendRowGroup({ [column]: { kind: 'number', values: Int32Array.from(parts) } }, parts.length)
  file.finish()
  return path
}

it.each([
  ['all alike', [[0, 0, 0]], 3, 3],
  ['of few values', [Array.from({ length: 5000 }, (_, at) => at % 5)], 5000, 1000],
  ['of many values', [Array.from({ length: 300 }, (_, at) => at * 1000)], 300, 1],
  ['in groups', [[0, 1, 2], [1], [0, 0]], 6, 3],
  ['none', [[7]], 1, 0],
])('counts rows, and those of part 0: %s', async (name, groups, rows, records) => {
  const path = fileOf(name, groups)
  expect(await readBack(path)).toEqual({ rows, records, bytes: readFileSync(path).length })
})

it('counts a file of more row groups than an upload may have', async () => {
  const groups = Array.from({ length: 80_000 }, () => [0])
  const path = fileOf('many', groups)
  expect((await readBack(path)).rows).toBe(80_000)
})

it('throws where bytes lack, or the column does', async () => {
  const path = fileOf('whole', [[0, 1, 2]])
  const cut = join(folder, 'cut')
  writeFileSync(cut, readFileSync(path).subarray(0, -1))
  await expect(readBack(cut)).rejects.toThrow('no PAR1 at the end')
  await expect(readBack(fileOf('other', [[0]], 'port'))).rejects.toThrow('expected a column part, found port')
})
