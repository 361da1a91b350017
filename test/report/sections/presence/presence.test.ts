import { describe, expect, it, vi } from 'vitest'
import { roundPercentText } from '../../../../functions/report/figures/figure.ts'
import { daysFrom, reportsOf, type World, type WorldContact, type WorldReport } from '../../../support/report-world.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

const DAYS = daysFrom('2017-05-01', 35)
/** Countries with a little activity each: what "above the others" is measured against. */
const OTHERS = ['DE', 'FR', 'JP', 'BR', 'CA', 'PL']

/** `perDay` contacts on each of the days. */
const daily = (country: string, perDay: number, own: Partial<WorldContact> = {}, days = DAYS): WorldContact[] =>
  days.map(day => ({ slot: `${day}T03:00Z`, times: perDay, country, category: 'Web', ...own }))

const others = (count = OTHERS.length) => OTHERS.slice(0, count).flatMap(country => daily(country, 2))
const institutions = (country: string, kinds: readonly string[], days = DAYS.slice(0, 3)): WorldContact[] =>
  kinds.flatMap((kind, at) => daily(country, 1, { kind, institution: `${kind} ${at} of ${country}` }, days))
const FIVE = ['education', 'education', 'education', 'education', 'news']

const reportOn = reportsOf('presence')
const world = (
  contacts: readonly WorldContact[],
  references: World['references'] = { 'reference-1': '2017-05-10' },
): World => ({
  networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n',
  contacts,
  logged: { from: DAYS[0]!, to: DAYS.at(-1)! },
  references,
})
/** Country code to tier and the verdicts of A, B, C. */
const verdicts = (report: WorldReport) =>
  Object.fromEntries(
    report
      .section('presence')
      .tables.find(({ name }) => name === 'presence')!
      .rows.filter(row => row[1] !== null)
      .map(row => [String(row[0]).slice(-3, -1), row.slice(7, 10).join(' ')]),
  )

