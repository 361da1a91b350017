import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listReceipts } from '../../functions/lib/ledger/receipts.ts'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import type { SqlValue } from '../../functions/lib/ports.ts'
import { balanceOf } from '../../functions/lib/receipt.ts'
import type { Figure } from '../../functions/report/figures/figure.ts'
import * as book from '../../infra/local/study/address-book.ts'
import { dotted, numberOf } from '../../infra/local/study/connections.ts'
import type { StudyTruth } from '../../infra/local/study/truth.ts'
import { type LakeRun, startLakeRun } from '../support/lake-run.ts'
import { openStudyRun, type StudyRun } from '../support/study-run.ts'
import { declareOwnCsv } from './against-own-csv.ts'
import { declareRawLines } from './against-raw-lines.ts'
import { declareSections, type SectionJson } from './against-truth.ts'
import { declareOpened } from './opened-figures.ts'

/** Product categories that the study's own categories should become. */
const CATEGORY: Record<string, string> = {
  game: 'Game',
  streaming: 'Streaming',
  social: 'SocialNetwork',
  shopping: 'Shopping',
  update: 'SoftwareUpdate',
  mail: 'Email',
  remote: 'RemoteAccess',
  vpn: 'VPN',
  security: 'Cybersecurity',
  telephony: 'VoIP',
  coins: 'CryptoCurrency',
}

/** The uploads before the second delivery, once more. */
const again = mkdtempSync(join(tmpdir(), 'again-'))
let study: StudyRun
let truth: StudyTruth
let run: LakeRun
let report: Awaited<ReturnType<LakeRun['report']>>

beforeAll(async () => {
  study = await openStudyRun({ seed: 1, records: 200_000 })
  truth = study.truth
  run = study.run
  cpSync(study.uploads, again, { recursive: true })
  await study.deliver()
  await run.publish_()
  report = await run.report()
})
afterAll(async () => {
  await study.end()
  rmSync(again, { recursive: true })
})

const countsOf = (rows: SqlValue[][]): Record<string, number> =>
  Object.fromEntries(rows.map(([key, count]) => [String(key), Number(count)]))
const WINDOW = "dt between '2017-03-31' and '2017-07-06'"

const sectionNamed = (name: string): SectionJson => {
  const { sections } = JSON.parse(report.read('report.json')) as { sections: SectionJson[] }
  const found = sections.find(section => section.name === name)
  if (found === undefined) throw new Error(`expected a section ${name}, found none`)
  return found
}

describe('what sections of the study say, and what is meant', () => {
  declareSections(() => ({ truth, section: sectionNamed }))
})

describe('figures of the study, from its raw lines', () => {
  declareRawLines(() => ({ truth, section: sectionNamed, uploads: study.uploads }))
})

describe('figures of the study, from their own tables', () => {
  declareOwnCsv(() => ({ sections: JSON.parse(report.read('report.json')).sections, read: report.read }))
})

describe('figures of the study, opened', () => {
  declareOpened(() => ({
    engine: () => run.engine(),
    reports: createFolderStore(join(run.folder, 'reports')),
    place: report.indexKey.replace('/index.html', ''),
    figures: JSON.parse(report.read('report.json')).sections.flatMap(({ figures }: { figures: Figure[] }) => figures),
  }))
})

