import { describe, expect, it, vi } from 'vitest'
import {
  daysFrom,
  reportOn,
  type World,
  type WorldContact,
  type WorldOptions,
  type WorldReport,
  wholeDays,
} from '../../../support/report-world.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

const DAYS = daysFrom('2017-04-01', 97)
const NOON = '03:00'

/** Whole numbers of a generator, from 0 and below `below`: the same for a seed. */
function wholes(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}

/** Contacts on the days, as many as `times` says of each. */
const on = (
  times: (day: string, at: number) => number,
  own: Partial<WorldContact>,
  days: readonly string[] = DAYS,
): WorldContact[] =>
  days.flatMap((day, at) => (times(day, at) > 0 ? [{ slot: `${day}T${NOON}Z`, times: times(day, at), ...own }] : []))

/** What goes on all the time: games, the web, and music that grows by the day. */
const [games, web] = [wholes(1), wholes(2)]
const BACKGROUND: readonly WorldContact[] = [
  ...on(() => 6 + games(4), { category: 'Game', service: 'Steam', country: 'US', asn: 64_496 }),
  ...on((_, at) => (at % 7 < 5 ? 9 : 2) + web(4), { category: 'Web', country: 'DE', asn: 64_497, local: '10.1.0.2' }),
  ...on((_, at) => 1 + Math.floor(at / 20), { category: 'Music', country: 'SE', asn: 64_498, local: '10.1.0.3' }),
]

const COIN = { category: 'CryptoCurrency', service: 'Bitcoin', country: 'NL', asn: 64_499, local: '10.1.0.4' }
/** 4 to 12 a day, 8 in the mean. */
const eight = (seed: number) => {
  const whole = wholes(seed)
  return () => 4 + whole(9)
}
const coins = (from: string, to = '9999') => {
  const level = eight(3)
  return on(day => (day >= from && day <= to ? level() : 0), COIN)
}

const world = (contacts: readonly WorldContact[], own: Partial<World> = {}): World => ({
  networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n',
  contacts: [...BACKGROUND, ...contacts],
  logged: { from: DAYS[0]!, to: DAYS.at(-1)! },
  ...own,
})

const sentences = ({ section }: WorldReport): string[] => section('onsets').findings.map(({ sentence }) => sentence)
/** Rows of the table of changes by column. */
const changes = ({ section }: WorldReport): Record<string, unknown>[] => {
  const table = section('onsets').tables.find(({ name }) => name === 'onsets')
  return (table?.rows ?? []).map(row =>
    Object.fromEntries(table!.columns.map(({ name }, at): [string, unknown] => [name, row[at]])),
  )
}
const made = (contacts: readonly WorldContact[], own: Partial<World> = {}, options: WorldOptions = {}) =>
  reportOn(world(contacts, own), { fromDay: DAYS[0]!, toDay: DAYS.at(-1)!, ...options })

