import { describe, expect, it, vi } from 'vitest'
import type { SqlValue } from '../../../../functions/lib/ports.ts'
import type { SensitiveMark } from '../../../../functions/lib/reference/lists/sensitive.ts'
import { daysFrom, reportOn, type World, type WorldContact, type WorldOptions } from '../../../support/report-world.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

const DAYS = daysFrom('2017-05-01', 16)
const TRIED = ['2017-05-05', '2017-05-06', '2017-05-08', '2017-05-09', '2017-05-10']
const HOSTS = Array.from({ length: 30 }, (_, at) => at)
const slotOf = (day: string, quarter: number): string =>
  `${day}T${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String(15 * (quarter % 4)).padStart(2, '0')}Z`
const local = (at: number): string => `10.1.0.${at + 1}`
const remote = (at: number): string => `198.18.0.${at + 1}`

/** Every device browses a little each day: nothing of it is suspicious. */
const ORDINARY: WorldContact[] = DAYS.flatMap(day =>
  HOSTS.map((at): WorldContact => ({ slot: slotOf(day, at), local: local(at), remote: remote(at), port: 443 })),
)
const FAILED = { role: 'attempt_out', category: 'unknown', bytes: 60 } as const
const scanOut = (own: Partial<WorldContact> = {}): WorldContact[] =>
  HOSTS.map(at => ({
    slot: slotOf('2017-05-05', 40),
    local: local(0),
    remote: `31.16.1.${at}`,
    port: 445,
    ...FAILED,
    ...own,
  }))
const scanIn = HOSTS.map(
  (at): WorldContact => ({
    slot: slotOf('2017-05-06', 50),
    ...{ local: local(at), remote: '14.160.3.200', port: 23, role: 'attempt_in', country: 'VN' },
  }),
)
const JINR: SensitiveMark = {
  ...{
    institution: 'Joint Institute',
    country: 'RU',
    field: 'nuclear',
    type: 'asn',
    value: '2875',
    expectedAsName: '',
  },
}

const worldOf = (contacts: readonly WorldContact[], own: Partial<World> = {}): World => ({
  networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n',
  contacts: [...ORDINARY, ...contacts],
  logged: { from: DAYS[0]!, to: DAYS.at(-1)! },
  // What a test plants lies on these.
  tried: TRIED,
  sensitive: [JINR],
  ...own,
})
const sectionOf = async (world: World, options: WorldOptions = {}) => {
  const report = await reportOn(world, { sections: ['suspicious'], ...options })
  const section = report.section('suspicious')
  const rows = (name: string) => section.tables.find(table => table.name === name)?.rows ?? []
  return { report, section, rows, sentences: section.findings.map(({ sentence }) => sentence) }
}

/** Records of a device and a remote end; each session of a port of its own, or all of one. */
function recordsOf(
  device: string,
  end: string,
  startsMs: readonly number[],
  onePort = false,
): Record<string, SqlValue>[] {
  return startsMs.map((startMs, at) => ({
    dt: new Date(startMs).toISOString().slice(0, 10),
    ...{ start_time: startMs, end_time: startMs + 900, network: 'harbour', local_ip: device, remote_ip: end },
    ...{ local_port: onePort ? 40_000 : 33_000 + at, remote_port: 443, protocol: 6, bytes_out: 900 },
  }))
}
/** The contacts of these records. */
const contactsOf = (device: string, end: string, startsMs: readonly number[]): WorldContact[] =>
  [...new Set(startsMs.map(ms => Math.floor(ms / 900_000)))].map(slot => ({
    slot: new Date(slot * 900_000).toISOString(),
    ...{ local: device, remote: end, port: 443, category: 'unknown' },
  }))
const FROM = Date.parse('2017-05-08T00:00:00Z')
const every = (minutes: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => FROM + at * minutes * 60_000)
/** Anywhere: a multiplicative congruence, so that it is the same on every machine. */
const anywhere = (count: number, days: number): number[] => {
  const starts: number[] = []
  for (let at = 0, state = 12_345; at < count; at++) {
    state = (state * 48_271) % 2_147_483_647
    starts.push(FROM + Math.floor((state / 2_147_483_647) * days * 86_400_000))
  }
  return starts.sort((a, b) => a - b)
}

describe('nothing suspicious', () => {
  it('is said with the smallest that would have been seen', async () => {
    const { section } = await sectionOf(worldOf([]))
    expect(section.answer).toBe('None of the patterns that this data can show.')
    expect(section.paragraphs[0]).toMatch(
      /^The smallest that could have been shown: a scan of 20 hosts or ports in a day/,
    )
    expect(section.findings).toEqual([])
    expect(section.tables).toEqual([])
  })

  it('is told of no data at all', async () => {
    const { section } = await sectionOf({ ...worldOf([]), contacts: [] })
    expect(section).toMatchObject({ unanswered: true, findings: [], tables: [], charts: [] })
  })
})

