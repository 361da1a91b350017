/** What each section of the study's report says, held against what its generator counted and meant. */
import { expect, it } from 'vitest'
import type { Finding } from '../../functions/report/figures/figure.ts'
import { RESEARCH } from '../../infra/local/study/address-book.ts'
import { ONE_OFF } from '../../infra/local/study/habits.ts'
import { BEACONS, SCANS, type Scan, UPLOAD } from '../../infra/local/study/suspects.ts'
import type { StudyTruth } from '../../infra/local/study/truth.ts'

export interface SectionJson {
  name: string
  answer: string
  findings: Finding[]
  paragraphs: string[]
  figures: {
    id: string
    value: number
    text: string
    numerator: number
    denominator: number
    interval: { low: number; high: number } | null
  }[]
  tables: { name: string; columns: { name: string }[]; rows: (string | number | null)[][] }[]
}

export interface Told {
  truth: StudyTruth
  section(name: string): SectionJson
}

/** What the catalogue calls whom the study means; several subjects may be one service. */
const SERVICES: Record<string, readonly string[]> = {
  Netflix: ['netflix'],
  Steam: ['valve'],
  Blizzard: ['blizzard'],
  Twitch: ['twitch'],
  'Riot Games': ['riot'],
  Roblox: ['roblox'],
  'PlayStation Network': ['sony'],
  Meta: ['facebook'],
  Twitter: ['twitter'],
  VK: ['vk'],
  eBay: ['ebay'],
  Avast: ['avast'],
  Qrator: ['qrator'],
  Bitcoin: ['coin network'],
  OpenVPN: ['openvpn', 'tunnel'],
  Tor: ['tor'],
}

const DNS = 53

/** Rows of a table by column name. */
export const rowsOf = ({ tables }: SectionJson, name: string): Record<string, string | number | null>[] => {
  const table = tables.find(own => own.name === name)
  if (table === undefined) throw new Error(`expected a table ${name}, found ${tables.map(own => own.name).join(', ')}`)
  return table.rows.map(row => Object.fromEntries(table.columns.map((column, at) => [column.name, row[at] ?? null])))
}

const contactsOf = ({ subjects }: StudyTruth, names: readonly string[]): number =>
  names.reduce((sum, name) => sum + (subjects[name]?.contacts ?? 0), 0)
const daysOf = ({ subjects }: StudyTruth, names: readonly string[]): number =>
  new Set(names.flatMap(name => Object.keys(subjects[name]?.days ?? {}))).size