describe('what begins', () => {
  it('is found with its day, from nothing to eight a day, among much that goes on', async () => {
    const report = await made(coins('2017-05-17'))
    expect(sentences(report)).toEqual([
      'Contacts with coin networks began on 17 May 2017 and stayed: 7.5 a day since, none before; one device made all of them.',
    ])
    const [finding] = report.section('onsets').findings
    expect(finding).toMatchObject({
      change: 'inside',
      sizeClass: 3,
      headline: { figure: '17 May', words: 'contacts with coin networks begin, and stay' },
      sureness: expect.stringMatching(/^this day, ± 0; chance alone does so in (at most )?1 of [\d,]+ reports/),
    })
    expect(report.section('onsets').answer).toBe('Contacts with coin networks began on 17 May, and stayed.')
    const contacts = coins('2017-05-17').reduce((sum, { times = 0 }) => sum + times, 0)
    expect(report.figure('onsets.began.category.CryptoCurrency')).toMatchObject({
      numerator: contacts,
      denominator: 51,
      text: (contacts / 51).toFixed(1),
      localAddresses: 1,
    })
    expect(report.figure('onsets.began.category.CryptoCurrency.other-days')).toMatchObject({
      numerator: 0,
      denominator: 46,
    })
  })

  it('is one finding, though service, country and system change with it', async () => {
    const report = await made(coins('2017-05-17'))
    expect(changes(report).map(({ what, first, told }) => [what, first, told])).toEqual([
      ['coin networks', '2017-05-17', 'told'],
      ['Bitcoin', '2017-05-17', 'told with coin networks: more than half of the contacts are the same'],
      ['Netherlands', '2017-05-17', 'told with coin networks: more than half of the contacts are the same'],
      ['AS64499', '2017-05-17', 'told with coin networks: more than half of the contacts are the same'],
    ])
  })

  it('stands beside the nearest dated event, with how many days are as near to one', async () => {
    const events = ['2017-04-05', '2017-05-14', '2017-05-21', '2017-08-01'].map(
      day => `launch of ${day},${day},UTC,launches,`,
    )
    const report = await made(coins('2017-05-17'), { events: events.join('\n') })
    // Within 3 days of one of the three in the window lie 7 days each.
    expect(changes(report)[0]).toMatchObject({ event: 'launch of 2017-05-14', event_day: '2017-05-14', as_near: 22 })
    expect(report.section('onsets').paragraphs).toContain(
      'The dated event nearest to the change of contacts with coin networks is launch of 2017-05-14 of 2017-05-14, 3 days ' +
        'earlier; 22\u202f% of the days of this window are as near to one.',
    )
    expect(changes(await made(coins('2017-05-17')))[0]).toMatchObject({ event: '', as_near: null })
  })

  it('is found as a port where no service is known', async () => {
    const level = eight(5)
    const unnamed = { category: 'unknown', country: 'US', asn: 64_496, protocol: 17, port: 4500 }
    const before = on(() => 12, { ...unnamed, port: 443 })
    const report = await made([...before, ...on((_, at) => (at < 40 ? 0 : level()), unnamed)])
    expect(sentences(report)).toEqual([
      expect.stringMatching(/^Contacts on UDP port 4500, not identified otherwise, began on 11 May 2017 and stayed/),
    ])
    expect(report.figure('onsets.began.port.17-4500').numerator).toBeGreaterThan(300)
  })

  it('that was there before on many days rose', async () => {
    const level = eight(7)
    const faint = on((_, at) => (at % 4 === 0 ? 1 : 0) + (at < 60 ? 0 : level()), COIN)
    expect(sentences(await made(faint))[0]).toMatch(/^Contacts with coin networks rose on 31 May 2017 and stayed: /)
  })

  it('at the end may pass: it is fairly sure at most', async () => {
    const report = await made(coins('2017-06-24'))
    const [finding] = report.section('onsets').findings
    expect(finding).toMatchObject({ confidence: 3, sureness: expect.stringContaining('may pass') })
  })

  it('in attempts of a scan is none', async () => {
    const scan = on((_, at) => (at < 60 ? 0 : 50), { ...COIN, role: 'attempt_in', port: 8333 })
    expect(changes(await made(scan))).toEqual([])
  })
})

describe('what ends', () => {
  it('is found with its last day', async () => {
    const report = await made(coins('2017-04-01', '2017-06-03'))
    expect(sentences(report)).toEqual([
      'Contacts with coin networks ended after 3 June 2017: 7.6 a day until then, none since; one device made all of them.',
    ])
    expect(report.section('onsets').findings[0]?.headline).toEqual({
      figure: '3 June',
      words: 'is the last day of contacts with coin networks',
    })
  })
})

describe('what rises for a week', () => {
  it('is told as such, and never as a beginning', async () => {
    const report = await made(
      on(day => (day >= '2017-05-08' && day < '2017-05-15' ? 12 : 0), { ...COIN, country: 'EG' }),
    )
    expect(sentences(report)).toEqual([
      'Contacts with coin networks rose from 8 to 14 May 2017: 12 a day, none on the other days; one device made all of them.',
    ])
    expect(report.section('onsets').findings[0]?.headline).toEqual({
      figure: '8 to 14 May',
      words: 'contacts with coin networks rise, and fall again',
    })
    expect(new Set(changes(report).map(({ change }) => change))).toEqual(new Set(['rose for some days']))
  })
})

