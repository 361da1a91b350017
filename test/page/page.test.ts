import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { source as axe } from 'axe-core'
import { HtmlValidate } from 'html-validate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { findChromium, type OpenedReport, openReport, show, type View } from './browser.ts'
import { expectLikeGolden } from './screenshot.ts'

const chromium = findChromium()
const SIZES = [
  [360, 740],
  [390, 844],
  [1280, 800],
  [1920, 1080],
] as const
const VIEWS: View[] = SIZES.flatMap(([width, height]) =>
  (['light', 'dark'] as const).map(scheme => ({ width, height, scheme })),
)
const GOLDEN = resolve(import.meta.dirname, '../golden')
const MOST_BYTES = 800_000
const MOST_PRINTED_PAGES = 16

let report: OpenedReport
beforeAll(async () => {
  if (chromium !== undefined) report = await openReport(chromium)
})
afterAll(async () => {
  await report?.close()
})

const nameOf = ({ width, height, scheme, media }: View): string => `${width} × ${height}, ${media ?? scheme}`
const boxes = z.array(z.object({ what: z.string(), bottom: z.number(), right: z.number() }))
const violations = z.array(z.string())

/** What axe finds, each with the first element and why. */
const FIND = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(
  ({ id, nodes }) => id + ' (' + nodes.length + '): ' + nodes[0].html.slice(0, 120) + ' ' + nodes[0].failureSummary))`
const OPEN_ALL = `for (const each of document.querySelectorAll('details')) each.open = true`
const TICK_ALL = `for (const each of document.querySelectorAll('input[type=checkbox]')) each.checked = true`
const SIDEWAYS = `[...document.querySelectorAll('body, body *')].filter(each => !each.closest('svg') && !each.closest('.skip') &&
  (each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX !== 'visible' ||
  each.getBoundingClientRect().right > document.documentElement.clientWidth + 1))
  .map(each => ({ what: each.tagName + '.' + each.className + ' ' + each.textContent.slice(0, 60), bottom: 0, right: each.getBoundingClientRect().right })).slice(0, 5)`

/** Texts of charts that reach out of their drawing, or lie over another text of it by more than a hair. */
const CROWDED = `[...document.querySelectorAll('figure svg, .small svg')].filter(svg => svg.getBoundingClientRect().width > 0).flatMap(svg => {
  const box = svg.getBoundingClientRect()
  const texts = [...svg.querySelectorAll('text')].filter(each => each.textContent.trim() !== '' && each.getAttribute('opacity') !== '0')
    .map(each => ({ said: each.textContent, at: each.getBoundingClientRect() }))
  const out = texts.filter(({ at }) => at.right > box.right + 3 || at.left < box.left - 3 || at.bottom > box.bottom + 3 || at.top < box.top - 3)
  const over = texts.filter(({ at }, i) => texts.slice(0, i).some(({ at: other }) =>
    Math.min(at.right, other.right) - Math.max(at.left, other.left) > 3 && Math.min(at.bottom, other.bottom) - Math.max(at.top, other.top) > 5))
  const name = svg.querySelector('title')?.textContent.slice(0, 40)
  return [...out.map(({ said }) => name + ': outside: ' + said), ...over.map(({ said }) => name + ': over another: ' + said)]
})`

describe.skipIf(chromium === undefined)('a report in a browser', () => {
  it.each(VIEWS.map(view => [nameOf(view), view] as const))('has nothing that axe finds at %s', async (_, view) => {
    const page = await show(report, view)
    await page.evaluate(axe)
    await page.evaluate(OPEN_ALL)
    expect(violations.parse(await page.evaluate(FIND))).toEqual([])
    await page.close()
  })

  it('has nothing that axe finds as it is printed', async () => {
    const page = await show(report, { width: 794, height: 1123, scheme: 'light', media: 'print' })
    await page.evaluate(axe)
    expect(violations.parse(await page.evaluate(FIND))).toEqual([])
    await page.close()
  })

  it('fails where axe must find something', async () => {
    const page = await show(report, VIEWS[0]!)
    await page.evaluate(axe)
    await page.evaluate(`document.querySelector('h1').style.color = '#eee'`)
    expect(violations.parse(await page.evaluate(FIND)).join()).toContain('color-contrast')
    await page.close()
  })

  it('never scrolls sideways, closed, opened, nor with all columns', async () => {
    for (const view of VIEWS.filter(({ scheme }) => scheme === 'light')) {
      const page = await show(report, view)
      expect(boxes.parse(await page.evaluate(SIDEWAYS)), nameOf(view)).toEqual([])
      await page.evaluate(OPEN_ALL)
      expect(boxes.parse(await page.evaluate(SIDEWAYS)), `${nameOf(view)}, opened`).toEqual([])
      await page.evaluate(TICK_ALL)
      expect(boxes.parse(await page.evaluate(SIDEWAYS)), `${nameOf(view)}, all columns`).toEqual([])
      await page.close()
    }
  })

  it('shows its first conclusion whole above the fold of a phone, and all three with the strip on a desk', async () => {
    const bottoms = (selector: string) => `[...document.querySelectorAll('${selector}')].map(each =>
      ({ what: each.tagName, bottom: each.getBoundingClientRect().bottom, right: 0 }))`
    const phone = await show(report, { width: 390, height: 844, scheme: 'light' })
    const [first] = boxes.parse(await phone.evaluate(bottoms('.conclusions li')))
    expect(first?.bottom).toBeLessThanOrEqual(844)
    const desk = await show(report, { width: 1280, height: 800, scheme: 'light' })
    const shown = boxes.parse(await desk.evaluate(bottoms('.conclusions li')))
    expect(shown).toHaveLength(3)
    for (const { bottom } of shown) expect(bottom).toBeLessThanOrEqual(800)
    await phone.close()
    await desk.close()
  })

  it('has every text of its charts inside of the drawing, none over another, on a phone and on a desk', async () => {
    for (const view of VIEWS.filter(({ scheme }) => scheme === 'light')) {
      const page = await show(report, view)
      await page.evaluate(OPEN_ALL)
      expect(violations.parse(await page.evaluate(CROWDED)), nameOf(view)).toEqual([])
      await page.close()
    }
  })

  it('opens how a section was computed when it is jumped to', async () => {
    const page = await show(report, VIEWS[4]!, '#hours-method')
    expect(await page.evaluate(`document.getElementById('hours-method').closest('details').open`)).toBe(true)
    expect(await page.evaluate(`document.getElementById('categories-method').closest('details').open`)).toBe(false)
    await page.close()
  })

  it('has no script, loads nothing, and is small', async () => {
    const page = await report.browser.newPage()
    const asked: string[] = []
    page.on('request', request => asked.push(request.url()))
    await page.goto(report.url)
    expect(asked).toEqual([report.url])
    expect(report.html).not.toMatch(/<script|<link|\son\w+=/i)
    expect(Buffer.byteLength(report.html)).toBeLessThan(MOST_BYTES)
    await page.close()
  })

  it(`is printed on at most ${MOST_PRINTED_PAGES} pages`, async () => {
    const page = await show(report, VIEWS[4]!)
    const pdf = Buffer.from(await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    const pages = pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0
    expect(pages).toBeGreaterThan(1)
    expect(pages).toBeLessThanOrEqual(MOST_PRINTED_PAGES)
    await page.close()
  })

  it.each([
    ['phone', { width: 390, height: 844, scheme: 'light' }],
    ['desk', { width: 1280, height: 800, scheme: 'light' }],
    ['desk-dark', { width: 1280, height: 800, scheme: 'dark' }],
  ] as const)('looks as it looked: %s', async (name, view) => {
    const page = await show(report, { ...view, scale: 0.5 })
    expectLikeGolden(`page/${name}.png`, Buffer.from(await page.screenshot()))
    await page.close()
  })
})

/** As they are held by `test/report/reports-index`. */
const INDEX_PAGES = ['index.html', 'weekly.html', 'study.html'].map(name => resolve(GOLDEN, 'reports-index', name))

describe.skipIf(chromium === undefined)('the index of reports in a browser', () => {
  it.each(INDEX_PAGES)('has nothing that axe finds, and never scrolls sideways: %s', async path => {
    for (const view of [...VIEWS, { width: 794, height: 1123, scheme: 'light', media: 'print' } as const]) {
      const page = await show({ ...report, url: `file://${path}` }, view)
      await page.evaluate(axe)
      await page.evaluate(OPEN_ALL)
      expect(violations.parse(await page.evaluate(FIND)), nameOf(view)).toEqual([])
      await page.evaluate(TICK_ALL)
      if (view.media !== 'print') expect(boxes.parse(await page.evaluate(SIDEWAYS)), nameOf(view)).toEqual([])
      await page.close()
    }
  })

  it('has no script, loads nothing, and is small', async () => {
    for (const path of INDEX_PAGES) {
      const html = readFileSync(path, 'utf8')
      expect(html).not.toMatch(/<script|<link|<img|\son\w+=|https?:(?!\/\/www\.w3\.org\/2000\/svg)/i)
      expect(Buffer.byteLength(html)).toBeLessThan(MOST_BYTES)
    }
  })
})

describe.skipIf(chromium === undefined)('the markup of a report', () => {
  it('is valid', () => expectValid(report.html))
})

describe('the markup of the index of reports', () => {
  it.each(INDEX_PAGES)('is valid: %s', path => expectValid(readFileSync(path, 'utf8')))
})

async function expectValid(html: string): Promise<void> {
  const validator = new HtmlValidate({
    extends: ['html-validate:recommended'],
    rules: {
      // Text of the page, wrapped where the source is.
      'no-trailing-whitespace': 'off',
      // Sentences of how sure something is.
      'long-title': 'off',
    },
  })
  const { results } = await validator.validateString(html)
  const found = results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column }) => `${ruleId}: ${message} (${line}:${column})`),
  )
  expect([...new Set(found)].slice(0, 20)).toEqual([])
}