/** Declares the tests; `told` is asked when they run. */
export function declareSections(told: () => Told): void {
  it('services: every one has its contacts and days, and those two points apart their rank', () => {
    const { truth, section } = told()
    const rows = rowsOf(section('services'), 'services')
    for (const [service, names] of Object.entries(SERVICES)) {
      const row = rows.find(own => own.service === service)
      expect(row?.contacts, service).toBe(contactsOf(truth, names))
      expect(row?.days, service).toBe(daysOf(truth, names))
    }
    const ranked = rows.slice(0, truth.intended.services.length).map(({ service }) => SERVICES[String(service)]?.[0])
    expect(ranked).toEqual(truth.intended.services)
    const shares = section('services').figures.filter(({ id }) => id.startsWith('services.share.'))
    for (const [at, { id, value }] of shares.slice(0, ranked.length).entries())
      expect(value - (shares[at + 1]?.value ?? 0), `${id} before the next`).toBeGreaterThan(2)
  })

  it('habits: what is daily, what came once, and what no person does', () => {
    const { truth, section } = told()
    const rows = rowsOf(section('habits'), 'habits')
    const habit = (name: string) => rows.find(row => String(row.name).startsWith(name))
    for (const [service, names] of Object.entries(SERVICES))
      if (service !== 'Meta') expect(habit(service)?.contacts, service).toBe(contactsOf(truth, names))
    expect(habit('Avast')).toMatchObject({ habit: 'daily', rhythm: expect.stringContaining('round the clock') })
    expect(habit('Qrator')).toMatchObject({ habit: 'daily', rhythm: expect.stringContaining('working day') })
    expect(habit('Netflix')).toMatchObject({ habit: 'daily', rhythm: expect.stringContaining('working day') })
    expect(habit('Iridium')).toMatchObject({ habit: 'once', contacts: ONE_OFF.times.length, days: 2 })
    expect(rows.filter(row => row.habit === 'once').map(({ name }) => String(name))).toEqual(['Iridium'])
    // Updates are told as updates, and no laboratory is anybody's habit.
    expect(
      section('habits')
        .findings.map(({ sentence }) => sentence)
        .join('\n'),
    ).toMatch(/Avast/)
    for (const name of ['Joint Institute', 'Japan Aerospace']) expect(habit(name)?.habit ?? '').toBe('')
  })

  it('onsets: what begins, what ends and what comes and goes, each with its day, and nothing else', () => {
    const { truth, section } = told()
    const { coinOnsetDay, endDay, burst } = truth.intended
    const rows = rowsOf(section('onsets'), 'onsets')
    const changes = rows
      .filter(row => row.told === 'told')
      .map(({ what, change, first, last }) => [what, change, first, last])
    const dayBefore = (day: string) => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
    const burstDays = Object.keys(truth.subjects.burst?.days ?? {}).sort()
    expect(changes).toEqual([
      ['Roblox', 'ended', truth.intended.firstDay, dayBefore(endDay)],
      ['coin networks', 'began', coinOnsetDay, truth.intended.lastDay],
      // The tunnel of three days, and the contacts with one country.
      ['VPN', 'rose for some days', '2017-06-15', '2017-06-17'],
      ['Egypt', 'rose for some days', burst.from, burstDays.at(-1)],
    ])
    const figure = (id: string) => section('onsets').figures.find(own => own.id === id)
    expect(figure('onsets.began.category.CryptoCurrency')?.numerator).toBe(contactsOf(truth, ['coin network']))
    expect(figure('onsets.ended.service.Roblox')?.numerator).toBe(contactsOf(truth, ['roblox']))
    for (const { confidence } of section('onsets').findings) expect(confidence).toBeGreaterThanOrEqual(3)
  })

  it('suspicious: both scans out and both in, both beacons, the laboratories, the large upload and the tunnel', () => {
    const { truth, section } = told()
    const suspicious = section('suspicious')
    const scans = rowsOf(suspicious, 'scans')
    const targets = (scan: Scan) => {
      const asked = scan.kind === 'vertical' && scan.port <= DNS && scan.port + scan.targets > DNS
      // What is tried of name servers is no scan.
      return scan.targets - (asked ? 1 : 0)
    }
    const expected = SCANS.map(scan => ({
      kind: scan.kind === 'vertical' ? 'many ports of one host' : 'one port of many hosts',
      from: scan.from,
      unanswered: targets(scan),
      day: new Date(scan.atMs + truth.intended.offsetMs).toISOString().slice(0, 10),
    }))
    const found = scans.map(({ kind, from, unanswered, day }) => ({
      kind,
      from: String(from).startsWith('outside') ? 'abroad' : 'here',
      unanswered,
      day,
    }))
    const sorted = (rows: object[]) =>
      rows.map(row => JSON.stringify(row, ['kind', 'from', 'unanswered', 'day'])).sort()
    expect(sorted(found)).toEqual(sorted(expected))
    const attempts = suspicious.figures.find(({ id }) => id === 'suspicious.scans-in')
    expect(attempts).toMatchObject({ numerator: contactsOf(truth, ['scan in, hosts', 'scan in, ports']) })
    expect(attempts?.denominator).toBe(truth.roles.attempt_in)
    const regular = rowsOf(suspicious, 'regular')
    expect(regular.map(({ remote, period }) => [remote, period])).toEqual(
      BEACONS.map(({ remote, periodMs }) => [`${remote}, TCP port 443`, `${periodMs / 60_000} minutes`]),
    )
    const listed = rowsOf(suspicious, 'listed')
    for (const { label } of [...RESEARCH, { label: 'Institute for Plasma Research' }])
      expect(listed.find(({ institution }) => institution === label)?.contacts, label).toBe(contactsOf(truth, [label]))
    expect(listed.length).toBe(RESEARCH.length + 1)
    const [large, ...others] = rowsOf(suspicious, 'large')
    expect(others).toEqual([])
    expect(large?.day).toBe(new Date(UPLOAD.atMs + truth.intended.offsetMs).toISOString().slice(0, 10))
    expect(Number(large?.bytes)).toBeGreaterThanOrEqual(truth.subjects[UPLOAD.subject]?.bytesOut ?? Number.NaN)
    const long = rowsOf(suspicious, 'long')
    expect(long.map(({ remote }) => remote)).toEqual(['31.18.7.3, TCP port 1194'])
  })

  it('activity: the contacts of every day and network', () => {
    const { truth, section } = told()
    const perDay: Record<string, number> = {}
    for (const days of Object.values(truth.networkDays))
      for (const [day, contacts] of Object.entries(days)) perDay[day] = (perDay[day] ?? 0) + contacts
    const rows = rowsOf(section('activity'), 'activity')
    // Contacts without infrastructure: of none of them is it unclear who began.
    expect(Object.fromEntries(rows.map(({ day, contacts }) => [day, contacts]))).toEqual(perDay)
    const networks = Object.fromEntries(rowsOf(section('activity'), 'networks').map(row => [row.network, row.contacts]))
    for (const [network, days] of Object.entries(truth.networkDays))
      expect(networks[network], network).toBe(Object.values(days).reduce((sum, contacts) => sum + contacts, 0))
  })

  it('access paths: contacts of each while none was down, so that an outage of one raises no other', () => {
    const { truth, section } = told()
    const rows = rowsOf(section('access-paths'), 'access-paths')
    const total = Object.values(truth.whileAllLogged).reduce((sum, contacts) => sum + contacts, 0)
    expect(rows.length).toBe(Object.keys(truth.whileAllLogged).length)
    for (const [network, contacts] of Object.entries(truth.whileAllLogged)) {
      const row = rows.find(own => own.networks === network)
      const whole = Object.values(truth.networkDays[network] ?? {}).reduce((sum, own) => sum + own, 0)
      expect(row?.all, network).toBe(whole)
      // Where an outage begins and ends is known to a quarter-hour or two.
      expect(Math.abs(Number(row?.contacts) - contacts) / contacts, network).toBeLessThan(0.002)
      const share = section('access-paths').figures.find(
        ({ id, numerator }) => id.startsWith('access-paths.share.') && numerator === row?.contacts,
      )
      expect(Math.abs((share?.value ?? 0) - (100 * contacts) / total), network).toBeLessThan(0.5)
    }
  })

  it('obfuscation: VPN and relays, at least so much, and below one percent', () => {
    const { truth, section } = told()
    const rows = rowsOf(section('obfuscation'), 'obfuscation')
    const contacts = (service: string) => rows.find(row => String(row.service).startsWith(service))?.contacts
    expect(contacts('Tor')).toBe(contactsOf(truth, ['tor']))
    // Only what has traffic both ways in its quarter-hour counts: at the edges of connections some have not.
    const vpn = contactsOf(truth, ['openvpn', 'tunnel'])
    expect(contacts('OpenVPN')).toBeLessThanOrEqual(vpn)
    expect(contacts('OpenVPN')).toBeGreaterThan(0.99 * vpn)
    const all = Object.values(truth.networkDays).flatMap(days => Object.values(days))
    const hidden = contactsOf(truth, ['openvpn', 'tunnel', 'tor'])
    expect((100 * hidden) / all.reduce((sum, own) => sum + own, 0)).toBeLessThan(truth.intended.hiddenShare)
    for (const { id, value } of section('obfuscation').figures.filter(own => own.id.startsWith('obfuscation.share.')))
      expect(value, id).toBeLessThan(truth.intended.hiddenShare)
  })

  it('events: nothing around the missile tests, and a rise after the made-up dates', () => {
    const { section } = told()
    const sets = rowsOf(section('events'), 'sets')
    const set = (name: string) => sets.find(row => row.set === name)
    expect(set('missile tests')?.events).toBe(8)
    expect(set('made-up dates')?.events).toBe(8)
    const sentences = section('events').findings.map(({ sentence }) => sentence)
    expect(sentences.filter(sentence => sentence.includes('made-up dates'))).toHaveLength(1)
    expect(
      sentences.filter(sentence => sentence.includes('missile tests') && /rose|more|higher/.test(sentence)),
    ).toEqual([])
    const chance = (name: string) => Number(set(name)?.as_large) / Number(set(name)?.shifts)
    expect(chance('made-up dates')).toBeLessThanOrEqual(0.05)
    expect(chance('missile tests')).toBeGreaterThan(0.05)
  })
}
