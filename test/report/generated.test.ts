import { describe, expect, it } from 'vitest'
import { isGenerated, markGenerated } from '../../functions/lib/lake-origin.ts'
import { createMemoryLake } from '../support/memory-lake.ts'
import { daysFrom, reportOn, type World, wholeDays } from '../support/report-world.ts'

const WORLD: World = {
  networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,Asia/Pyongyang\n',
  contacts: [{ slot: '2017-05-02T03:00Z', times: 100 }],
  logged: wholeDays('harbour', daysFrom('2017-05-01', 10)),
}
const SAID = /generated, not real traffic/i

describe('a report of a lake of generated logs', () => {
  it('says so in its title, above all else on the page, in the names of its page and tables, and at the head of every file', async () => {
    const { files, read } = await reportOn(WORLD, { generated: true })
    const page = read('generated-index.html')
    expect(page).toMatch(/<title>Generated, not real traffic · world: 2017-05-02 to/)
    const body = page.slice(page.indexOf('<body>') + '<body>'.length).trim()
    expect(body).toMatch(
      /^<header><p class="generated"><strong>Generated, not real traffic: nothing on this page was observed\./,
    )
    for (const form of ['txt', 'html', 'slack.json', 'teams.json'])
      expect(read(`generated-notice.${form}`), form).toContain(
        'Generated, not real traffic: nothing in it was observed.',
      )
    const names = [...files.keys()].filter(name => !/^run\.json$|^generated-(index|notice)\./.test(name))
    expect(names.length).toBeGreaterThan(10)
    expect([...files.keys()].filter(name => !name.endsWith('.json') && !name.startsWith('generated-'))).toEqual([])
    const links = [...page.matchAll(/ href="([^"#.][^"]*)"/g)].map(([, href = '']) => href)
    expect(links.length).toBeGreaterThan(10)
    expect(links.filter(href => !files.has(href))).toEqual([])
    for (const name of names) {
      const lines = read(name).split('\n')
      if (name.endsWith('.json')) expect(lines[1], name).toBe(' "data": "generated, not real traffic",')
      else {
        expect(lines[0], name).toMatch(/,generated_not_real_traffic$/)
        // A cell may hold an end of line, within quotes.
        expect(read(name).trimEnd(), name).toMatch(/,(yes|generated_not_real_traffic)$/)
      }
    }
  })

  it('is else the report that it would be', async () => {
    const [generated, own] = [await reportOn(WORLD, { generated: true }), await reportOn(WORLD)]
    expect(generated.report.sections).toEqual(own.report.sections)
    expect(generated.report.contentHash).toBe(own.report.contentHash)
    const columns = (text: string) =>
      text.split('\n').map(line => line.replace(/,(yes|generated_not_real_traffic)$/, ''))
    for (const [name, text] of own.files)
      if (name.endsWith('.csv')) expect(columns(generated.read(`generated-${name}`))).toEqual(text.split('\n'))
  })

  it('is no other: what somebody uploaded is never said to be made up', async () => {
    const { files } = await reportOn(WORLD)
    for (const [name, text] of files) expect(text, name).not.toMatch(SAID)
    for (const [name, text] of files) expect(text, name).not.toContain('generated_not_real')
  })
})

it('a lake says that its logs are generated once it was marked so', async () => {
  const { lake, close } = await createMemoryLake()
  try {
    expect(await isGenerated(lake)).toBe(false)
    await markGenerated(lake)
    await markGenerated(lake)
    expect(await isGenerated(lake)).toBe(true)
    await lake.put('reference/origin.json', '{"logs":"something else"}')
    await expect(isGenerated(lake)).rejects.toThrow('reference/origin.json: expected what this version writes')
  } finally {
    close()
  }
})
