/** What every section of the study's report counts, worked out from its raw log lines and nothing of the product. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { RESEARCH } from '../../infra/local/study/address-book.ts'
import { numberOf } from '../../infra/local/study/connections.ts'
import { BEACONS, UPLOAD } from '../../infra/local/study/suspects.ts'
import type { RawContact } from '../support/raw-contacts.ts'
import { rowsOf, type SectionJson, type Told } from './against-truth.ts'
import { type OwnDay, ownInterval } from './own-interval.ts'
import {
  CATEGORIES,
  countBy,
  isActivity,
  isOfWindow,
  isWithin,
  localDay,
  localTime,
  NETWORKS,
  type RawLines,
  readRawLines,
  SERVICES,
} from './raw-lines.ts'

const DAY_S = 86_400
/** Quarter-hours in a row without a line from which on a network's sensor was down: its nights are shorter. */
const DOWN = 16
/** Hosts and ports of a day from which on nobody who tries them is a person. */
const SCAN = 20

/** Countries by the study's own extract, in which no range lies within another. */
function readCountries(): (address: string) => string {
  const path = new URL('../../infra/local/study-countries/countries.csv', import.meta.url)
  const ranges = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split(','))
    .map(([first = '', last = '', country = '']) => ({ first: numberOf(first), last: numberOf(last), country }))
  return address =>
    ranges.find(({ first, last }) => numberOf(address) >= first && numberOf(address) <= last)?.country ?? ''
}

/** Of the standard deviation of 1,000 resamples, 1 ÷ √2,000 in spreads, four times over. */
const RESAMPLED = 4 / Math.sqrt(2 * 1000)