describe('scans', () => {
  it('from inside and from outside are told apart, with what was tried', async () => {
    const { section, sentences, rows, report } = await sectionOf(worldOf([...scanOut(), ...scanIn]))
    expect(sentences).toEqual([
      'One device of the network tried many hosts or ports without an answer: 30 hosts on TCP port 445 on 2017-05-05.',
    ])
    expect(rows('scans').map(row => row.slice(0, 3))).toEqual([
      ['2017-05-05', 'device 1', '30 hosts on TCP port 445'],
      ['2017-05-06', 'outside: 14.160.3.200', '30 hosts on TCP port 23'],
    ])
    expect(report.figure('suspicious.scans-out')).toMatchObject({ numerator: 1, denominator: 30 })
    // Thirty attempts are too few for a share.
    expect(report.figure('suspicious.scans-in')).toMatchObject({ numerator: 30, denominator: 30, value: null })
    expect(section.answer).toBe(
      'Signs that deserve a look: one scan from inside and scans from outside by one address.',
    )
  })

  it('from outside are told as a share of all attempts', async () => {
    const others = TRIED.slice(0, 4).flatMap(day =>
      HOSTS.slice(0, 16).map(
        (at): WorldContact => ({
          slot: slotOf(day, 4),
          local: local(at),
          remote: `89.1.${at}.1`,
          port: 22,
          role: 'attempt_in',
        }),
      ),
    )
    const { sentences, rows } = await sectionOf(worldOf([...scanIn, ...others]))
    expect(sentences).toEqual([
      '32\u202f% of the 94 attempts from outside were scans, by one address; all attempts were most on TCP port 22 and TCP port 23.',
    ])
    expect(rows('ports').map(row => row.slice(0, 4))).toEqual([
      ['TCP port 22', '68.1\u202f%', 64, 0],
      ['TCP port 23', '31.9\u202f%', 30, 30],
    ])
  })

  it('are none where hosts answer, in DNS, in ICMP, among peers, and where nobody knows who began', async () => {
    // Each of a device of its own; nineteen hosts are too few, and peers listen on a port of their own each.
    const none = [
      scanOut({ local: local(0), role: 'use' }),
      scanOut({ local: local(1), port: 53, protocol: 17 }),
      scanOut({ local: local(2), port: 0, protocol: 1 }),
      scanOut({ local: local(3), role: 'unclear' }),
      scanOut({ local: local(4) }).map((contact, at) => ({ ...contact, port: 20_000 + 7 * at })),
      scanOut({ local: local(5) }).slice(0, 19),
    ]
    expect((await sectionOf(worldOf(none.flat()))).sentences).toEqual([])
    expect((await sectionOf(worldOf(scanOut({ local: local(5) }).slice(0, 20)))).sentences).toHaveLength(1)
  })

  it('of a server open to the internet say nothing of "one local address"', async () => {
    const server = HOSTS.map(
      (at): WorldContact => ({
        slot: slotOf('2017-05-06', at),
        ...{ local: local(0), remote: '14.160.3.200', port: 3000 + at, role: 'attempt_in' },
      }),
    )
    const served = DAYS.flatMap(day =>
      HOSTS.slice(0, 4).map(
        (at): WorldContact => ({
          slot: slotOf(day, at),
          local: local(0),
          remote: `93.1.1.${at}`,
          port: 443,
          role: 'served',
        }),
      ),
    )
    const { section, rows } = await sectionOf({
      ...worldOf([]),
      contacts: [...server, ...server.map(own => ({ ...own, remote: '14.160.3.201' })), ...served],
    })
    expect(section.findings.map(({ sentence }) => sentence)).toEqual([
      '100\u202f% of the 60 attempts from outside were scans, by 2 addresses; all attempts were most on TCP port 3000 and TCP port 3001.',
    ])
    expect(rows('scans').map(row => row[2])).toEqual(['30 ports of one host', '30 ports of one host'])
    expect(JSON.stringify([section.answer, section.paragraphs, section.findings])).not.toMatch(
      /local address|one device/i,
    )
  })
})

