import { describe, expect, it, vi } from 'vitest'
import { parseCatalogue } from '../../../../functions/lib/reference/catalogue.ts'
import { PORTS } from '../../../../functions/report/sections/obfuscation/definition.ts'
import { shippedTexts } from '../../../support/catalogue-texts.ts'
import {
  daysFrom,
  reportsOf,
  type World,
  type WorldContact,
  type WorldOptions,
  type WorldReport,
} from '../../../support/report-world.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

const DAYS = daysFrom('2017-05-01', 28)

const used = (own: Partial<WorldContact>, days = DAYS): WorldContact[] =>
  days.map(day => ({ slot: `${day}T09:00Z`, bytes: 1000, bytesIn: 3000, evidence: 'none', ...own }))
const web = (times: number) => used({ times, service: 'Netflix', category: 'Streaming', evidence: 'asn', port: 443 })
const vpn = { service: 'OpenVPN', category: 'VPN', evidence: 'port', protocol: 17, port: 1194 }
const tor = { service: 'Tor', category: 'VPN', evidence: 'relay', port: 443 }
const RELAYS = '192.0.2.1,9001,Tor,2017-01-01,2018-01-01,source\n192.0.2.2,443,Tor,2017-01-01,2018-01-01,source\n'

const world = (contacts: readonly WorldContact[], relays = RELAYS): World => ({
  networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n',
  contacts,
  logged: { from: DAYS[0]!, to: DAYS.at(-1)! },
  relays,
})
const reportOn = reportsOf('obfuscation')
const report = (contacts: readonly WorldContact[], relays = RELAYS, options: WorldOptions = {}) =>
  reportOn(world(contacts, relays), options)
const said = (made: WorldReport) => made.section('obfuscation').paragraphs.join(' ')
const rows = (made: WorldReport, name = 'obfuscation') =>
  made.section('obfuscation').tables.find(table => table.name === name)!.rows

