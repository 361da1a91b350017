/** The picture of the top README: the first screen of the report that a newcomer's first command makes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { markGenerated } from '../../functions/lib/lake-origin.ts'
import { openStudyRun } from '../support/study-run.ts'
import { findChromium, type OpenedReport, openHtml, show } from './browser.ts'
import { expectLikeGolden } from './screenshot.ts'

/** As `npm start` has them. */
const STUDY = { seed: 1, records: 200_000 }
const DESK = { width: 1280, height: 800, scheme: 'light' } as const
const chromium = findChromium()

let report: OpenedReport | undefined
beforeAll(async () => {
  if (chromium === undefined) return
  const study = await openStudyRun(STUDY)
  try {
    await markGenerated(study.run.lake)
    await study.deliver()
    await study.run.publish_()
    const { read } = await study.run.report('study')
    report = await openHtml(chromium, read('generated-index.html'))
  } finally {
    await study.end()
  }
}, 600_000)
afterAll(() => report?.close())

describe.skipIf(chromium === undefined)("the study's report in a browser", () => {
  it('shows three conclusions on its first screen, and looks as the README shows it', async () => {
    const page = await show(report!, DESK)
    const bottoms = await page.evaluate(
      `[...document.querySelectorAll('.conclusions li')].map(each => each.getBoundingClientRect().bottom)`,
    )
    expect(bottoms).toHaveLength(3)
    for (const bottom of bottoms as number[]) expect(bottom).toBeLessThanOrEqual(DESK.height)
    expectLikeGolden('page/study.png', Buffer.from(await page.screenshot()))
    await page.close()
  })
})
