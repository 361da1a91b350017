import { beforeEach, expect, it } from 'vitest'
import type { Report } from '../../../functions/report/report.ts'
import { type DefinitionIndex, LISTED_REPORTS } from '../../../functions/report/reports-index/entries.ts'
import { recordReport } from '../../../functions/report/reports-index/record.ts'
import { addDays } from '../../../functions/report/window/calendar.ts'
import { reportOn } from '../../support/report-world.ts'
import { SMALL_WORLD } from '../../support/small-report.ts'
import { createShelf, type ReportsShelf } from '../../support/written-reports.ts'

const { report } = await reportOn(SMALL_WORLD, { name: 'small' })
const RUN = `small/${report.window.toDay}/run.json`

let shelf: ReportsShelf
beforeEach(() => {
  shelf = createShelf()
})

/** The report with every figure's text changed, as another content. */
const changed = (text: string): Report => ({
  ...report,
  contentHash: text,
  sections: report.sections.map(section =>
    'failure' in section ? section : { ...section, figures: section.figures.map(figure => ({ ...figure, text })) },
  ),
})
const record = (of: Report) => recordReport(shelf.store, of, { nowMs: () => 0 }, { queries: 1 })
const index = (): DefinitionIndex => JSON.parse(shelf.text('small/reports.json'))

it('counts revisions, and none where nothing changed', async () => {
  const made = [await record(report), await record(report), await record(changed('x')), await record(changed('x'))]
  expect(made.map(({ revision }) => revision)).toEqual([1, 1, 2, 2])
  expect(made.map(({ changed: what }) => what)).toEqual(['first', 'first', made[2]!.changed, made[2]!.changed])
  expect(made[2]!.changed).toMatch(/^Bytes per logged day: .* before, x now; .*; \d+ more$/)
  expect(index().reports).toHaveLength(1)
})

it('knows the revision and what changed from run.json where the index was lost', async () => {
  await record(report)
  const second = await record(changed('x'))
  shelf.objects.delete('small/reports.json')
  expect(await record(changed('x'))).toEqual(second)
  shelf.objects.delete('small/reports.json')
  expect((await record(changed('y'))).revision).toBe(3)
})

it('says so where the run that made the revision before ended before it wrote its figures', async () => {
  await record(report)
  const run = shelf.text(RUN)
  await record(changed('x'))
  await shelf.store.put(RUN, run)
  expect((await record(changed('y'))).changed).toBe('the revision before was not written to its end')
})

it('keeps figures of the newest 60 reports, and lists the newest 5,000', async () => {
  const until = (days: number) => addDays('2031-01-01', days)
  const reports = Array.from({ length: LISTED_REPORTS }, (_, at) => {
    const day = until(-1 - at)
    const kept = { revision: 1, contentHash: 'x', madeAt: '', changed: 'first', partial: false, generated: false }
    return { until: day, from: day, page: 'index.html', ...kept, conclusions: [], figures: { a: 1 } }
  })
  await shelf.store.put('small/reports.json', JSON.stringify({ name: 'small', reports }))
  await record({ ...report, window: { ...report.window, toDay: until(0) } })
  const found = index().reports
  expect(found).toHaveLength(LISTED_REPORTS)
  expect([found[0]!.until, found.at(-1)!.until]).toEqual([until(0), until(1 - LISTED_REPORTS)])
  expect(found.filter(({ figures }) => figures !== undefined)).toHaveLength(60)
})