describe('regular calls', () => {
  const beacon = every(12, 300)
  const person = anywhere(300, 3)
  const cut = every(1, 4000)
  const pairs = [
    ...contactsOf(local(0), '42.199.240.77', beacon),
    ...contactsOf(local(1), '42.199.240.78', person),
    ...contactsOf(local(2), '42.199.240.79', cut),
  ]
  const flows = [
    ...recordsOf(local(0), '42.199.240.77', beacon),
    ...recordsOf(local(1), '42.199.240.78', person),
    ...recordsOf(local(2), '42.199.240.79', cut, true),
  ]

  it('are even sessions; neither those of a person, nor one connection that windows cut every minute', async () => {
    const { sentences, rows, section } = await sectionOf(worldOf(pairs, { flows }))
    expect(rows('regular').map(row => row.slice(0, 6))).toEqual([
      ['device 1', '42.199.240.77, TCP port 443', 'not identified', 'New Zealand', '12 minutes', 300],
    ])
    expect(sentences[0]).toBe('One pair of ends meets at regular times, of 2 that meet often: about every 12 minutes.')
    // That one connection is long.
    expect(rows('long').map(row => [row[1], row[4]])).toEqual([
      ['42.199.240.79, TCP port 443', '66.8 hours'],
      ['42.199.240.77, TCP port 443', '60 hours'],
    ])
    expect(section.paragraphs.join(' ')).toContain('What would make regular calls benign: updates')
  })

  it('of updates, virus protection and mail stand apart and are not read', async () => {
    const updates = contactsOf(local(0), '42.199.240.77', beacon).map(own => ({ ...own, category: 'SoftwareUpdate' }))
    const { section } = await sectionOf(worldOf(updates, { flows: recordsOf(local(0), '42.199.240.77', beacon) }))
    expect(section.findings.filter(({ figure }) => figure === 'suspicious.regular')).toEqual([])
    expect(section.paragraphs.join(' ')).toContain('apart stands one pair with updates, virus protection and mail')
  })

  it('of one device name no remote end where the definition does not allow it', async () => {
    const { report, rows } = await sectionOf(worldOf(pairs, { flows }), { showLocalAddresses: false })
    expect(rows('regular')[0]?.slice(0, 4)).toEqual(['device 1', ...Array(3).fill('other (withheld)')])
    for (const [file, text] of report.files) expect(/42\.199\.240|10\.1\.0\.[1-9]/.exec(text), file).toBeNull()
  })
})

describe('large days', () => {
  it('are far above the other days of the same device', async () => {
    const upload = {
      slot: slotOf('2017-05-09', 40),
      local: local(3),
      remote: '136.18.51.7',
      port: 443,
      bytes: 28_000_000,
    }
    const { sentences } = await sectionOf(worldOf([upload]))
    expect(sentences).toEqual([
      'On one day a device sent far more than on its other days: 28.0\u202fMB on 2017-05-09, against 1.0\u202fkB on its middle day.',
    ])
    const twice = ORDINARY.map(own => ({ ...own, bytes: own.slot.startsWith('2017-05-09') ? 9_000_000 : 1000 }))
    expect((await sectionOf({ ...worldOf([]), contacts: twice })).sentences).toEqual([])
  })

  it('cannot be told of devices with fewer than fourteen', async () => {
    const few = [...ORDINARY, { slot: slotOf('2017-05-09', 40), local: local(3), bytes: 28_000_000 }]
    const { section } = await sectionOf({ ...worldOf([]), contacts: few.filter(({ slot }) => slot >= '2017-05-04') })
    expect(section.paragraphs.join(' ')).toContain(
      'No device sent on 14 days, so that none can be compared with itself.',
    )
    expect(section.findings).toEqual([])
  })
})

describe('listed institutions', () => {
  const contacts = (devices: number): WorldContact[] =>
    HOSTS.slice(0, devices).flatMap(at =>
      ['2017-05-03', '2017-05-04'].map(day => ({
        slot: slotOf(day, 50),
        ...{ local: local(at), remote: '159.93.33.1', port: 443, asn: 2875, country: 'RU', kind: 'research' },
      })),
    )

  it('are known by the system of their addresses, with contacts, days and devices', async () => {
    const { sentences, rows, report } = await sectionOf(worldOf(contacts(3)))
    expect(rows('listed')).toEqual([['Joint Institute', 'nuclear', 'Russia', 6, 2, '2017-05-03', 3, 6000]])
    expect(sentences).toEqual([
      '6 contacts of 3 devices were with one institution of the list: Joint Institute (Russia).',
    ])
    expect(report.figure('suspicious.listed')).toMatchObject({ numerator: 6, denominator: 486 })
  })

  it('are known by a domain, whatever system carries it', async () => {
    const domain: SensitiveMark = { ...JINR, type: 'domain', value: 'jinr.ru' }
    const carried = contacts(2).map(own => ({ ...own, asn: 13_335, institution: 'jinr.ru' }))
    const { rows } = await sectionOf(worldOf(carried, { sensitive: [domain] }))
    expect(rows('listed').map(row => row[3])).toEqual([4])
    const other = await sectionOf(
      worldOf(
        carried.map(own => ({ ...own, institution: 'not-jinr.ru' })),
        { sensitive: [domain] },
      ),
    )
    expect(other.rows('listed')).toEqual([])
  })

  it('of one device are pooled where the definition does not allow names', async () => {
    const { rows, report, sentences } = await sectionOf(worldOf(contacts(1)), { showLocalAddresses: false })
    expect(rows('listed').map(row => row[0])).toEqual(['other (withheld)'])
    expect(sentences).toEqual([])
    for (const [file, text] of report.files) expect(text.includes('Joint Institute'), file).toBe(false)
  })
})