describe('ties to countries', () => {
  it('need activity, more than the others, and five institutions of two kinds', async () => {
    const report = await reportOn(
      world([
        ...others(),
        ...daily('NP', 20),
        ...institutions('NP', FIVE),
        ...daily('CN', 20),
        ...institutions('CN', FIVE.slice(1)),
        ...daily('KE', 20),
        ...institutions('KE', ['news', 'news', 'news', 'news', 'news']),
      ]),
    )
    expect(verdicts(report)).toMatchObject({ NP: 'yes yes yes', CN: 'yes yes no', KE: 'yes yes no', DE: 'yes no no' })
    const [tied, active] = report.section('presence').findings
    expect(tied?.sentence).toMatch(
      /^Signs of ties to one country: addresses registered in Nepal \(\d\d\.\d\u202f%\) of the/,
    )
    expect(active?.sentence).toMatch(
      /^High activity, but not five institutions of two kinds .* Kenya \(.* and China \(/,
    )
  })

  it('are not with every country above the mean: of many equal ones half are, whatever they read', async () => {
    const many = [
      'DE',
      'FR',
      'JP',
      'BR',
      'CA',
      'PL',
      'IT',
      'ES',
      'SE',
      'FI',
      'NO',
      'DK',
      'TR',
      'EG',
      'ZA',
      'KE',
      'AR',
      'CL',
    ]
    const uneven = many.flatMap((country, at) => daily(country, at % 2 === 0 ? 2 : 3))
    const report = await reportOn(world([...uneven, ...institutions('FR', FIVE), ...institutions('KE', FIVE)]))
    expect(Object.values(verdicts(report)).every(verdict => verdict.startsWith('yes no'))).toBe(true)
    expect(report.section('presence').findings).toEqual([])
  })

  it('count an institution from its third day on', async () => {
    const twice = institutions('NP', FIVE, DAYS.slice(0, 2))
    const report = await reportOn(world([...others(), ...daily('NP', 20), ...twice]))
    expect(verdicts(report).NP).toBe('yes yes no')
  })

  it('need 50 contacts on a quarter of the observed days', async () => {
    const report = await reportOn(
      world([
        ...others(),
        ...daily('NP', 20, {}, DAYS.slice(0, 8)),
        ...daily('KE', 20, {}, DAYS.slice(0, 9)),
        ...daily('MZ', 1),
      ]),
    )
    expect(verdicts(report)).toMatchObject({ NP: expect.stringMatching(/^no/), KE: expect.stringMatching(/^yes/) })
    expect(verdicts(report).MZ).toBeUndefined()
    expect(report.section('presence').tables[1]!.rows.at(-1)?.[0]).toBe(
      'other countries (fewer than 50 contacts left each)',
    )
  })

  it('count an institution behind a cloud or a content network at home, and the network beside its domains never', async () => {
    const domain = (name: string, kind: string, own: Partial<WorldContact>) =>
      DAYS.slice(0, 5).map(day => ({ slot: `${day}T10:00Z`, kind, kindBy: 'domain', institution: name, ...own }))
    const named = [
      ...domain('ku.edu.np', 'education', {
        country: 'US',
        excludedAs: 'cloud',
        institutionCountry: 'NP',
        asn: 64_501,
      }),
      ...domain('tu.edu.np', 'education', { country: 'ZZ', excludedAs: 'cdn', institutionCountry: 'NP', asn: 64_502 }),
      ...domain('mof.gov.np', 'government', { country: 'NP', asn: 64_503 }),
      ...domain('Ministry of Finance', 'government', { country: 'NP', kindBy: 'name', asn: 64_503 }),
      ...domain('Nepal Police', 'government', { country: 'NP', kindBy: 'name', asn: 64_504 }),
    ]
    const report = await reportOn(world([...others(), ...daily('NP', 20), ...named]))
    const rows = report.section('presence').tables.find(({ name }) => name === 'institutions')?.rows ?? []
    expect(rows.map(row => row.slice(0, 3))).toEqual(
      expect.arrayContaining([
        ['Nepal', 'education', 'ku.edu.np'],
        ['Nepal', 'education', 'tu.edu.np'],
        ['Nepal', 'government', 'mof.gov.np'],
        ['Nepal', 'government', 'Nepal Police'],
      ]),
    )
    expect(rows).toHaveLength(4)
  })

  it('cannot tell with fewer than five other countries', async () => {
    const four = await reportOn(world([...others(4), ...daily('NP', 20), ...institutions('NP', FIVE)]))
    expect(verdicts(four).NP).toBe('yes cannot tell yes')
    expect(four.section('presence').findings).toEqual([])
    expect(four.section('presence').paragraphs.join(' ')).toContain(
      'it takes at least 5 other countries that are seen often enough, there are 4',
    )
    const five = await reportOn(world([...others(5), ...daily('NP', 20), ...institutions('NP', FIVE)]))
    expect(verdicts(five).NP).toBe('yes yes yes')
  })

  it('cannot tell below four weeks', async () => {
    const days = DAYS.slice(0, 27)
    const contacts = [...OTHERS.flatMap(country => daily(country, 2, {}, days)), ...daily('NP', 20, {}, days)]
    const report = await reportOn({ ...world(contacts), logged: { from: days[0]!, to: days.at(-1)! } })
    expect(verdicts(report).NP).toBe('yes cannot tell no')
    expect(report.section('presence')).toMatchObject({ cap: 3, capReason: 'the window has fewer than 28 days' })
    expect(report.figure('presence.share.NP')).toMatchObject({
      interval: null,
      withheld: 'no interval below four weeks',
    })
  })

  it('take out, in order, what anybody’s traffic shows: peers, clouds, name and time servers, mirrors, wide use', async () => {
    const friends = [
      ...daily('IT', 30, { excludedAs: 'peer_to_peer' }),
      ...daily('NO', 30, { excludedAs: 'infrastructure', kind: 'education', institution: 'ntp.uni.example' }),
      ...daily('NO', 30, { excludedAs: 'wide_use', kind: 'education', institution: 'mirror.uni.example' }),
      ...daily('US', 30, { excludedAs: 'cloud' }),
      ...daily('US', 30, { excludedAs: 'cdn' }),
      ...daily('CN', 30, { excludedAs: 'access_provider' }),
      ...daily('KP', 30, { excludedAs: 'home' }),
      ...daily('JP', 30, { role: 'served' }),
      ...daily('VN', 30, { role: 'attempt_in' }),
    ]
    const report = await reportOn(world([...others(), ...daily('NP', 20), ...friends]))
    expect(Object.keys(verdicts(report)).sort()).toEqual([...OTHERS, 'NP'].sort())
    const [, , waterfall, named, served] = report.section('presence').tables
    expect(waterfall!.rows).toEqual([
      ['all contacts', 0, 8470],
      ['home country', 1050, 7420],
      ['access providers', 1050, 6370],
      ['content delivery and anycast', 1050, 5320],
      ['rented clouds', 1050, 4270],
      ['peer-to-peer', 1050, 3220],
      ['background services', 1050, 2170],
      ['services that everybody uses', 1050, 1120],
      ['what is left', 0, 1120],
    ])
    expect(named!.rows).toEqual([])
    expect(served!.rows).toEqual([['Japan', 1050, 1_050_000, 35]])
  })

  it('of a burst of one week are no tie: the interval is wide', async () => {
    const report = await reportOn(world([...others(), ...daily('EG', 60, {}, DAYS.slice(7, 16))]))
    expect(verdicts(report).EG).toBe('yes no no')
  })

  it('leave addresses without country in the denominator', async () => {
    const report = await reportOn(world([...others(), ...daily('ZZ', 12)]))
    expect(report.figure('presence.share.DE')).toMatchObject({ numerator: 70, denominator: 840 })
    expect(report.section('presence').tables[1]!.rows.at(-1)?.slice(0, 4)).toEqual(['no country', null, 420, 420])
  })

  it('are capped by the age of the data on countries, and the first page says so', async () => {
    const contacts = [...others(), ...daily('NP', 20), ...institutions('NP', FIVE)]
    const old = await reportOn(world(contacts, { 'reference-1': '2026-06-17' }))
    const reason = 'the data on countries are of 2026-06-17, 9.1 years after most contacts'
    expect(old.section('presence')).toMatchObject({ cap: 2, capReason: reason })
    expect(old.section('presence').findings[0]?.confidence).toBeLessThanOrEqual(2)
    expect(old.report.findings.map(({ section }) => section)).not.toContain('presence')
    expect(old.report.weaker).toEqual([expect.objectContaining({ section: 'presence', sureness: reason })])
    expect(old.read('index.html').includes(reason)).toBe(true)
  })

  it('are told at confidence 3 at most where the data on autonomous systems are more than three years away', async () => {
    const contacts = [...others(), ...daily('NP', 20), ...institutions('NP', FIVE), ...daily('KE', 20)]
    const near = await reportOn({ ...world(contacts), systemsDate: '2020-05-10' })
    expect(near.section('presence').findings.map(({ confidence }) => confidence)).toEqual([5, 5])
    const far = await reportOn({ ...world(contacts), systemsDate: '2026-06-17' })
    const [tied, active] = far.section('presence').findings
    expect(tied).toMatchObject({ confidence: 3, sentence: expect.stringContaining('Nepal') })
    expect(active).toMatchObject({ confidence: 5, sentence: expect.stringContaining('Kenya') })
    const why =
      'Institutions are named by the networks that their addresses are in, and the data on autonomous systems are of ' +
      '2026-06-17, 9.1 years after most contacts: ties are fairly sure at most.'
    expect(far.section('presence').paragraphs).toContain(why)
    expect(near.section('presence').paragraphs.join()).not.toContain('Institutions are named by')
    expect(far.report.findings.filter(({ section }) => section === 'presence')).toHaveLength(2)
  })
})

describe('the countries that the largest shares are registered in', () => {
  const report = () =>
    reportOn(
      world([
        ...others(),
        ...daily('US', 60, { excludedAs: 'wide_use' }),
        ...daily('US', 2),
        ...daily('NP', 20),
        ...institutions('NP', FIVE),
        ...daily('CN', 20, { excludedAs: 'cloud' }),
        ...daily('CN', 20),
        ...daily('KE', 9, {}, DAYS.slice(0, 4)),
        ...daily('IE', 3, { excludedAs: 'peer_to_peer' }),
        ...daily('SE', 1, {}, DAYS.slice(0, 2)),
      ]),
    )

  it('have a row each from 1 % of all contacts or of what is left on, the largest first by all of them', async () => {
    const made = await report()
    const { rows, columns } = made.section('presence').tables.find(({ name }) => name === 'reasons')!
    expect(columns.map(({ label }) => label)).toEqual([
      'registered in',
      'of all contacts',
      'of what is left',
      'seen often enough',
      'stands out',
      'named institutions',
      'marks',
      'contacts',
      'contacts left',
      'why it is in or out',
    ])
    const names = rows.map(([name]) => name)
    expect(names.slice(0, 3)).toEqual(['United States', 'China', 'Nepal'])
    // Two contacts of some five thousand.
    expect(names).not.toContain('Sweden')
    const all = rows.map(row => Number(row[7]))
    expect(all).toEqual(all.toSorted((a, b) => b - a))
    for (const [, ofAll, ofLeft] of rows)
      expect(Math.max(Number.parseFloat(String(ofAll)), Number.parseFloat(String(ofLeft)))).toBeGreaterThanOrEqual(1)
    for (const [name, ofAll] of rows) {
      const figure = made
        .section('presence')
        .figures.find(({ id, label }) => id.startsWith('presence.raw.') && label.includes(` ${name},`))
      expect(roundPercentText(figure?.value ?? null), String(name)).toBe(ofAll)
    }
  })

  it('say in words why each is in or out', async () => {
    const { rows } = (await report()).section('presence').tables.find(({ name }) => name === 'reasons')!
    const why = Object.fromEntries(rows.map(row => [row[0], row.at(-1)]))
    expect(why).toMatchObject({
      'United States':
        '97\u202f% of it is with services that everybody uses; what is left does not stand out from other countries.',
      Ireland: 'All of it is peer-to-peer; nothing is left.',
      Kenya: '36 contacts are left, on 4 days: too few.',
      Germany: 'It does not stand out from other countries.',
    })
    expect(why.Nepal).toMatch(
      /^It stands out \(\d+\.\d times the mean of the others\), with at least 5 institutions that can be named, of 2 kinds\.$/,
    )
    expect(why.China).toMatch(
      /^50\u202f% of it is in rented clouds; what is left stands out \(\d+\.\d times the mean of the others\), but with no institution that can be named\.$/,
    )
  })

  it('cannot be told from others below four weeks, which is the reason then', async () => {
    const few = DAYS.slice(0, 20)
    const made = await reportOn({
      ...world([...others().filter(({ slot }) => slot.slice(0, 10) <= few.at(-1)!), ...daily('NP', 20, {}, few)]),
      logged: { from: few[0]!, to: few.at(-1)! },
    })
    const { rows } = made.section('presence').tables.find(({ name }) => name === 'reasons')!
    expect(rows.find(([name]) => name === 'Nepal')?.slice(4, 5)).toEqual(['cannot tell'])
    expect(rows.find(([name]) => name === 'Nepal')?.at(-1)).toBe('Whether it stands out cannot be told.')
  })
})
