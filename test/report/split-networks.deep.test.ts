import { beforeAll, describe, expect, it } from 'vitest'
import type { Figure } from '../../functions/report/figures/figure.ts'
import { sections } from '../../functions/report/sections/index.ts'
import { daysFrom, reportOn, type World, type WorldContact, type WorldReport } from '../support/report-world.ts'

const DAYS = daysFrom('2017-05-01', 30)
const LOGGED = { from: '2017-04-29', to: '2017-06-01' }
/** Three networks of one address each, and the UTC hour that is noon in each zone. */
const ZONES = [
  { name: 'tokyo', cidr: '10.1.0.0/24', zone: 'Asia/Tokyo', local: '10.1.0.1', noon: 3 },
  { name: 'lima', cidr: '10.2.0.0/24', zone: 'America/Lima', local: '10.2.0.1', noon: 17 },
  { name: 'nowhere', cidr: '10.3.0.0/24', zone: '', local: '10.3.0.1', noon: 12 },
] as const
const INSTITUTIONS = ['education', 'government', 'news', 'research'].map(kind => ({
  kind,
  institution: `${kind} of Peru`,
}))

/** The same at the same local hours of each address: classes, countries, institutions of too few days in any one network. */
function contactsOf(name: string, local: string, noon: number, at: number): WorldContact[] {
  const slot = (day: string, hour: number) => `${day}T${String(hour).padStart(2, '0')}:00Z`
  return DAYS.flatMap((day, d) => [
    { slot: slot(day, noon), times: 5, network: name, local, category: 'Game', country: 'PE' },
    {
      slot: slot(day, noon + 1),
      times: 1 + (d % 7 === at ? 3 : 0),
      network: name,
      local,
      category: 'Web',
      country: 'CL',
    },
    { slot: slot(day, noon), times: 2, network: name, local, category: 'unknown', role: 'unclear' },
    { slot: slot(day, noon), times: 1, network: name, local, category: 'Web', country: 'JP', role: 'served' },
    ...(d % 10 === at
      ? INSTITUTIONS.map(own => ({
          slot: slot(day, noon),
          network: name,
          local,
          category: 'Web',
          country: 'PE',
          ...own,
        }))
      : []),
  ])
}

const NOON = 12
const split: World = {
  networks: `cidr,name,time_zone\n${ZONES.map(({ cidr, name, zone }) => `${cidr},${name},${zone}`).join('\n')}\n`,
  contacts: ZONES.flatMap(({ name, local, noon }, at) => contactsOf(name, local, noon, at)),
  logged: LOGGED,
}
const one: World = {
  networks: 'cidr,name,time_zone\n10.0.0.0/8,all,UTC\n',
  contacts: ZONES.flatMap(({ local }, at) => contactsOf('all', local, NOON, at)),
  logged: LOGGED,
}
const WINDOW = { fromDay: DAYS[0]!, toDay: DAYS.at(-1)! }

describe.each([true, false])('a network split into three zones, local addresses shown: %s,', showLocalAddresses => {
  let whole: WorldReport
  let parts: WorldReport
  beforeAll(async () => {
    whole = await reportOn(one, { ...WINDOW, showLocalAddresses })
    parts = await reportOn(split, { ...WINDOW, showLocalAddresses })
  })
  const figuresOf = ({ report, section }: WorldReport): Figure[] =>
    report.sections.flatMap(({ name }) => section(name).figures)

  it.each(sections.map(({ name }) => name))('gives the same figures: %s', name => {
    const found = new Map(figuresOf(parts).map(figure => [figure.id, figure]))
    const own = whole.section(name).figures
    const [sectionOfWhole, ofParts] = [whole.section(name), parts.section(name)]
    // What a world of a month cannot carry is said in the same words.
    expect([ofParts.unanswered, ofParts.unanswered && ofParts.answer]).toEqual([
      sectionOfWhole.unanswered,
      sectionOfWhole.unanswered && sectionOfWhole.answer,
    ])
    if (own.length === 0) expect(ofParts.figures).toEqual([])
    for (const figure of own) {
      const other = found.get(figure.id)
      const said = ({
        value,
        text,
        interval,
        withheld,
        localAddresses,
        largestLocalShare,
        unclearContacts,
      }: Figure) => ({
        value,
        text,
        interval,
        withheld,
        localAddresses,
        largestLocalShare,
        unclearContacts,
      })
      expect(other === undefined ? undefined : said(other), figure.id).toEqual(said(figure))
      // Observed time is of each network.
      if (!/quarter-hours|per logged hour/.test(figure.numeratorOf) && !/^(hours|activity\.per-day)\./.test(figure.id))
        expect([other?.numerator, other?.denominator], figure.id).toEqual([figure.numerator, figure.denominator])
    }
  })

  it('gives the same tables of classes, countries and institutions, and the same findings', () => {
    for (const file of [
      'categories.csv',
      'categories-weeks.csv',
      'presence.csv',
      'presence-institutions.csv',
      'presence-served.csv',
    ])
      expect(parts.read(file), file).toBe(whole.read(file))
    expect(parts.report.findings.map(({ sentence }) => sentence)).toEqual(
      whole.report.findings.map(({ sentence }) => sentence),
    )
  })

  it('says beside a figure of a network what is of that network', () => {
    const beside = (id: string) => {
      const { localAddresses, zones, unclearContacts } = figuresOf(parts).find(figure => figure.id === id)!
      return { localAddresses, zones, unclearContacts }
    }
    if (!showLocalAddresses) return
    expect(beside('coverage.no-kind.lima')).toEqual({ localAddresses: 1, zones: ['America/Lima'], unclearContacts: 60 })
    expect(beside('coverage.no-kind').localAddresses).toBe(3)
  })
})

describe('an institution that two zones use', () => {
  it('is one, and its days are those of both', async () => {
    const contacts = daysFrom('2017-05-01', 8).flatMap(day => [
      ...(day < '2017-05-03'
        ? [{ slot: `${day}T03:00Z`, network: 'tokyo', country: 'US', kind: 'education', institution: 'stanford.edu' }]
        : []),
      ...(day > '2017-05-07'
        ? [{ slot: `${day}T17:00Z`, network: 'lima', country: 'US', kind: 'education', institution: 'stanford.edu' }]
        : []),
      { slot: `${day}T03:00Z`, times: 10, network: 'tokyo', country: 'US' },
    ])
    const { section } = await reportOn({ ...split, contacts, logged: { from: '2017-04-30', to: '2017-05-09' } })
    const { rows } = section('presence').tables.find(({ name }) => name === 'institutions')!
    expect(rows).toEqual([['United States', 'education', 'stanford.edu', 3, 3]])
  })
})
