import { describe, expect, it, vi } from 'vitest'
import { COIN, changes, coins, eight, made, on, sentences } from '../../../support/onsets-worlds.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

describe('what begins', () => {
  it('is found with its day, from nothing to eight a day, among much that goes on', async () => {
    const report = await made(coins('2017-05-17'))
    expect(sentences(report)).toEqual([
      'Contacts with coin networks began on 17 May 2017 and stayed: 7.5 a day since, none before; one device made all of these.',
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
      'Contacts with coin networks ended after 3 June 2017: 7.6 a day until then, none since; one device made all of these.',
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
      'Contacts with coin networks rose from 8 to 14 May 2017: 12 a day, none on the other days; one device made all of these.',
    ])
    expect(report.section('onsets').findings[0]?.headline).toEqual({
      figure: '8 to 14 May',
      words: 'contacts with coin networks rise, and fall again',
    })
    expect(new Set(changes(report).map(({ change }) => change))).toEqual(new Set(['rose for some days']))
  })

  it('says that one device makes most of it, then, whatever others do on other days', async () => {
    const week = (day: string) => day >= '2017-05-08' && day < '2017-05-15'
    const report = await made([
      ...on(day => (week(day) ? 12 : 0), COIN),
      ...on((day, at) => (week(day) ? 2 : at % 30 === 0 ? 1 : 0), { ...COIN, local: '10.1.0.5' }),
    ])
    expect(sentences(report)).toEqual([
      'Contacts with coin networks rose from 8 to 14 May 2017: 14 a day, fewer than 0.1 on the other days; ' +
        'one device made at least 86\u202f% of these.',
    ])
  })
})

describe('a window', () => {
  it('of less than three weeks cannot tell, in one line', async () => {
    const report = await made(coins('2017-04-08'), {}, { toDay: '2017-04-20' })
    expect(report.section('onsets')).toMatchObject({
      answer: 'Cannot tell: that takes 21 logged days, 14 before a change and 7 after it; here are 20.',
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
})
