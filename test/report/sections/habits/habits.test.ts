import { describe, expect, it, vi } from 'vitest'
import { everyHour } from '../../../support/hours-worlds.ts'
import {
  daysFrom,
  reportsOf,
  type World,
  type WorldContact,
  type WorldOptions,
  type WorldReport,
  wholeDays,
} from '../../../support/report-world.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

const DAYS = daysFrom('2017-05-01', 35)

/** `times` contacts with a service in the morning of each of the days. */
const used = (service: string, category: string, days: readonly string[], own: Partial<WorldContact> = {}) =>
  days.map((day): WorldContact => ({ slot: `${day}T09:00Z`, service, category, evidence: 'asn', ...own }))
const read = (institution: string, days: readonly string[], own: Partial<WorldContact> = {}) =>
  days.map(
    (day): WorldContact => ({
      slot: `${day}T09:00Z`,
      category: 'unknown',
      kind: 'research',
      kindBy: 'domain',
      institution,
      ...own,
    }),
  )

const world = (contacts: readonly WorldContact[], days: readonly string[] = DAYS): World => ({
  networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n',
  contacts,
  logged: { from: days[0]!, to: days.at(-1)! },
})
const reportOn = reportsOf('habits')
const report = (contacts: readonly WorldContact[], options: WorldOptions = {}) => reportOn(world(contacts), options)

const rowsOf = (made: WorldReport, columns: readonly string[]) => {
  const [table] = made.section('habits').tables
  const at = (name: string) => table!.columns.findIndex(column => column.name === name)
  return table!.rows.map(row => columns.map(name => row[at(name)]))
}