describe('what the data may have made', () => {
  const TWO = 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n10.2.0.0/16,quay,UTC\n'
  const logged = (from: string) => [
    ...wholeDays('harbour', DAYS),
    ...wholeDays(
      'quay',
      DAYS.filter(day => day >= from),
    ),
  ]

  it('is not told: a sensor that starts that day', async () => {
    const quay = coins('2017-05-17').map(contact => ({ ...contact, network: 'quay', local: '10.2.0.1' }))
    const report = await made(quay, { networks: TWO, logged: logged('2017-05-17') })
    expect(sentences(report)).toEqual([])
    expect(changes(report)[0]).toMatchObject({
      first: '2017-05-17',
      told: 'not told: on 2017-05-17 logging of most of it begins or stops',
    })
    expect(report.section('onsets').paragraphs).toContain(
      'Contacts with coin networks began on 17 May, and stayed would be told too, but on 17 May 2017 logging of most of it begins or stops.',
    )
    // The same in the network that was logged all the time.
    expect(sentences(await made(coins('2017-05-17'), { networks: TWO, logged: logged('2017-05-17') }))).toHaveLength(1)
  })

  it('is not told: a key that is new on the day after an outage', async () => {
    const outage = ['2017-05-14', '2017-05-15', '2017-05-16']
    const report = await made(coins('2017-05-17'), {
      logged: wholeDays(
        'harbour',
        DAYS.filter(day => !outage.includes(day)),
      ),
    })
    expect(sentences(report)).toEqual([])
    expect(changes(report)[0]).toMatchObject({ told: expect.stringContaining('logging of most of it begins or stops') })
  })

  it('is not told: another version of the reference data', async () => {
    const contacts = coins('2017-05-17').map(contact => ({ ...contact, reference: 'reference-2' }))
    const versioned = BACKGROUND.map(contact =>
      contact.slot < '2017-05-17' ? contact : { ...contact, reference: 'reference-2' },
    )
    const report = await reportOn({
      ...world([]),
      contacts: [...versioned, ...contacts],
      references: { 'reference-1': '2017-04-01', 'reference-2': '2017-04-01' },
    })
    expect(sentences(report)).toEqual([])
    expect(changes(report)[0]).toMatchObject({
      told: 'not told: on 2017-05-17 another version of the reference data begins',
    })
  })

  it('is not told: an exporter that changes its format', async () => {
    const rows = wholeDays('harbour', DAYS).map(row => ({ ...row, format: row.dt < '2017-05-17' ? 'zeek' : 'eve' }))
    const report = await made(coins('2017-05-17'), { logged: rows })
    expect(changes(report)[0]).toMatchObject({ told: 'not told: on 2017-05-17 an exporter changes its format' })
  })

  it('is not told: three unrelated keys on one day', async () => {
    const level = eight(9)
    const other = (category: string, asn: number, country: string) =>
      on(day => (day < '2017-05-17' ? 0 : level()), { category, asn, country })
    const two = [...coins('2017-05-17'), ...other('VPN', 64_600, 'CH')]
    expect(sentences(await made(two))).toHaveLength(2)
    const report = await made([...two, ...other('Email', 64_601, 'FR')])
    expect(sentences(report)).toEqual([])
    expect(changes(report)[0]).toMatchObject({
      told: 'not told: on 2017-05-17 several unrelated changes fall on one day',
    })
  })
})

describe('a window', () => {
  it('of less than three weeks cannot tell, in one line', async () => {
    const report = await made(coins('2017-04-08'), {}, { toDay: '2017-04-20' })
    expect(report.section('onsets')).toMatchObject({
      answer: 'Cannot tell: that takes 21 observed days, 14 before a change and 7 after it; here are 20.',
      unanswered: true,
      tables: [],
      charts: [],
      findings: [],
    })
  })

  it('in which nothing changes says so', async () => {
    const report = await made([])
    expect(report.section('onsets')).toMatchObject({
      answer: 'Nothing began, ended or rose for some days to 5 times what was usual and 5 contacts a day.',
      findings: [],
      tables: [],
    })
  })

  it('of a network split into three zones gives the same', async () => {
    const zones = ['Asia/Tokyo', 'America/Lima', 'UTC']
    const hours = ['03:00', '17:00', '12:00']
    const contacts = [...BACKGROUND, ...coins('2017-05-17')]
    const one = await reportOn(
      { ...world([]), contacts: contacts.map(contact => ({ ...contact, slot: contact.slot.replace(NOON, '12:00') })) },
      { fromDay: '2017-04-02', toDay: '2017-07-05' },
    )
    const split = await reportOn(
      {
        ...world([]),
        networks: `cidr,name,time_zone\n${zones.map((zone, at) => `10.${at}.0.0/16,part ${at},${zone}`).join('\n')}\n`,
        contacts: contacts.map(contact => {
          const at = Number(contact.local?.at(-1) ?? 1) % 3
          return { ...contact, network: `part ${at}`, slot: contact.slot.replace(NOON, hours[at]!) }
        }),
      },
      { fromDay: '2017-04-02', toDay: '2017-07-05' },
    )
    expect(split.read('onsets.csv')).toBe(one.read('onsets.csv'))
    expect(split.read('onsets-days.csv')).toBe(one.read('onsets-days.csv'))
    expect(sentences(split)).toEqual(sentences(one))
    expect(sentences(one)).toHaveLength(1)
  })
})

describe('keys of one local address', () => {
  it('are named only where the definition allows it', async () => {
    const masked = await made(coins('2017-05-17'), {}, { showLocalAddresses: false })
    expect(changes(masked)).toEqual([])
    expect(masked.read('report.json')).not.toContain('CryptoCurrency.other-days')
    expect(masked.section('onsets').paragraphs.join(' ')).toMatch(
      /\d+ that rest on one local address are in no line here/,
    )
    const both = coins('2017-05-17').flatMap(contact => [contact, { ...contact, times: 1, local: '10.1.0.9' }])
    expect(sentences(await made(both, {}, { showLocalAddresses: false }))).toHaveLength(1)
  })
})
