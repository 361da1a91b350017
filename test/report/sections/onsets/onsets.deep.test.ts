import { describe, expect, it, vi } from 'vitest'
import {
  BACKGROUND,
  changes,
  coins,
  DAYS,
  eight,
  made,
  NOON,
  on,
  sentences,
  world,
} from '../../../support/onsets-worlds.ts'
import { reportOn, type WorldContact, wholeDays } from '../../../support/report-world.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

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

  /** Contacts by reference set: `isNewer` of those that rest on the second. */
  const resting = (
    contacts: readonly WorldContact[],
    isNewer: (day: string) => boolean,
    late: readonly WorldContact[] = [],
  ) =>
    reportOn(
      {
        ...world([]),
        contacts: [
          ...[...BACKGROUND, ...contacts].map(contact =>
            isNewer(contact.slot.slice(0, 10)) ? { ...contact, reference: 'reference-2' } : contact,
          ),
          ...late,
        ],
        references: { 'reference-1': '2017-04-01', 'reference-2': '2017-04-01' },
      },
      { fromDay: DAYS[0]!, toDay: DAYS.at(-1)! },
    )

  it('is not told: newer data in use, of which one late file of an earlier day has some contacts already', async () => {
    const late = on(day => (day === '2017-04-20' ? 1 : 0), { category: 'Web', country: 'DE', reference: 'reference-2' })
    const report = await resting(coins('2017-05-17'), day => day >= '2017-05-17', late)
    expect(sentences(report)).toEqual([])
    expect(changes(report)[0]).toMatchObject({
      told: 'not told: on 2017-05-17 another version of the reference data begins',
    })
  })

  it('is not told: the end of days that alone were replayed with newer data', async () => {
    const report = await resting(coins('2017-05-17'), day => day >= '2017-04-25' && day < '2017-05-17')
    expect(sentences(report)).toEqual([])
    expect(changes(report)[0]).toMatchObject({
      told: 'not told: on 2017-05-17 another version of the reference data begins',
    })
  })

  it('is told where newer data are in use on other days', async () => {
    const isNewer = (day: string) => day >= '2017-04-25' && day < '2017-05-05'
    expect(sentences(await resting(coins('2017-05-17'), isNewer))).toHaveLength(1)
  })

  it('is not told: a second sensor of a network that starts late, with few records in all and many a day', async () => {
    const from = '2017-06-28'
    const second = wholeDays(
      'harbour',
      DAYS.filter(day => day >= from),
    ).map(row => ({ ...row, exporter: 'another', records: 70 }))
    const logged = [...wholeDays('harbour', DAYS), ...second]
    const report = await made(coins(from), { logged })
    expect(sentences(report)).toEqual([])
    expect(changes(report)[0]).toMatchObject({
      told: `not told: on ${from} logging of most of it begins or stops`,
    })
    // One of many that come and go is no sensor.
    const small = second.map(row => ({ ...row, records: 3 }))
    expect(sentences(await made(coins(from), { logged: [...wholeDays('harbour', DAYS), ...small] }))).toHaveLength(1)
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

describe('a network', () => {
  it('split into three zones gives the same', async () => {
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
    expect(masked.section('onsets').paragraphs.join(' ')).toMatch(/\d+ that rest on one device are in no line here/)
    const both = coins('2017-05-17').flatMap(contact => [contact, { ...contact, times: 1, local: '10.1.0.9' }])
    expect(sentences(await made(both, {}, { showLocalAddresses: false }))).toHaveLength(1)
  })
})
