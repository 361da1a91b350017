import { describe, expect, it } from 'vitest'
import type { ObjectStore } from '../../../functions/lib/ports.ts'
import { addDays } from '../../../functions/report/window/calendar.ts'
import { expectGoldens } from '../../support/golden.ts'
import { daysFrom, reportOn, type World, wholeDays } from '../../support/report-world.ts'
import { createShelf, type ReportsShelf, variantOf } from '../../support/written-reports.ts'

const WORLD: World = {
  networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,Asia/Pyongyang\n',
  contacts: daysFrom('2017-05-01', 30).map(day => ({
    slot: `${day}T03:00Z`,
    times: 100,
    category: 'Game',
    country: 'NP',
  })),
  logged: wholeDays('harbour', daysFrom('2017-05-01', 30)),
}
const { report } = await reportOn(WORLD, { name: 'weekly' })

const week = (number: number): string => addDays('2017-06-04', 7 * number)
const weekly = (
  number: number,
  own: { content?: string; value?: number | null; name?: string; generated?: boolean } = {},
) => variantOf(report, { until: week(number), ...own })
const hrefs = (html: string): string[] => [...html.matchAll(/ href="([^"]*)"/g)].map(([, href = '']) => href)
const neighbours = (html: string): string[] =>
  hrefs(/<nav class="neighbours"[\s\S]*?<\/nav>/.exec(html)?.[0] ?? '').filter(href => !href.endsWith('../index.html'))

