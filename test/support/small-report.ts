/** A small world with something of everything that a report shows, the same every time. */
import { daysFrom, type World, type WorldContact, wholeDays } from './report-world.ts'

const DAYS = daysFrom('2017-04-30', 36)
const CATEGORIES = ['Game', 'Streaming', 'SocialNetwork', 'unknown', 'cdn', 'infrastructure']
const WEIGHTS = [6, 4, 1, 2, 1, 3]
const COUNTRIES = ['NP', 'CN', 'DE', 'FR', 'JP', 'BR', 'CA', 'PL']
const NEW_CATALOGUE = '2017-05-20'

function* contacts(): Generator<WorldContact> {
  for (const [d, day] of DAYS.entries()) {
    const reference = day < NEW_CATALOGUE ? 'reference-1' : 'reference-2'
    for (let hour = 0; hour < 24; hour++) {
      const slot = `${day}T${String(hour).padStart(2, '0')}:15Z`
      const busy = hour < 12 ? 2 : 1
      for (const [at, category] of CATEGORIES.entries()) {
        const times = Math.floor((WEIGHTS[at]! * busy * (d % 7 === 1 ? 3 : 2) + ((d * 7 + hour * 3 + at) % 5)) / 4)
        if (times === 0) continue
        const excludedAs = category === 'infrastructure' || category === 'cdn' ? category : 'wide_use'
        const local = `175.45.176.${(d + hour + at) % 9}`
        yield {
          slot,
          times,
          network: 'harbour',
          local,
          category,
          country: category === 'cdn' ? 'ZZ' : 'US',
          asn: category === 'unknown' && hour < 3 ? null : 64_500,
          kind: category === 'cdn' ? 'cdn' : 'unknown',
          excludedAs,
          bytes: 900 * (at + 1),
          reference,
        }
      }
      if (hour % 6 === 0) {
        const local = `10.2.0.${hour}`
        yield {
          slot,
          times: 2,
          network: 'hill',
          local,
          category: 'Game',
          country: 'US',
          excludedAs: 'wide_use',
          reference,
        }
      }
    }
    for (const [at, country] of COUNTRIES.entries()) {
      const slot = `${day}T05:30Z`
      yield {
        slot,
        times: at < 2 ? 15 : 2,
        network: 'harbour',
        local: `175.45.176.${d % 5}`,
        category: 'Web',
        country,
        reference,
      }
    }
    for (const [at, kind] of ['education', 'education', 'government', 'news', 'research'].entries()) {
      const institution = `${kind} ${at} of Nepal`
      yield { slot: `${day}T06:30Z`, network: 'harbour', category: 'Web', country: 'NP', kind, institution, reference }
    }
    yield { slot: `${day}T07:00Z`, times: 3, network: 'harbour', category: 'unknown', role: 'unclear', reference }
    yield {
      slot: `${day}T07:00Z`,
      times: 4,
      network: 'hill',
      category: 'Web',
      role: 'served',
      country: 'JP',
      reference,
    }
    yield {
      slot: `${day}T07:00Z`,
      times: 5,
      network: 'harbour',
      category: 'unknown',
      role: 'attempt_in',
      country: 'VN',
      reference,
    }
    yield {
      slot: `${day}T07:15Z`,
      times: 1,
      network: 'harbour',
      category: 'unknown',
      role: 'attempt_out',
      country: 'VN',
      reference,
    }
    yield {
      slot: `${day}T08:00Z`,
      times: 2,
      network: 'harbour',
      category: 'VPN',
      local: '175.45.176.77',
      country: 'SE',
      twice: true,
      reference,
    }
  }
}

export const SMALL_WORLD: World = {
  networks:
    'cidr,name,time_zone,weekend\n175.45.176.0/22,harbour,Asia/Pyongyang,\n175.45.179.0/24,harbour,Asia/Pyongyang,\n10.2.0.0/16,hill,UTC,Fri Sat\n',
  contacts: [...contacts()],
  logged: [
    ...wholeDays('harbour', DAYS).map(row => (row.dt === '2017-05-11' ? { ...row, slots: '0'.repeat(96) } : row)),
    ...wholeDays('hill', DAYS.slice(10)),
  ],
  totals: [
    { scope: 'external', action: 'accept', icmp: '', sampled: 0, records: 30_000, bytes: 123_456_789 },
    { scope: 'external', action: 'deny', icmp: '', sampled: 0, records: 400, bytes: 16_000 },
    { scope: 'external', action: 'accept', icmp: 'untyped', sampled: 0, records: 90, bytes: 9000 },
    { scope: 'internal', action: 'accept', icmp: '', sampled: 0, records: 200, bytes: 20_000 },
    { scope: 'out_of_scope', action: 'unknown', icmp: '', sampled: 0, records: 7000, bytes: 0 },
    { scope: 'special', action: 'accept', icmp: '', sampled: 1, records: 10, bytes: 1000 },
  ],
  pairs: [
    {
      network: 'harbour',
      exporter_a: 'eni-1',
      exporter_b: 'zeek-1',
      dt: '2017-05-03',
      connections: 300,
      median_ms: 6800,
    },
    {
      network: 'harbour',
      exporter_a: 'eni-1',
      exporter_b: 'zeek-1',
      dt: '2017-05-04',
      connections: 100,
      median_ms: 7200,
    },
  ],
  references: { 'reference-1': '2017-04-01', 'reference-2': '2017-05-19' },
}