describe('habits', () => {
  it('are daily by the lower bound of the share of logged days: 108 of 112 are, 26 of 28 not quite', async () => {
    const long = daysFrom('2017-03-01', 112)
    const enough = await reportOn(world(used('Netflix', 'Streaming', long.slice(0, 108)), long))
    expect(rowsOf(enough, ['days', 'observed_days', 'habit'])).toEqual([[108, 112, 'daily']])
    expect(enough.figure('habits.days.service.Netflix')).toMatchObject({
      numerator: 108,
      denominator: 112,
      // By the formula, with Python's NormalDist: 0.9117534 to 0.9860254.
      interval: { low: expect.closeTo(91.17534, 4), high: expect.closeTo(98.60254, 4) },
    })
    const short = DAYS.slice(0, 28)
    const few = await reportOn(world(used('Netflix', 'Streaming', short.slice(0, 26)), short))
    expect(rowsOf(few, ['days', 'observed_days', 'habit'])).toEqual([[26, 28, '']])
    expect(few.section('habits').answer).toContain('Used on nearly every logged day: nothing that can be named.')
  })

  it('of a security vendor every day are programs that update themselves, no research', async () => {
    const made = await report(used('Avast', 'SoftwareUpdate', DAYS))
    const { findings, paragraphs } = made.section('habits')
    expect(findings.find(({ figure }) => figure === 'habits.days.service.Avast')).toMatchObject({
      sentence:
        'Avast was contacted on 35 of 35 logged days: protection that updates itself, or stands before web pages, does that; ' +
        'it is no sign of research.',
      headline: { figure: '35 of 35 days', words: 'with Avast: protection at work, no sign of research' },
    })
    expect(paragraphs.join(' ')).toContain('A security vendor every day is protection at work')
  })

  it('that are none stand once: three contacts within two days, with days that were observed around them', async () => {
    const twice = DAYS.slice(10, 12)
    const made = await report([
      ...used('Iridium', 'Telecom', twice, { times: 2 }),
      ...used('Inmarsat', 'Telecom', DAYS.slice(10, 11), { times: 2 }),
      ...used('Thuraya', 'Telecom', [DAYS[10]!, DAYS[12]!], { times: 2 }),
      ...used('Globalstar', 'Telecom', DAYS.slice(33), { times: 2 }),
      ...used('SOCKS', 'VPN', twice, { times: 2, evidence: 'port' }),
      ...read('Institute of Orbits', twice, { times: 2, kindBy: 'name' }),
      ...read('orbits.example', twice, { times: 2 }),
    ])
    const once = rowsOf(made, ['name', 'habit']).filter(([, habit]) => habit === 'once')
    expect(once).toEqual([
      ['Iridium', 'once'],
      ['orbits.example (New Zealand)', 'once'],
    ])
    expect(made.section('habits').findings[0]).toMatchObject({
      sentence:
        'Iridium was used on 11 May and 12 May only, with 4 contacts of one device, and on no other day of this window; so was one other, ' +
        'each on its own days.',
      figure: 'habits.one-off.service.Iridium',
    })
    expect(made.figure('habits.one-off.service.Iridium')).toMatchObject({ value: 4, numerator: 4 })
  })

  it('beside a day that nobody observed are not once: they may go on in it', async () => {
    const outage = wholeDays(
      'harbour',
      DAYS.filter((_, at) => at !== 12),
    )
    const contacts = used('Iridium', 'Telecom', DAYS.slice(10, 12), { times: 2 })
    const made = await reportOn({ ...world(contacts), logged: outage })
    expect(rowsOf(made, ['observed_days', 'habit'])).toEqual([[34, '']])
  })

  it('beside a day of other reference data are not once: two days that were replayed alone name what others do not', async () => {
    const twice = DAYS.slice(10, 12)
    const contacts = [...used('Netflix', 'Streaming', DAYS), ...used('Iridium', 'Telecom', twice, { times: 2 })]
    const replayed = contacts.map(contact =>
      twice.some(day => contact.slot.startsWith(day)) ? { ...contact, reference: 'reference-2' } : contact,
    )
    const references = { 'reference-1': '2017-05-01', 'reference-2': '2017-05-01' }
    const habitIn = async (rows: readonly WorldContact[]) =>
      rowsOf(await reportOn({ ...world(rows), references }), ['name', 'habit'])
    expect(await habitIn(contacts)).toContainEqual(['Iridium', 'once'])
    expect(await habitIn(replayed)).toContainEqual(['Iridium', ''])
  })

  it('follow the working day, go round the clock, or neither', async () => {
    const office = (_: number, hour: number) => (hour >= 9 && hour < 17 ? 10 : 0)
    const night = (_: number, hour: number) => (hour < 4 ? 3 : 0)
    const rhythm = (service: string, perHour: (weekday: number, hour: number) => number) =>
      everyHour('UTC', DAYS, perHour, { service, category: 'Web', evidence: 'name' })
    const made = await report([
      ...rhythm('Office', office),
      ...rhythm('Night', night),
      ...rhythm('Machine', () => 1),
      ...used('Rare', 'Web', DAYS.slice(0, 13), { times: 10 }),
    ])
    expect(Object.fromEntries(rowsOf(made, ['name', 'rhythm']) as [string, string][])).toEqual({
      Office: 'follows the working day',
      Night: 'has hours of its own',
      Machine: 'round the clock, regular: probably software',
      Rare: 'too few contacts',
    })
    expect(made.figure('habits.rhythm.service.Machine')).toMatchObject({ text: expect.stringMatching(/^0\.00 at/) })
    expect(made.section('habits').paragraphs.join(' ')).toContain(
      'With the working day (05:00 to 17:00, local time) go Office.',
    )
  })

  it('that have an hour of their own each day follow nothing', async () => {
    const contacts = DAYS.flatMap((day, at) => {
      const hour = (at * 7) % 24
      const slot = `${day}T${String(hour).padStart(2, '0')}:00Z`
      return [{ slot, times: 20, service: 'Batch', category: 'Web', evidence: 'name' }]
    })
    const made = await report(contacts)
    expect(rowsOf(made, ['name', 'rhythm'])).toEqual([['Batch', 'no clear rhythm']])
  })

  it('are none where a honeypot only serves, and cannot be told below 28 logged days', async () => {
    const served = await report(DAYS.map(day => ({ slot: `${day}T09:00Z`, role: 'served', service: 'SSH', times: 50 })))
    expect(served.section('habits')).toMatchObject({
      answer:
        'No habits: no service and no institution that can be named was used in this window by the watched networks.',
      unanswered: true,
      findings: [],
      tables: [expect.objectContaining({ rows: [] })],
    })
    const days = DAYS.slice(0, 27)
    const short = await reportOn(world(used('Netflix', 'Streaming', days), days))
    expect(short.section('habits')).toMatchObject({
      answer: 'Cannot tell: habits need at least 28 logged days, this window has 27.',
      unanswered: true,
    })
  })

  it('of one local address are in no list where addresses are masked', async () => {
    const both = (service: string, category: string) => [
      ...used(service, category, DAYS, { local: '10.1.0.1' }),
      ...used(service, category, DAYS, { local: '10.1.0.2' }),
    ]
    const contacts = [
      ...both('Netflix', 'Streaming'),
      ...used('Grindr', 'SocialNetwork', DAYS),
      ...read('orbits.example', DAYS),
    ]
    const masked = await report(contacts, { showLocalAddresses: false })
    expect(rowsOf(masked, ['name'])).toEqual([['Netflix']])
    expect(JSON.stringify(masked.section('habits'))).not.toMatch(/Grindr|orbits/)
    expect(masked.section('habits').paragraphs.join(' ')).toContain('2 services and institutions rest on one device')
    const alone = await report(used('Grindr', 'SocialNetwork', DAYS), { showLocalAddresses: false })
    expect(alone.section('habits').answer).toContain('Withheld')
  })
})