describe('a report that is written', () => {
  it('links to the one before and after it, also where it comes late', async () => {
    const { write, text } = createShelf()
    for (const at of [0, 3, 1]) await write(weekly(at))
    const links = [0, 1, 3].map(at => neighbours(text(`weekly/${week(at)}/index.html`)))
    expect(links).toEqual([
      [`../${week(1)}/index.html`],
      [`../${week(0)}/index.html`, `../${week(3)}/index.html`],
      [`../${week(1)}/index.html`],
    ])
  })

  it('is the newest of its definition in latest/, with links that lead into its own folder', async () => {
    const { write, text, objects } = createShelf()
    await write(weekly(1))
    await write(weekly(0))
    const latest = text('weekly/latest/index.html')
    expect(latest).toContain(`<title>weekly: ${weekly(1).window.fromDay} to ${week(1)}</title>`)
    const files = hrefs(latest).filter(href => !href.startsWith('#'))
    expect(files.length).toBeGreaterThan(10)
    const places = files.map(href => new URL(href, 'file:///weekly/latest/index.html').pathname.slice(1))
    expect(places.filter(place => !objects.has(place))).toEqual([])
    expect(neighbours(latest)).toEqual([`../${week(0)}/index.html`])
    await write(weekly(2))
    expect(text('weekly/latest/index.html')).toContain(` to ${week(2)}</title>`)
  })

  it('has its numbers in the language of its definition on every page of the index, and its names as they are', async () => {
    const { write, text } = createShelf()
    const finding = report.findings[0]
    if (finding === undefined) throw new Error('expected a finding')
    const own = { headline: { figure: '1,234.5', words: 'contacts of hall 2.5' } }
    const said = { watched: ['hall 2.5'], findings: [{ ...finding, ...own }] }
    await write({ ...weekly(0, { name: 'english' }), ...said })
    await write({ ...weekly(0, { name: 'german 1.5' }), ...said, language: 'de' })
    expect(text('german%201.5/index.html')).toContain('1.234,5 contacts of hall 2.5')
    expect(text('german%201.5/index.html')).toContain('<h1>Reports called german 1.5</h1>')
    expect(text('english/index.html')).toContain('1,234.5 contacts of hall 2.5')
    const [english, german] = text('index.html').split('<h2 id="d1">')
    expect(english).toContain('1,234.5 contacts of hall 2.5')
    expect(german).toContain('1.234,5 contacts of hall 2.5')
    expect(german).not.toContain('1,234')
  })

  it('leaves no link of any page of the index without its file', async () => {
    const { write, text, objects } = createShelf()
    for (const name of ['weekly', "../<i> o'clock", 'a b'])
      for (const at of [0, 1, 2]) await write(weekly(at, { name, generated: name === 'a b' }))
    const pages = [...objects.keys()].filter(key => key.endsWith('.html'))
    expect(pages).toHaveLength(1 + 3 + 3 + 9 + 9)
    for (const key of pages)
      for (const href of hrefs(text(key))) {
        if (href.startsWith('#')) continue
        const at = new URL(
          href.replaceAll('&#39;', "'").replaceAll('&amp;', '&'),
          `file:///${key.split('/').map(encodeURIComponent).join('/')}`,
        )
        expect(objects.has(decodeURIComponent(at.pathname.slice(1))), `${key}: ${href}`).toBe(true)
      }
  })

  it('that is made again and is the same changes no file', async () => {
    const { write, objects } = createShelf()
    for (const at of [0, 1, 2]) await write(weekly(at))
    const before = new Map(objects)
    await write(weekly(1))
    expect([...objects].filter(([key, bytes]) => Buffer.compare(bytes, before.get(key) ?? Buffer.of()) !== 0)).toEqual(
      [],
    )
  })

  it('is shown with its revision where it was replaced', async () => {
    const { write, text } = createShelf()
    await write(weekly(0))
    await write(weekly(0, { content: 'second', value: 7 }))
    for (const key of ['index.html', 'weekly/index.html'])
      expect(text(key)).toContain('revision 2, in the place of an earlier one')
    expect(text('index.html')).toMatch(/: 100 before, 7 now[;<]/)
  })

  it('reads none of the other reports for the index, however many there are', async () => {
    const { write, store, objects } = createShelf()
    const entry = (until: string) => ({
      until,
      from: until,
      page: 'index.html',
      ...{ revision: 1, contentHash: 'x', madeAt: '', changed: 'first', partial: false, generated: false },
      conclusions: ['64 % of it'],
    })
    const reports = Array.from({ length: 3000 }, (_, at) => entry(addDays('2017-05-01', -at)))
    await store.put('weekly/reports.json', JSON.stringify({ name: 'weekly', reports }))
    const read: string[] = []
    const counted: ObjectStore = {
      ...store,
      get: key => {
        read.push(key)
        return store.get(key)
      },
      list: () => {
        throw new Error('listed')
      },
    }
    await write(weekly(0), counted)
    expect(new Set(read.filter(key => /\d{4}-/.test(key)))).toEqual(
      new Set(
        ['run.json', 'index.html'].map(file => `weekly/${week(0)}/${file}`).concat('weekly/2017-05-01/index.html'),
      ),
    )
    expect(read.length).toBeLessThan(30)
    const page = new TextDecoder().decode(objects.get('weekly/index.html'))
    expect(hrefs(page).filter(href => /^\d{4}-/.test(href)).length).toBe(3001 + 1)
    expect(Buffer.byteLength(page)).toBeLessThan(800_000)
  })
})

/** A store in which others write their reports whole before each write of `key`, as long as there are any. */
function interrupted(
  shelf: ReportsShelf,
  key: (key: string) => boolean,
  others: (() => Promise<unknown>)[],
): ObjectStore {
  return {
    ...shelf.store,
    async put(at, bytes, condition) {
      if (key(at)) await others.shift()?.()
      return shelf.store.put(at, bytes, condition)
    },
  }
}

