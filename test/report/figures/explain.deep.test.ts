import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import { explainFigure } from '../../../functions/report/figures/explain.ts'
import type { Figure } from '../../../functions/report/figures/figure.ts'
import { makeReport } from '../../../functions/report/make-report.ts'
import type { Report } from '../../../functions/report/report.ts'
import { generateStudy } from '../../../infra/local/study/generate.ts'
import { differencesOf } from '../../support/explained.ts'
import { type LakeRun, startLakeRun } from '../../support/lake-run.ts'

vi.mock(import('../../../functions/report/render/draw.ts'), () => import('../../support/undrawn.ts'))

/** Two exporters saw these days, both networks were logged, and some of the records are broken or of nobody watched. */
const DAYS = ['2017-06-03', '2017-06-04', '2017-06-05', '2017-06-06']
const folder = mkdtempSync(join(tmpdir(), 'explained-'))
let run: LakeRun

beforeAll(async () => {
  await generateStudy({ outDir: join(folder, 'study'), seed: 3, records: 12_000 })
  const wanted = (path: string) => DAYS.some(day => path.includes(day) || path.includes(day.replaceAll('-', '/')))
  cpSync(join(folder, 'study/uploads'), join(folder, 'few'), {
    recursive: true,
    filter: path => !path.endsWith('.gz') || wanted(path),
  })
  run = await startLakeRun(readFileSync(join(folder, 'study/networks.csv'), 'utf8'))
  await run.deliver(join(folder, 'few'))
  await run.publish_()
})
afterAll(async () => {
  await run.end()
  rmSync(folder, { recursive: true, force: true })
})

describe.each([
  ['open', true],
  ['masked', false],
] as const)('every figure of a report, %s,', (name, showLocalAddresses) => {
  it('is explained by exactly what its numerator counts', async () => {
    const reports = createFolderStore(join(folder, 'reports'))
    const { indexKey } = await makeReport(
      { name, fromDay: null, toDay: null, showLocalAddresses, reference: run.reference },
      { ...(await run.reporting()), reports },
    )
    const place = indexKey.replace('/index.html', '')
    const report: Report = JSON.parse(readFileSync(join(folder, 'reports', place, 'report.json'), 'utf8'))
    const figures = report.sections.flatMap((section): Figure[] => ('figures' in section ? section.figures : []))
    const engine = await run.engine()
    const counted: Record<string, number> = {}
    const wrong: string[] = []
    for (const figure of figures) {
      wrong.push(...differencesOf(figure, await explainFigure(reports, engine, place, figure.id)))
      if (figure.numerator > 0) counted[figure.numeratorOf] = (counted[figure.numeratorOf] ?? 0) + 1
    }
    expect(wrong).toEqual([])
    expect(counted).toMatchObject({
      contacts: expect.any(Number),
      bytes: expect.any(Number),
      'log records': expect.any(Number),
    })
    expect(counted.contacts).toBeGreaterThan(25)
    const ids = figures.map(({ id }) => id)
    expect(ids).toEqual(
      expect.arrayContaining([
        'categories.share.games-and-content',
        'hours.weekday.monday',
        'coverage.no-country.Star JV',
      ]),
    )
    expect(ids.includes('categories.share.withheld')).toBe(!showLocalAddresses)
  })
})
