import { describe, expect, it } from 'vitest'
import { CATEGORIES } from '../../../functions/lib/reference/categories.ts'
import { evidence } from '../../../functions/lib/reference/lists/evidence.ts'
import { parseList } from '../../../functions/lib/reference/lists/list-rows.ts'
import { services } from '../../../functions/lib/reference/lists/services.ts'
import { CATEGORY, describeUnknown, rowsThatName, type UnknownEnd } from '../../../infra/local/name-unknown.ts'

const end = (changed: Partial<UnknownEnd>): UnknownEnd => ({
  remote: '198.51.100.7',
  protocol: 6,
  port: 443,
  country: 'DE',
  asn: 64_500,
  asName: 'Example, "Ltd"',
  kind: 'telecom',
  host: '',
  contacts: 12,
  sharePort: 1,
  ...changed,
})

describe('the rows that would name a remote end', () => {
  it.each<[string, Partial<UnknownEnd>, string]>([
    [
      'by the domain of its server name',
      { host: 'CDN.shop.example.co.uk' },
      'example.co.uk,domain,example.co.uk,,seen in own logs',
    ],
    [
      'by a port that several have in common',
      { port: 8333, sharePort: 3 },
      'port tcp/8333,port,tcp/8333,,seen in own logs',
    ],
    ['never by a port of the web', { sharePort: 40 }, '198.51.100.7,prefix,198.51.100.7/32,,seen in own logs'],
    [
      'by the AS of an operator that hosts nobody else, quoted',
      { kind: 'news' },
      '"Example, ""Ltd""",asn,64500,"Example, ""Ltd""",seen in own logs',
    ],
    [
      'by its address in a shared AS',
      { kind: 'cloud', remote: '2001:db8::1' },
      '2001:db8::1,prefix,2001:db8::1/128,,seen in own logs',
    ],
    [
      'not by a server name that is an address',
      { host: '198.51.100.7' },
      '198.51.100.7,prefix,198.51.100.7/32,,seen in own logs',
    ],
  ])('are %s, and are taken as they are', (_, changed, expected) => {
    const rows = rowsThatName(end(changed))
    expect(rows.evidence).toBe(expected)
    expect(parseList(evidence, `${evidence.columns.join()}\n${rows.evidence}\n`)).toHaveLength(1)
    const header = `${services.columns.join()}\n`
    expect(() => parseList(services, `${header}${rows.services}\n`)).toThrow(
      `expected a category (${CATEGORIES.join(', ')})`,
    )
    expect(parseList(services, `${header}${rows.services.replace(CATEGORY, 'Web')}\n`)).toHaveLength(1)
  })

  it('stand below what is known of it', () => {
    expect(describeUnknown(end({ host: 'www.example.org' }))).toBe(
      '198.51.100.7 tcp port 443: 12 contacts; AS 64500 Example, "Ltd", registered in DE, kind telecom, server name www.example.org',
    )
    expect(describeUnknown(end({ protocol: 17, port: 0, asn: null, country: 'ZZ' }))).toBe(
      '198.51.100.7 udp: 12 contacts; no AS, registered in no country, kind telecom, no server name',
    )
  })
})
