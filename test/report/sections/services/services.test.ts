import { describe, expect, it, vi } from 'vitest'
import {
  daysFrom,
  reportsOf,
  type World,
  type WorldContact,
  type WorldOptions,
  type WorldReport,
} from '../../../support/report-world.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

const reportOn = reportsOf('services')
const DAYS = daysFrom('2017-05-01', 35)

/** `perDay` contacts with a service on each of the days. */
const used = (service: string, category: string, perDay: number, own: Partial<WorldContact> = {}, days = DAYS) =>
  days.map(
    (day): WorldContact => ({ slot: `${day}T03:00Z`, times: perDay, service, category, evidence: 'asn', ...own }),
  )
const unnamed = (category: 'unknown' | 'cdn' | 'infrastructure', perDay: number) =>
  used('', category, perDay, { service: null, evidence: 'none' })

const world = (contacts: readonly WorldContact[], own: Partial<World> = {}): World => ({
  networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n',
  contacts,
  logged: { from: DAYS[0]!, to: DAYS.at(-1)! },
  ...own,
})
const report = (contacts: readonly WorldContact[], options: WorldOptions = {}, own: Partial<World> = {}) =>
  reportOn(world(contacts, own), options)

/** Cells of a table by the name of the service. */
function cells(made: WorldReport, table: 'services' | 'within', columns: readonly string[]) {
  const { columns: all, rows } = made.section('services').tables.find(({ name }) => name === table)!
  const at = (name: string) => all.findIndex(column => column.name === name)
  return rows.map(row => columns.map(name => row[at(name)]))
}