describe('obfuscation', () => {
  it('is at least what went both ways with pinned ports and listed relays', async () => {
    const made = await report([...web(96), ...used({ ...vpn, times: 3 }), ...used(tor)])
    expect(made.figure('obfuscation.share.all')).toMatchObject({ numerator: 112, denominator: 2800, value: 4 })
    expect(made.figure('obfuscation.share.port')).toMatchObject({ numerator: 84, value: 3 })
    expect(made.figure('obfuscation.share.relay')).toMatchObject({ numerator: 28, value: 1 })
    expect(made.figure('obfuscation.bytes.all')).toMatchObject({
      numerator: 448_000,
      denominator: 11_200_000,
      value: 4,
    })
    expect(rows(made).map(row => row.slice(0, 4))).toEqual([
      ['VPN or proxy port', 'OpenVPN (udp 1194)', '3.0\u202f%', 84],
      ['listed relay', 'Tor', '1.0\u202f%', 28],
    ])
  })

  it('is never said without "at least", nor without what cannot be seen', async () => {
    const made = await report([...web(96), ...used({ ...vpn, times: 4 })])
    const { answer, findings, cannotTell } = made.section('obfuscation')
    expect(answer).toMatch(/^At least 4\.0\u202f% .*; a VPN on the port of web pages cannot be seen\.$/)
    expect(findings).toMatchObject([
      {
        sentence: expect.stringMatching(/^At least 4\.0\u202f% .* what runs on port 443 is not in it\.$/),
        headline: { figure: 'at least 4.0\u202f%' },
        sureness: expect.stringContaining('only a lower bound'),
      },
    ])
    expect(said(made)).toContain('VPNs and proxies on ports 443 and 80')
    expect(cannotTell.join(' ')).toContain('lower bounds')
    const none = await report(web(100))
    expect(none.section('obfuscation').answer).toBe(
      'None of the activity went to known VPN or proxy ports or to listed relays; a VPN on the port of web pages cannot be seen.',
    )
    expect(none.section('obfuscation').findings).toEqual([])
  })

  it('never counts encrypted web pages, makers of VPNs on other ports, traffic of one way, or ports of known services', async () => {
    const made = await report([
      ...web(96),
      ...used({ category: 'unknown', port: 443, times: 2 }),
      ...used({ service: 'NordVPN', category: 'VPN', evidence: 'name', port: 443 }),
      ...used({ ...vpn, bytesIn: 0 }),
      ...used({ service: 'Netflix', category: 'Streaming', evidence: 'asn', port: 1080 }),
      ...used({ ...vpn, role: 'attempt_out' }),
    ])
    expect(made.figure('obfuscation.share.all').numerator).toBe(0)
    expect(said(made)).toContain('Beside it, and not counted: 28 contacts with makers of VPNs on other ports')
  })

  it('says that the lists are a part of all relays, and cannot tell of days without one', async () => {
    const whole = await report([...web(99), ...used(tor)])
    expect(said(whole)).toContain('name 2 addresses of Tor, a part of all relays.')
    const part = await report([...web(99), ...used(tor)], '192.0.2.1,9001,Tor,2017-05-01,2017-05-15,source\n')
    expect(said(part)).toContain('on 14 of 28 days none was valid, and relays cannot be told')
    const none = await report([...web(99), ...used(vpn)], '192.0.2.1,9001,Tor,2016-05-01,2016-05-15,source\n')
    expect(said(none)).toContain('Relays cannot be told: on none of the days was a list of them valid.')
    expect(none.figure('obfuscation.share.relay')).toMatchObject({
      value: null,
      text: 'cannot tell: no list of relays was valid on a day of this window',
    })
  })

  it('tells traffic inside of DNS by its volume with one resolver only, as a weak sign, in no share', async () => {
    const dns = { service: 'DNS', category: 'infrastructure', evidence: 'port', protocol: 17, port: 53 }
    const ordinary = await report([...web(10), ...used({ ...dns, times: 20, bytes: 400_000, bytesIn: 500_000 })])
    expect(rows(ordinary, 'resolvers')).toEqual([])
    expect(said(ordinary)).toContain('no sign of traffic inside of DNS of that size')
    const busy = used(
      { ...dns, times: 4, bytes: 3_000_000, bytesIn: 1_000_000, remote: '192.0.2.53' },
      DAYS.slice(3, 5),
    )
    const made = await report([...web(10), ...busy])
    expect(rows(made, 'resolvers')).toEqual([
      ['2017-05-04', '192.0.2.53', 12_000_000, 4_000_000, 4],
      ['2017-05-05', '192.0.2.53', 12_000_000, 4_000_000, 4],
    ])
    expect(made.section('obfuscation').findings).toMatchObject([{ figure: 'obfuscation.resolver', confidence: 2 }])
    expect(made.figure('obfuscation.resolver')).toMatchObject({ value: 16_000_000, numerator: 16_000_000 })
    expect(made.figure('obfuscation.share.all').numerator).toBe(0)
    const masked = await report([...web(10), ...busy], RELAYS, { showLocalAddresses: false })
    expect(JSON.stringify(masked.section('obfuscation'))).not.toContain('192.0.2.53')
    expect(rows(masked, 'resolvers')).toEqual([[null, 'other (withheld)', 24_000_000, 8_000_000, 8]])
    expect(masked.section('obfuscation').findings).toEqual([])
  })

  it('of one local address is in sums only where addresses are masked, and never what is left of two sums', async () => {
    const masked = { showLocalAddresses: false }
    const socks = { service: 'SOCKS', category: 'VPN', evidence: 'port', port: 1080 }
    const [first, second] = [{ local: '10.1.0.1' }, { local: '10.1.0.2' }]
    const two = [...web(90), ...used({ ...vpn, ...first }), ...used({ ...vpn, ...second })]
    const relays = [...used({ ...tor, ...first }), ...used({ ...tor, ...second })]
    const pooled = await report([...two, ...relays, ...used({ ...socks, ...first })], RELAYS, masked)
    expect(rows(pooled).map(row => [row[0], row[1], row[3]])).toEqual([
      ['VPN or proxy port', 'OpenVPN (udp 1194)', 56],
      ['VPN or proxy port', 'other (withheld)', 28],
      ['listed relay', 'Tor', 56],
    ])
    const apart = await report([...two, ...used({ ...tor, ...first })], RELAYS, masked)
    expect(rows(apart).map(row => [row[0], row[1], row[3]])).toEqual([
      ['VPN or proxy port, or listed relay', 'other (withheld)', 84],
    ])
    expect(apart.section('obfuscation').figures.map(({ id }) => id)).toEqual([
      'obfuscation.share.all',
      'obfuscation.bytes.all',
    ])
    expect(said(apart)).not.toContain('28')
    const one = await report([...web(90), ...used({ ...vpn, ...first })], RELAYS, masked)
    expect(one.section('obfuscation')).toMatchObject({
      answer: 'Withheld: what went to VPN or proxy ports and to listed relays rests on one device.',
      unanswered: true,
      findings: [],
      figures: [],
    })
    expect(rows(one)).toEqual([])
  })

  it('needs fifty contacts of activity', async () => {
    const made = await report(used(vpn))
    expect(made.section('obfuscation')).toMatchObject({
      answer: 'Cannot tell: a share needs at least 50 contacts, this window has 28.',
      unanswered: true,
      findings: [],
    })
  })
})

describe('the pinned ports of obfuscation', () => {
  it('are those of the catalogue: where it changes, so does the version of the definition', () => {
    const { services, evidence } = parseCatalogue(shippedTexts())
    const vpns = new Set(services.filter(({ category }) => category === 'VPN').map(({ service }) => service))
    const known = evidence
      .filter(({ service, type }) => type === 'port' && vpns.has(service))
      .map(({ service, value }) => `${service} ${value}`)
    const pinned = PORTS.map(({ protocol, port, service }) => `${service} ${protocol === 6 ? 'tcp' : 'udp'}/${port}`)
    expect(pinned.sort()).toEqual(known.sort())
  })
})