describe('the study, the whole way', () => {
  it('balances every receipt', async () => {
    let receipts = 0
    for await (const receipt of listReceipts(run.lake)) {
      const { read, accounted } = balanceOf(receipt)
      expect(accounted, receipt.key).toBe(read)
      receipts++
    }
    expect(receipts).toBeGreaterThan(300)
  })

  it('refuses exactly the broken lines', async () => {
    const rejected: Record<string, number> = {}
    for await (const receipt of listReceipts(run.lake)) {
      const count = Object.values(receipt.rejected).reduce((a, b) => a + b, 0)
      if (count > 0) rejected[receipt.key] = count
    }
    expect(rejected).toEqual(truth.badLines)
  })

  it('counts copies once, the overwritten file as it is now, late files too', async () => {
    const [[records]] = (await run.rows(
      `select count(*) from flows where ${WINDOW} and part = 0 and scope = 'external'`,
    )) as [[number]]
    const [[others]] = (await run.rows(
      `select count(*) from flows where ${WINDOW} and part = 0 and scope <> 'external'`,
    )) as [[number]]
    expect(records + others + truth.outOfScope).toBe(truth.records)
  })

  it('finds the contacts of every role and network', async () => {
    const roles = countsOf(
      await run.rows(`select role, count(*) from contacts where ${WINDOW} group by role order by role`),
    )
    // NTP between equal ports says nothing of who began in VPC text.
    expect((roles.use ?? 0) + (roles.unclear ?? 0)).toBe(truth.roles.use)
    expect(roles.unclear ?? 0).toBeLessThan(0.02 * (truth.roles.use ?? 0))
    for (const role of ['served', 'attempt_in', 'attempt_out']) expect(roles[role], role).toBe(truth.roles[role])
    for (const [network, counts] of Object.entries(truth.networks)) {
      const found = countsOf(
        await run.rows(
          `select role, count(*) from contacts where ${WINDOW} and network = '${network}' group by role order by role`,
        ),
      )
      expect((found.use ?? 0) + (found.unclear ?? 0), network).toBe(counts.use)
    }
  })

  it('finds the contacts of every category that a service stands for', async () => {
    const found = countsOf(
      await run.rows(
        `select category, count(*) from contacts where ${WINDOW} and role = 'use' group by category order by category`,
      ),
    )
    for (const [mine, theirs] of Object.entries(CATEGORY)) expect(found[theirs], mine).toBe(truth.categories[mine])
  })

  it('finds the contacts of every country that the data of May 2017 agree on', async () => {
    const found = countsOf(
      await run.rows(
        `select country, count(*) from contacts where ${WINDOW} and role = 'use' group by country order by country`,
      ),
    )
    for (const country of ['NZ', 'KE', 'MZ', 'NO', 'BD', 'PK', 'LK', 'RU', 'EG', 'TH'])
      expect(found[country], country).toBe(truth.countries[country])
  })

  it('finds the contacts of every local weekday and hour', async () => {
    const found = countsOf(
      await run.rows(
        `select concat(cast(day_of_week(at_timezone(with_timezone(slot, 'UTC'), 'Asia/Pyongyang')) as varchar), '-', date_format(at_timezone(with_timezone(slot, 'UTC'), 'Asia/Pyongyang'), '%H')) as cell, count(*) from contacts where ${WINDOW} and role in ('use', 'unclear') group by 1 order by 1`,
      ),
    )
    expect(found).toEqual(truth.localHours)
  })

  it('reports what the study means: shares, span, weekdays, ties, outage', () => {
    const section = sectionNamed
    const figure = (id: string) => section(id.split('.')[0]!).figures.find(found => found.id === id)!
    const { game, streaming } = truth.intended.categoryShares
    expect(Math.abs(figure('categories.share.Game').value - game)).toBeLessThan(1.5)
    expect(Math.abs(figure('categories.share.Streaming').value - streaming)).toBeLessThan(1.5)
    const [from, to] = figure('hours.span.weekdays')
      .text.split(' to ')
      .map(text => Number(text.slice(0, 2)))
    expect(Math.abs(from! - truth.intended.weekdaySpan.from)).toBeLessThanOrEqual(1)
    expect(Math.abs(to! - truth.intended.weekdaySpan.to)).toBeLessThanOrEqual(1)
    const tiers = section('presence')
      .tables.find(({ name }) => name === 'presence')!
      .rows.map(row => [String(row[0]).slice(-3, -1), Number(row[1])] as const)
    expect(
      tiers
        .filter(([, tier]) => tier === 3)
        .map(([country]) => country)
        .sort(),
    ).toEqual([...truth.intended.topCountries].sort())
    expect(tiers.filter(([, tier]) => tier === 2).map(([country]) => country)).toEqual(
      expect.arrayContaining([...truth.intended.activeCountries]),
    )
    expect(
      section('hours')
        .findings.map(({ sentence }) => sentence)
        .join(),
    ).toMatch(/(Monday and Tuesday|Tuesday and Monday) were/)
    // Five conclusions are above it on the first page.
    const [outage] = section('coverage').findings
    expect(outage?.sentence).toMatch(/^Nothing was logged of Star JV for 4\d hours from 2017-05-0[23]/)
    expect(report.partial).toBe(false)
  })

  it('names the countries of the study, and none of the false friends', () => {
    const [tied, active, ...more] = sectionNamed('presence').findings
    expect(more).toEqual([])
    for (const finding of [tied, active]) expect(finding?.confidence).toBeGreaterThanOrEqual(3)
    const namesIn = (text = '') =>
      [...text.matchAll(/([A-Z][A-Za-z ]+) \(\d/g)].map(([, name = '']) => name.replace(/^and /, ''))
    expect(namesIn(tied?.sentence).sort()).toEqual(
      ['India', 'Indonesia', 'Kenya', 'Malaysia', 'Nepal', 'New Zealand'].sort(),
    )
    expect(namesIn(active?.sentence).sort()).toEqual(['China', 'Mozambique'])
  })

  it('says which editions placed it, that ties go by names of another time, and where editions disagree', async () => {
    const sections = JSON.parse(report.read('report.json')).sections as { name: string; paragraphs: string[] }[]
    const said = (name: string) => sections.find(section => section.name === name)?.paragraphs.join('\n') ?? ''
    expect(said('coverage')).toContain(
      'countries by the data of 2017-05-04 (100.0\u202f% of the contacts, 2017-03-31 to 2017-07-06); autonomous systems by ' +
        'the data of 2026-',
    )
    expect(said('coverage')).toContain(
      'China Netcom (210.52.109.0/24) is registered in KP by that of 2017-05-04, in CN by that of 2026-',
    )
    expect(said('coverage')).not.toMatch(/Star JV \(175|SatGate \(77/)
    const registered = report.read('coverage-registered.csv')
    expect(registered).toMatch(/^Star JV,175\.45\.176\.0\/22,2017-05-04,KP$/m)
    expect(registered).toMatch(/^SatGate,77\.94\.35\.0\/24,2017-05-04,LT$/m)
    let rows = 0
    for await (const receipt of listReceipts(run.lake)) {
      const country = receipt.placed.filter(({ data }) => data === 'country')
      for (const { date, rows: own } of country) {
        expect(date).toBe('2017-05-04')
        rows += own
      }
      expect(country.reduce((sum, own) => sum + own.rows, 0)).toBe(
        receipt.outputs.reduce((sum, { externalRows }) => sum + externalRows, 0),
      )
    }
    expect(rows).toBeGreaterThan(100_000)
  })

  it('adds up every share of the categories from its own CSV', () => {
    const lines = report
      .read('categories.csv')
      .trim()
      .split('\n')
      .slice(1)
      .map(line => line.split(','))
    const counted = lines.filter(([name]) => name !== 'background services')
    const total = counted.reduce((sum, line) => sum + Number(line[1]), 0)
    for (const [name, contacts, share] of counted) {
      const text = ((100 * Number(contacts)) / total).toFixed(1)
      expect(share, name).toBe(text === '0.0' && contacts !== '0' ? '< 0.1\u202f%' : `${text}\u202f%`)
    }
    expect(counted.length).toBeGreaterThan(8)
  })

  it('meets remote ends that no catalogue knows, and some that the geographic data have elsewhere', async () => {
    const ends = await run.rows(
      `select remote_ip, max(case when evidence = 'none' and institution is null and excluded_as = '' then 0 else 1 end), min(country) from contacts where ${WINDOW} and role = 'use' group by remote_ip order by remote_ip`,
    )
    const unknown = ends.filter(([, known]) => known === 0).length / ends.length
    const found = new Map(ends.map(([remote, , country]) => [remote, country]))
    const blocks = [...book.TIED, ...book.WEAK, ...book.GAMES, ...book.STREAMING, ...book.OTHERS, book.ANTIVIRUS]
    const meant = blocks.flatMap(({ base, size, country }) =>
      Array.from({ length: size }, (_, i) => [dotted(numberOf(base) + i), country] as const),
    )
    const met = meant.filter(([address]) => found.has(address))
    const elsewhere = met.filter(([address, country]) => found.get(address) !== country).length / met.length
    console.log(
      `${ends.length} remote ends: ${(100 * unknown).toFixed(1)} % in no catalogue; of ${met.length} with a country of their own the data have ${(100 * elsewhere).toFixed(1)} % elsewhere`,
    )
    expect(unknown).toBeGreaterThanOrEqual(0.15)
    expect(elsewhere).toBeGreaterThan(0.01)
    expect(elsewhere).toBeLessThan(0.3)
  })

  it('gives the same tables and the same bytes for any order of uploads', async () => {
    // Two weeks with the overwritten file, the day that was uploaded three times, days with broken lines, with two sensors
    // and a NAT gateway, with a tunnel over midnight, and one whose file comes late.
    const few = (keys: string[]) => keys.filter(key => /2017.(04.(12|20)|05.(1[5-9]|2[0-4])|06.(10|14|25))/.test(key))
    let state = 99
    const shuffled = (keys: string[]) =>
      few(keys)
        .map(key => {
          state = (state * 48_271) % 2_147_483_647
          return { key, at: state }
        })
        .sort((a, b) => a.at - b.at)
        .map(({ key }) => key)
    const [one, other] = [await startLakeRun(study.networksCsv), await startLakeRun(study.networksCsv)]
    try {
      await one.deliver(again, few)
      cpSync(study.later, again, { recursive: true })
      await one.deliver(again, few)
      await one.publish_()
      await other.deliver(study.uploads, shuffled)
      await other.publish_()
      const sums =
        "select dt, count(*), sum(bytes_out), sum(bytes_in), sum(records) from contacts where dt > '2017' group by dt order by dt"
      const days = await one.rows(sums)
      expect(days.length).toBeGreaterThan(14)
      expect(await other.rows(sums)).toEqual(days)
      const [mine, theirs] = [await one.report(), await other.report()]
      for (const file of ['report.json', 'index.html', 'categories.csv', 'hours.csv', 'presence.csv', 'coverage.csv'])
        expect(theirs.read(file) === mine.read(file), file).toBe(true)
    } finally {
      await one.end()
      await other.end()
    }
  })
})