describe('services', () => {
  it('rank by contacts, overall and within their category; what is not named stays below the line', async () => {
    const made = await report([
      ...used('Netflix', 'Streaming', 6),
      ...used('Twitch', 'Streaming', 3),
      ...used('Meta', 'SocialNetwork', 5),
      ...used('VK', 'SocialNetwork', 4),
      ...unnamed('unknown', 10),
      ...unnamed('cdn', 2),
      ...unnamed('infrastructure', 70),
    ])
    expect(cells(made, 'services', ['rank', 'service', 'share', 'contacts', 'days'])).toEqual([
      [1, 'Netflix', '20.0\u202f%', 210, 35],
      [2, 'Meta', '16.7\u202f%', 175, 35],
      [3, 'VK', '13.3\u202f%', 140, 35],
      [4, 'Twitch', '10.0\u202f%', 105, 35],
      [null, 'content delivery networks', '6.7\u202f%', 70, null],
      [null, 'not identified', '33.3\u202f%', 350, null],
    ])
    expect(cells(made, 'within', ['category', 'rank', 'service', 'share'])).toEqual([
      ['social networks', 1, 'Meta', '55.6\u202f%'],
      ['social networks', 2, 'VK', '44.4\u202f%'],
      ['video streaming', 1, 'Netflix', '66.7\u202f%'],
      ['video streaming', 2, 'Twitch', '33.3\u202f%'],
    ])
    const { findings, paragraphs } = made.section('services')
    expect(findings.map(({ headline }) => `${headline.figure} ${headline.words}`)).toEqual([
      '20\u202f% of activity was with Netflix, the most used service that can be named',
      '56\u202f% of activity with social networks was with Meta, the most used of them',
    ])
    expect(paragraphs.join(' ')).toContain('up to 6.7\u202f% of activity more may be behind content delivery networks')
  })

  it('of one owner are one family, whatever their category; its addresses are counted once', async () => {
    const google = { family: 'Google' }
    const made = await report([
      ...used('YouTube', 'Streaming', 3, { ...google, local: '10.1.0.1' }),
      ...used('Gmail', 'Email', 2, { ...google, local: '10.1.0.1' }),
      ...used('Gmail', 'Email', 1, { ...google, local: '10.1.0.2', evidence: 'name' }),
      ...used('Netflix', 'Streaming', 5),
    ])
    expect(cells(made, 'services', ['rank', 'service', 'contacts', 'addresses', 'evidence'])).toEqual([
      [1, 'Google (Gmail, YouTube)', 210, 2, 'owner of the addresses 175, server name 35'],
      [2, 'Netflix', 175, 1, 'owner of the addresses 175'],
    ])
    expect(cells(made, 'within', ['category', 'rank', 'service', 'contacts'])).toEqual([
      ['video streaming', 1, 'Netflix', 175],
      ['video streaming', 2, 'Google (YouTube)', 105],
      ['mail', 1, 'Google (Gmail)', 105],
    ])
    expect(made.figure('services.share.Google')).toMatchObject({ numerator: 210, denominator: 385, localAddresses: 2 })
  })

  it('say whether the first is ahead by more than chance', async () => {
    const clear = await report([...used('Netflix', 'Streaming', 20), ...used('Twitch', 'Streaming', 10)])
    expect(clear.section('services').paragraphs[0]).toMatch(/^Netflix is ahead by more than chance: Twitch is next/)
    const swings = (at: number) => (at % 3 === 0 ? 40 : 2)
    const close = await report(
      DAYS.flatMap((day, at) => [
        ...used('Netflix', 'Streaming', swings(at) + 1, {}, [day]),
        ...used('Twitch', 'Streaming', swings(at + 1), {}, [day]),
      ]),
    )
    expect(close.section('services').paragraphs[0]).toMatch(/^Which of the two is first may be chance/)
    const short = await report([...used('Netflix', 'Streaming', 20), ...used('Twitch', 'Streaming', 10)], {
      fromDay: DAYS[0]!,
      toDay: DAYS[6]!,
    })
    expect(short.section('services').paragraphs[0]).toMatch(/below four weeks it cannot be told/)
  })

  it('have a first day in this window only, and never a first day ever', async () => {
    const made = await report([
      ...used('Netflix', 'Streaming', 5),
      ...used('Twitch', 'Streaming', 5, {}, DAYS.slice(20)),
    ])
    expect(cells(made, 'services', ['service', 'first', 'last'])).toEqual([
      ['Netflix', '2017-05-01', '2017-06-04'],
      ['Twitch', '2017-05-21', '2017-06-04'],
    ])
    expect(made.section('services').paragraphs.join(' ')).toContain('First and last days are those of this window')
    expect(made.read('index.html')).not.toMatch(/first ever/i)
  })

  it('with equal contacts share a rank', async () => {
    const made = await report([...used('B', 'Game', 2), ...used('A', 'Game', 2), ...used('C', 'Game', 1)])
    expect(cells(made, 'services', ['rank', 'service'])).toEqual([
      [1, 'A'],
      [1, 'B'],
      [3, 'C'],
    ])
  })

  it('that rest on one address each are pooled where addresses are masked, and so are names within a family', async () => {
    const both = (service: string, category: string, own: Partial<WorldContact> = {}) => [
      ...used(service, category, 2, { ...own, local: '10.1.0.1' }),
      ...used(service, category, 2, { ...own, local: '10.1.0.2' }),
    ]
    const contacts = [
      ...both('Gmail', 'Email', { family: 'Google' }),
      ...used('YouTube', 'Streaming', 1, { family: 'Google' }),
      ...both('Netflix', 'Streaming'),
      ...used('Grindr', 'SocialNetwork', 9),
    ]
    const masked = await report(contacts, { showLocalAddresses: false })
    expect(cells(masked, 'services', ['rank', 'service', 'contacts', 'addresses', 'first'])).toEqual([
      [1, 'Google (Gmail)', 175, 2, '2017-05-01'],
      [2, 'Netflix', 140, 2, '2017-05-01'],
      [null, 'other (withheld)', 315, null, null],
    ])
    expect(cells(masked, 'within', ['category', 'rank', 'service'])).toEqual([
      ['social networks', null, 'other (withheld)'],
      ['video streaming', 1, 'Netflix'],
      ['video streaming', null, 'other (withheld)'],
      ['mail', 1, 'Google (Gmail)'],
    ])
    const said = JSON.stringify(masked.section('services'))
    expect(said).not.toMatch(/Grindr|YouTube/)
    const shown = await report(contacts)
    expect(JSON.stringify(shown.section('services'))).toMatch(/Grindr.*YouTube|YouTube.*Grindr/)
  })

  it('of which the second may be as much as the first say so, with intervals and without', async () => {
    const swings = (at: number, more: number) => (at % 3 === 0 ? 60 : 2) + more
    const wordsOf = async (days: string[], more: number) => {
      const contacts = days.flatMap((day, at) => [
        ...used('Netflix', 'SocialNetwork', swings(at, more), {}, [day]),
        ...used('Twitch', 'SocialNetwork', swings(at + 1, 0), {}, [day]),
      ])
      const made = await report(contacts, {}, { logged: { from: days[0]!, to: days.at(-1)! } })
      return made.section('services').findings.map(({ sentence, headline }) => [sentence, headline.words])
    }
    const first = 'of activity was with Netflix, the most used service that can be named'
    const close = (share: number) => `; that it is ahead of Twitch (${share}\u202f%) may be chance`
    const [overall, within] = await wordsOf(DAYS, 1)
    expect(overall).toEqual([
      expect.stringContaining(`left out${close(47)}.`),
      `of activity was with Netflix${close(47)}`,
    ])
    expect(within).toEqual([
      expect.stringMatching(/^Of the activity with social networks, most was with Netflix: .*may be chance\.$/),
      `of activity with social networks was with Netflix${close(47)}`,
    ])
    expect((await wordsOf(DAYS, 60))[0]?.[1]).toBe(first)
    // Below four weeks there are no intervals: two points apart are close.
    const week = DAYS.slice(0, 6)
    expect((await wordsOf(week, 0))[0]?.[1]).toBe(`of activity was with Netflix${close(50)}`)
    expect((await wordsOf(week, 4))[0]?.[1]).toBe(first)
  })

  it('whose rank one device makes say so; of a single device nothing is said of devices', async () => {
    const netflix = (local: string, perDay: number) => used('Netflix', 'Streaming', perDay, { local })
    const one = await report([...netflix('10.1.0.1', 9), ...netflix('10.1.0.2', 1), ...used('Twitch', 'Streaming', 2)])
    expect(one.section('services').paragraphs.join(' ')).toContain(
      '90\u202f% of the contacts with Netflix came from one device',
    )
    const alone = await report([...netflix('10.1.0.1', 9), ...used('Twitch', 'Streaming', 2)])
    expect(alone.section('services').paragraphs.join(' ')).not.toContain('one device')
  })

  it('known by owners of another year than the contacts are told at confidence 3 at most', async () => {
    const contacts = [...used('Netflix', 'Streaming', 5), ...used('Twitch', 'Streaming', 3)]
    const old = await report(contacts, {}, { systemsDate: '2026-06-17' })
    expect(old.section('services')).toMatchObject({ cap: 3, capReason: expect.stringContaining('9.1 years after') })
    const named = contacts.map(contact => ({ ...contact, evidence: 'name' }))
    expect((await report(named, {}, { systemsDate: '2026-06-17' })).section('services').cap).toBe(5)
    expect((await report(contacts)).section('services').cap).toBe(5)
  })

  it('need fifty contacts that can be named, else one line says so', async () => {
    const made = await report([...used('Netflix', 'Streaming', 1), ...unnamed('unknown', 50)])
    expect(made.section('services')).toMatchObject({
      answer: 'Cannot tell: a rank needs at least 50 contacts with services that can be named, there are 35.',
      unanswered: true,
      findings: [],
      charts: [],
    })
    const none = await report([...unnamed('infrastructure', 50)])
    expect(none.section('services').answer).toBe('No activity was seen in this window, so no service has a rank.')
  })

  describe('against the window before', () => {
    const LONG = daysFrom('2017-05-01', 56)
    const [BEFORE, NOW] = [LONG.slice(0, 28), LONG.slice(28)]
    const window = { fromDay: NOW[0]!, toDay: NOW.at(-1)! }
    const whole = { logged: { from: LONG[0]!, to: LONG.at(-1)! } }
    const steady = used('Netflix', 'Streaming', 20, {}, LONG)
    const twitch = [...used('Twitch', 'Streaming', 5, {}, BEFORE), ...used('Twitch', 'Streaming', 40, {}, NOW)]

    it('tell a change of rank where the intervals of the shares do not overlap', async () => {
      const made = await report([...steady, ...twitch], window, whole)
      expect(made.section('services').findings.at(-1)).toMatchObject({
        sentence:
          'Twitch rose from rank 2 to 1 among the services that can be named: 67\u202f% (67 to 67) of activity, before 20\u202f% (20 to 20).',
        change: 'before',
        figure: 'services.share.Twitch',
      })
      expect(made.section('services').paragraphs.at(-1)).toBe(
        'Against the window before (2017-05-01 to 2017-05-28): Twitch rose from rank 2 to 1, Netflix fell from rank 1 to 2.',
      )
    })

    it('tell none where they overlap', async () => {
      const swings = (at: number, by: number) => ((at + by) % 3 === 0 ? 60 : 2)
      const close = LONG.flatMap((day, at) => [
        ...used('Netflix', 'Streaming', swings(at, 0) + (at < 28 ? 2 : 0), {}, [day]),
        ...used('Twitch', 'Streaming', swings(at, 1) + (at < 28 ? 0 : 8), {}, [day]),
      ])
      const made = await report(close, window, whole)
      expect(made.section('services').findings.filter(({ change }) => change === 'before')).toEqual([])
      expect(made.section('services').paragraphs.at(-1)).toMatch(/^No service changed its rank by more than chance/)
    })

    it('compare nothing where the reference data differ: another catalogue names other services', async () => {
      const other = [...steady, ...twitch].map(contact =>
        contact.slot < NOW[0]! ? { ...contact, reference: 'reference-0' } : contact,
      )
      const references = { 'reference-1': '2017-05-01', 'reference-0': '2017-05-01' }
      const made = await report(other, window, { ...whole, references })
      expect(made.section('services').findings.filter(({ change }) => change === 'before')).toEqual([])
      expect(made.section('services').paragraphs.at(-1)).toContain('the reference data are not the same in both')
    })

    it('say nothing without one', async () => {
      const made = await report([...steady, ...twitch], {}, whole)
      expect(made.section('services').paragraphs.join(' ')).not.toContain('window before')
    })
  })
})