/** Declares the tests; `told` and the folder of uploads are asked when they run. */
export function declareRawLines(told: () => Told & { uploads: string }): void {
  let known: (RawLines & { activity: RawContact[] }) | undefined
  const raw = () => {
    if (known === undefined) {
      const lines = readRawLines(told().uploads)
      known = { ...lines, activity: lines.contacts.filter(isActivity) }
    }
    return known
  }
  const withBlocks = (blocks: Parameters<typeof isWithin>[1]) =>
    raw().activity.filter(({ remote }) => isWithin(remote, blocks))
  const figureIn = (section: SectionJson, id: string) => {
    const figure = section.figures.find(own => own.id === id)
    if (figure === undefined) throw new Error(`expected a figure ${id}, found none`)
    return figure
  }

  const daysOf = (contacts: readonly RawContact[]): OwnDay[] => {
    const [parts, wholes] = [countBy(contacts, localDay), countBy(raw().activity, localDay)]
    return Object.keys(wholes)
      .sort()
      .map(day => ({ part: parts[day] ?? 0, whole: wholes[day] ?? 0 }))
  }

  it('intervals: of shares, by another way to the spread of blocks of weeks, within what 1,000 resamples leave to chance', () => {
    const both = [...(CATEGORIES.games ?? []), ...(CATEGORIES['video streaming'] ?? [])]
    const shares: [section: string, id: string, blocks: Parameters<typeof isWithin>[1]][] = [
      ['categories', 'categories.share.games-and-content', both],
      ['obfuscation', 'obfuscation.share.relay', SERVICES.Tor ?? []],
      ...Object.entries(SERVICES).map(([name, blocks]): (typeof shares)[number] => [
        'services',
        `services.share.${name.replace(/[^\p{L}\p{N}]+/gu, '-')}`,
        blocks,
      ]),
    ]
    const compared = shares.flatMap(([section, id, blocks]) => {
      const figure = told()
        .section(section)
        .figures.find(own => own.id === id)
      if (figure === undefined || figure.interval === null) return []
      const { centre, half } = ownInterval(daysOf(withBlocks(blocks)))
      const [low, high] = [Math.max(0, centre - half), centre + half]
      expect(figure.value, id).toBeCloseTo(100 * centre, 9)
      expect(Math.abs(figure.interval.high - 100 * high), id).toBeLessThan(100 * half * RESAMPLED)
      expect(Math.abs(figure.interval.low - 100 * low), id).toBeLessThan(100 * half * RESAMPLED)
      return [id]
    })
    expect(compared.length).toBeGreaterThanOrEqual(6)
  })

  it('coverage: log records, and contacts of every network in every role', () => {
    const coverage = told().section('coverage')
    expect(figureIn(coverage, 'coverage.out-of-scope').denominator).toBe(raw().lines)
    const words: Record<string, string> = {
      'begun inside, answered': 'use',
      'begun outside, answered': 'served',
      'attempt from inside, not answered': 'attempt_out',
      'attempt from outside, not answered': 'attempt_in',
    }
    const echoes = raw().echoes.map(echo => ({ ...echo, role: 'use' }))
    const expected = countBy([...raw().contacts, ...echoes], ({ network, role }) => `${network} ${role}`)
    const found = rowsOf(coverage, 'roles').flatMap(({ network, role, contacts }) => {
      const word = words[String(role)]
      return word === undefined ? [] : [[`${network} ${word}`, contacts]]
    })
    expect(Object.fromEntries(found)).toEqual(expected)
  })

  it('activity: contacts of every local day and of every network', () => {
    const activity = told().section('activity')
    const days = rowsOf(activity, 'activity').map(({ day, contacts }) => [day, contacts])
    expect(Object.fromEntries(days)).toEqual(countBy(raw().activity, localDay))
    const networks = rowsOf(activity, 'networks').map(({ network, contacts }) => [network, contacts])
    expect(Object.fromEntries(networks)).toEqual(countBy(raw().activity, ({ network }) => network))
  })

  it('bytes: of every network and of services of one sensor, both ways, as its records have them', () => {
    const connection = (of: Pick<RawContact, 'network' | 'local' | 'remote' | 'protocol'>, port: number) =>
      [of.network, of.local, of.remote, of.protocol, port].join(' ')
    const answered = new Set(raw().activity.map(own => connection(own, own.port)))
    const counted = raw().records.filter(
      own => isOfWindow(own) && !own.denied && answered.has(connection(own, own.remotePort)),
    )
    const bytesOf = (records: typeof counted) => records.reduce((sum, own) => sum + own.out.bytes + own.in.bytes, 0)
    for (const { network, bytes } of rowsOf(told().section('activity'), 'networks')) {
      const share = Number(bytes) / bytesOf(counted.filter(own => own.network === network))
      // Some connections of this network are seen by its flow logs and by a laboratory's sensor, and count once.
      if (network === 'China Netcom') expect([share > 0.85, share < 1], `${share}`).toEqual([true, true])
      else expect(Math.abs(share - 1), `${network}: ${share}`).toBeLessThan(0.0005)
    }
    for (const service of ['Bitcoin', 'Iridium']) {
      const row = rowsOf(told().section('services'), 'services').find(own => own.service === service)
      const own = bytesOf(counted.filter(({ remote }) => isWithin(remote, SERVICES[service] ?? [])))
      expect(own, service).toBeGreaterThan(0)
      expect(Math.abs(Number(row?.bytes) / own - 1), service).toBeLessThan(0.0005)
    }
  })

  it('access paths: contacts of each while every network logged anything', () => {
    const silent = new Set<number>()
    const slots = raw().contacts.map(({ slot }) => slot)
    const [first, last] = [Math.min(...slots), Math.max(...slots)]
    for (const { name } of NETWORKS) {
      const logged = new Set<number>()
      for (const { network, startMs, endMs } of raw().records)
        if (network === name)
          for (let slot = Math.floor(startMs / 900_000); slot <= Math.floor(endMs / 900_000); slot++) logged.add(slot)
      let run: number[] = []
      for (let slot = first; slot <= last + 1; slot++)
        if (slot <= last && !logged.has(slot)) run.push(slot)
        else {
          if (run.length >= DOWN) for (const own of run) silent.add(own)
          run = []
        }
    }
    const own = raw().activity.filter(({ slot }) => !silent.has(slot))
    const expected = countBy(own, ({ network }) => network)
    for (const { networks, contacts, all } of rowsOf(told().section('access-paths'), 'access-paths')) {
      const counted = expected[String(networks)] ?? Number.NaN
      // A lost quarter-hour is known by its marker alone.
      expect(Math.abs(Number(contacts) - counted) / counted, String(networks)).toBeLessThan(0.001)
      expect(all).toBe(raw().activity.filter(({ network }) => network === networks).length)
    }
  })

  it('categories: contacts of every one whose addresses are known, and their share', () => {
    const categories = told().section('categories')
    const rows = rowsOf(categories, 'categories')
    for (const [category, blocks] of Object.entries(CATEGORIES))
      expect(rows.find(row => row.category === category)?.contacts, category).toBe(withBlocks(blocks).length)
    const both = [...(CATEGORIES.games ?? []), ...(CATEGORIES['video streaming'] ?? [])]
    const share = (100 * withBlocks(both).length) / raw().activity.length
    expect(figureIn(categories, 'categories.share.games-and-content').value).toBeCloseTo(share, 9)
  })

  it('services: contacts and days of every service whose addresses are known', () => {
    const rows = rowsOf(told().section('services'), 'services')
    for (const [service, blocks] of Object.entries(SERVICES)) {
      const own = withBlocks(blocks)
      expect(
        rows.find(row => row.service === service),
        service,
      ).toMatchObject({ contacts: own.length, days: new Set(own.map(localDay)).size })
    }
  })

  it('hours: contacts of every network, local weekday and hour', () => {
    const cells = rowsOf(told().section('hours'), 'cells').filter(({ contacts }) => contacts !== 0)
    const found = cells.map(({ network, weekday, hour, contacts }) => [`${network} ${weekday} ${hour}`, contacts])
    expect(Object.fromEntries(found)).toEqual(
      countBy(raw().activity, contact => {
        const local = localTime(contact)
        return `${contact.network} ${local.getUTCDay() || 7} ${local.getUTCHours()}`
      }),
    )
  })

  it('presence: contacts of every country, but for those with addresses that many places share', () => {
    const countryOf = readCountries()
    const use = raw().contacts.filter(({ role }) => role === 'use')
    const expected = countBy([...use, ...raw().echoes], ({ remote }) => countryOf(remote))
    const shared: string[] = []
    for (const { country, raw: contacts } of rowsOf(told().section('presence'), 'presence')) {
      const [, code = ''] = /\((..)\)$/.exec(String(country)) ?? []
      if (code !== '' && expected[code] !== contacts) shared.push(code)
    }
    // Anycast resolvers and content networks, which have no country by rule.
    expect(shared.sort()).toEqual(['AU', 'US'])
    const lost = (expected.AU ?? 0) + (expected.US ?? 0)
    const rows = rowsOf(told().section('presence'), 'presence')
    const kept = rows.filter(({ country }) => /\((AU|US)\)$|^no country$/.test(String(country)))
    expect(kept.reduce((sum, row) => sum + Number(row.raw), 0)).toBe(lost)
  })

  it('events: contacts of every hour that all networks were observed in', () => {
    const expected = countBy(raw().activity, ({ slot }) =>
      new Date(Math.floor((slot - 2) / 4) * 3_600_000 + 1_800_000).toISOString(),
    )
    const wrong: string[] = []
    for (const { from, observed, contacts } of rowsOf(told().section('events'), 'hours')) {
      const at = new Date(`${from}Z`).toISOString()
      if (observed === 1 && contacts !== (expected[at] ?? 0)) wrong.push(`${at}: ${contacts}, not ${expected[at]}`)
    }
    expect(wrong).toEqual([])
  })

  it('onsets: contacts of every day with what began, ended, or came and went', () => {
    const countryOf = readCountries()
    const isOf: Record<string, (contact: RawContact) => boolean> = {
      Bitcoin: ({ remote }) => isWithin(remote, SERVICES.Bitcoin ?? []),
      Roblox: ({ remote }) => isWithin(remote, SERVICES.Roblox ?? []),
      OpenVPN: ({ protocol, port }) => protocol === 6 && port === 1194,
      Egypt: ({ remote }) => countryOf(remote) === 'EG',
    }
    const rows = rowsOf(told().section('onsets'), 'days').filter(({ contacts }) => contacts !== 0)
    for (const [what, isIts] of Object.entries(isOf)) {
      const found = rows.filter(row => row.what === what).map(({ day, contacts }) => [day, contacts])
      expect(Object.fromEntries(found), what).toEqual(countBy(raw().activity.filter(isIts), localDay))
    }
  })

  it('suspicious: who tried how many hosts or ports, who met which laboratory, how long and how regularly', () => {
    const suspicious = told().section('suspicious')
    const tried = new Map<string, Set<string>>()
    for (const { slot, network, local, remote, port, role } of raw().contacts) {
      if (role !== 'attempt_in' && role !== 'attempt_out') continue
      const [initiator, host] = role === 'attempt_out' ? [local, remote] : [remote, local]
      const key = `${Math.floor((slot * 900) / DAY_S)} ${network} ${initiator}`
      tried.set(key, (tried.get(key) ?? new Set()).add(`${host} ${port}`))
    }
    // What is tried of name servers is no scan.
    const sizes = [...tried.values()].map(targets => [...targets].filter(target => !target.endsWith(' 53')).length)
    expect(
      rowsOf(suspicious, 'scans')
        .map(({ unanswered }) => Number(unanswered))
        .sort((a, b) => a - b),
    ).toEqual(sizes.filter(size => size >= SCAN).sort((a, b) => a - b))
    const attempts = raw().contacts.filter(({ role }) => role === 'attempt_in').length
    expect(figureIn(suspicious, 'suspicious.scans-in').denominator).toBe(attempts)
    for (const block of RESEARCH) {
      const own = withBlocks([block])
      const row = rowsOf(suspicious, 'listed').find(({ institution }) => institution === block.label)
      const devices = new Set(own.map(({ network, local }) => `${network} ${local}`)).size
      expect(row, block.label).toMatchObject({ contacts: own.length, days: new Set(own.map(localDay)).size, devices })
    }
    for (const { remote, periodMs } of BEACONS) {
      const begins = raw()
        .records.filter(own => own.remote === remote)
        .map(({ startMs }) => startMs)
        .sort((a, b) => a - b)
      const gaps = begins
        .slice(1)
        .map((begin, at) => begin - (begins[at] ?? 0))
        .sort((a, b) => a - b)
      const minutes = Math.round((gaps[Math.floor(gaps.length / 2)] ?? 0) / 60_000)
      expect(Math.abs(minutes - periodMs / 60_000), remote).toBeLessThanOrEqual(1)
      const row = rowsOf(suspicious, 'regular').find(own => String(own.remote).startsWith(`${remote},`))
      expect(row, remote).toBeDefined()
      const [stated = 0] = String(row?.period).split(' ').map(Number)
      expect(Math.abs(stated - minutes), remote).toBeLessThanOrEqual(1)
    }
    const [long] = rowsOf(suspicious, 'long')
    const [address = ''] = String(long?.remote).split(',')
    const touched = [
      ...new Set(
        raw()
          .activity.filter(({ remote }) => remote === address)
          .map(({ slot }) => slot),
      ),
    ]
    expect(long?.hours).toBe(`${(longestRun(touched) / 4).toFixed(1)} hours`)
    const [large] = rowsOf(suspicious, 'large')
    const sent = raw().records.filter(
      ({ local, startMs }) => local === UPLOAD.local && localDay({ slot: startMs / 900_000 }) === large?.day,
    )
    expect(large?.bytes).toBe(sent.reduce((sum, { out }) => sum + out.bytes, 0))
  })

  it('habits: days and contacts of every service whose addresses are known, and which hours they follow', () => {
    const habits = told().section('habits')
    const rows = rowsOf(habits, 'habits')
    for (const [service, blocks] of Object.entries(SERVICES)) {
      const own = withBlocks(blocks)
      const row = rows.find(({ name }) => name === service)
      expect(row, service).toMatchObject({ contacts: own.length, days: new Set(own.map(localDay)).size })
      const turns = own.map(contact => (2 * Math.PI * localTime(contact).getUTCHours()) / 24)
      const length = Math.hypot(
        turns.reduce((sum, turn) => sum + Math.cos(turn), 0),
        turns.reduce((sum, turn) => sum + Math.sin(turn), 0),
      )
      if (row?.resultant !== '')
        expect(String(row?.resultant), service).toMatch(new RegExp(`^${(length / own.length).toFixed(2)} at `))
    }
    const once = withBlocks(SERVICES.Iridium ?? [])
    expect(figureIn(habits, 'habits.one-off.service.Iridium')).toMatchObject({
      numerator: once.length,
      denominator: new Set(once.map(localDay)).size,
    })
  })

  it('obfuscation: contacts with relays, and those with the port of a VPN', () => {
    const obfuscation = told().section('obfuscation')
    const relays = withBlocks(SERVICES.Tor ?? []).length
    expect(figureIn(obfuscation, 'obfuscation.share.relay').numerator).toBe(relays)
    expect(figureIn(obfuscation, 'obfuscation.share.relay').value).toBeCloseTo(
      (100 * relays) / raw().activity.length,
      9,
    )
    const vpn = raw().activity.filter(({ protocol, port }) => protocol === 6 && port === 1194).length
    // Only what has traffic both ways in its quarter-hour counts: at the edges of connections some have not.
    const { numerator } = figureIn(obfuscation, 'obfuscation.share.port')
    expect(numerator).toBeLessThanOrEqual(vpn)
    expect(numerator).toBeGreaterThan(0.99 * vpn)
  })
}

/** Of quarter-hours, most that follow each other. */
function longestRun(slots: readonly number[]): number {
  const touched = new Set(slots)
  let longest = 0
  for (const slot of slots) {
    if (touched.has(slot - 1)) continue
    let length = 1
    while (touched.has(slot + length)) length++
    longest = Math.max(longest, length)
  }
  return longest
}
