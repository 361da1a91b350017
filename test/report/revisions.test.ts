import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import type { ObjectStore } from '../../functions/lib/ports.ts'
import type { Report } from '../../functions/report/report.ts'
import { recordRevision } from '../../functions/report/revisions.ts'
import { reportOn } from '../support/report-world.ts'
import { SMALL_WORLD } from '../support/small-report.ts'

let folder: string
let reports: ObjectStore
const { report } = await reportOn(SMALL_WORLD, { name: 'small' })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revisions-'))
  reports = createFolderStore(folder)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The report with every figure's text changed, as another content. */
const changed = (text: string): Report => ({
  ...report,
  contentHash: text,
  sections: report.sections.map(section =>
    'failure' in section ? section : { ...section, figures: section.figures.map(figure => ({ ...figure, text })) },
  ),
})
const record = (of: Report) => recordRevision(reports, of, { nowMs: () => 0 }, { queries: 1 })
const textOf = async (key: string) => new TextDecoder().decode((await reports.get(key))?.bytes)

it('keeps of years of reports what the index shows, and no figures', async () => {
  await record(report)
  const once = (await textOf('index.json')).length
  for (let revision = 2; revision <= 6; revision++) expect(await record(changed(`text ${revision}`))).toBe(revision)
  const index = await textOf('index.json')
  expect(index.length).toBeLessThan(once + 600)
  expect(index).not.toContain('"figures"')
  const [entry] = JSON.parse(index)
  expect(entry.revisions).toHaveLength(1)
  expect(entry.revisions[0].changed).toMatch(/^\S+ text 5 -> text 6; /)
})

it('counts revisions, and none where nothing changed', async () => {
  expect([await record(report), await record(report), await record(changed('x')), await record(changed('x'))]).toEqual([
    1, 1, 2, 2,
  ])
  expect(await textOf('index.html')).toContain(' -&gt; x')
})

it('says so where the run that made the revision before ended before it wrote its figures', async () => {
  await record(report)
  const run = await textOf(`${report.name}/${report.window.toDay}/run.json`)
  await record(changed('x'))
  await reports.put(`${report.name}/${report.window.toDay}/run.json`, run)
  await record(changed('y'))
  expect(await textOf('index.json')).toContain('"the revision before was not written to its end"')
})