describe('reports that are made at once', () => {
  const expectWhole = ({ text, objects }: ReportsShelf, weeks: readonly number[]) => {
    const days = weeks.map(week).toSorted().toReversed()
    const rows = (html: string) => hrefs(html).flatMap(href => /(\d{4}-\d\d-\d\d)\/index\.html$/.exec(href)?.[1] ?? [])
    expect(rows(text('weekly/index.html')).slice(1)).toEqual(days)
    expect(rows(text('index.html')).slice(1)).toEqual(days)
    expect(text('weekly/latest/index.html')).toContain(` to ${days[0]}</title>`)
    for (const [at, day] of days.entries()) {
      const around = [days[at + 1], days[at - 1]].filter(other => other !== undefined)
      expect(neighbours(text(`weekly/${day}/index.html`)), day).toEqual(around.map(other => `../${other}/index.html`))
    }
    expect([...objects.keys()].filter(key => key.endsWith('/run.json'))).toHaveLength(weeks.length)
  }

  it('are all in the index, each with its neighbours', async () => {
    const shelf = createShelf()
    await Promise.all([0, 1, 2, 3, 4].map(at => shelf.write(weekly(at))))
    expectWhole(shelf, [0, 1, 2, 3, 4])
  })

  it.each([
    'weekly/reports.json',
    `weekly/${week(1)}/index.html`,
    `weekly/${week(0)}/index.html`,
    'weekly/latest/index.html',
    'weekly/index.html',
    'reports.json',
    'index.html',
  ])('lose nothing where others are written before %s is', async key => {
    const shelf = createShelf()
    await shelf.write(weekly(0))
    const others = [() => shelf.write(weekly(2)).then(() => shelf.write(weekly(3)))]
    await shelf.write(
      weekly(1),
      interrupted(shelf, at => at === key, others),
    )
    expect(others).toEqual([])
    expectWhole(shelf, [0, 1, 2, 3])
  })

  it('of other definitions stand beside it', async () => {
    const shelf = createShelf()
    const others = [() => shelf.write(weekly(0, { name: 'daily' }))]
    await shelf.write(
      weekly(0),
      interrupted(shelf, at => at === 'reports.json', others),
    )
    for (const name of ['daily', 'weekly']) expect(shelf.text('index.html')).toContain(`href="${name}/index.html"`)
  })
})

describe('the pages of the index', () => {
  it('say of generated reports that they are, by title, banner and file', async () => {
    const { write, text, objects } = createShelf()
    await write(weekly(0, { name: 'study', generated: true }))
    for (const key of ['index.html', 'study/index.html']) {
      expect(text(key)).toMatch(/<title>Generated, not real traffic · Reports/)
      expect(text(key)).toMatch(/<body>\s*<header><p class="generated"><strong>Generated, not real traffic:/)
    }
    expect([...objects.keys()].filter(key => key.includes('2017') && key.endsWith('.html')).sort()).toEqual(
      ['index', 'notice'].map(page => `study/${week(0)}/generated-${page}.html`),
    )
    await write(weekly(0))
    expect(text('index.html')).toContain('<title>Reports</title>')
    expect(text('index.html')).not.toMatch(/<body>\s*<header>/)
    expect(text('index.html')).toContain('<strong>generated, not real traffic:</strong>')
    expect(text('weekly/index.html')).not.toMatch(/generated, not real/i)
  })

  it('are as they were', async () => {
    const { write, text } = createShelf()
    const values = [10, 12.5, null, 14, 9, 30, 31, 29, 33, 40, 41, 38]
    for (const [at, value] of values.entries()) await write(weekly(at, { value, content: String(value) }))
    await write(weekly(11, { value: 39, content: 'again' }))
    await write(weekly(0, { name: 'study', generated: true, value: 64 }))
    await write(weekly(0, { name: '../<b>"x"</b>\u202e', value: 1 }))
    expectGoldens(
      'reports-index',
      new Map([
        ['index.html', text('index.html')],
        ['weekly.html', text('weekly/index.html')],
        ['study.html', text('study/index.html')],
        [
          'weekly-neighbours.html',
          /<nav class="neighbours"[\s\S]*?<\/nav>\n/.exec(text(`weekly/${week(3)}/index.html`))?.[0] ?? '',
        ],
      ]),
    )
  })
})
