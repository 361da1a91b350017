import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateStudy } from '../../infra/local/study/generate.ts'
import { type LakeRun, startLakeRun } from '../support/lake-run.ts'

interface SectionJson {
  name: string
  findings: { sentence: string }[]
  paragraphs: string[]
  figures: { id: string; text: string; numerator: number }[]
  tables: { name: string; rows: (string | number)[][] }[]
}

const folder = mkdtempSync(join(tmpdir(), 'empty-world-'))
let run: LakeRun
let report: Awaited<ReturnType<LakeRun['report']>>
let sections: SectionJson[]

/** Four weeks in which nothing is played, no hour and no country stands out; presence needs four to say anything. */
const FROM = '2017-04-03'
const TO = '2017-05-02'

beforeAll(async () => {
  await generateStudy({ outDir: folder, seed: 3, records: 70_000, without: ['games', 'hours', 'ties'] })
  run = await startLakeRun(readFileSync(join(folder, 'networks.csv'), 'utf8'))
  // One sensor's files are enough.
  const dayOf = (key: string) => /^pyongyang.*(2017-\d\d-\d\d)/.exec(key)?.[1] ?? ''
  await run.deliver(join(folder, 'uploads'), keys => keys.filter(key => dayOf(key) >= FROM && dayOf(key) <= TO))
  await run.publish_()
  report = await run.report()
  sections = JSON.parse(report.read('report.json')).sections
})
afterAll(async () => {
  await run.end()
  rmSync(folder, { recursive: true })
})

const section = (name: string): SectionJson => sections.find(found => found.name === name)!

describe('a world in which nothing happens', () => {
  it('has enough in it to find something', () => {
    const share = section('categories').figures.find(({ id }) => id === 'categories.share.SocialNetwork')!
    expect(share.numerator).toBeGreaterThan(300)
    expect(section('presence').paragraphs.join('\n')).toMatch(/\d\d countries are seen often enough/)
  })

  it('has no finding on games and content', () => {
    expect(section('categories').findings).toEqual([])
  })

  it('has no daily pattern and no busiest day', () => {
    const spans = section('hours').figures.filter(({ id }) => id.startsWith('hours.span.'))
    expect(spans.map(({ text }) => text)).toEqual(['no clear daily pattern', 'no clear daily pattern'])
    expect(section('hours').findings).toEqual([])
  })

  it('has ties to no country', () => {
    const tiers = section('presence')
      .tables.find(({ name }) => name === 'presence')!
      .rows.map(row => Number(row[1]))
    expect(tiers.filter(tier => tier > 1)).toEqual([])
    expect(section('presence').findings).toEqual([])
  })

  it('says nothing of them on the first page', () => {
    expect(report.headline.join('\n')).not.toMatch(/ties|games|busiest|four fifths|High activity/)
  })
})
