/**
 * as-kinds.csv out of operators that are known, and of two collections of systems that rent machines out. Of these those alone
 * whose names say nothing, as rules on names hear the others, or lines where both collections know better, and whose name in
 * the collection is that of the installed data still. Pure but for reading.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { type KindRule, kindRuleOf } from '../../../functions/lib/reference/lists/kinds.ts'

const VPN = 'lists_vpn/input/datacenter/ASN.txt'
const VPN_SOURCE =
  'https://github.com/X4BNet/lists_vpn/blob/167937a76d424a1a176eccda7d929e40cedd6b40/input/datacenter/ASN.txt'
const RISK_SOURCE =
  'https://github.com/O-X-L/risk-db-lists/blob/8b5cfb63753478321d9f9445345519c6d1cec5f9/asn/kind_hosting.csv'
/** Lists of the second collection whose systems are more than rented machines, or none: they are left out of both. */
const OTHERS = ['isp', 'scanner', 'crawler']
/** Shared letters that tell one operator of two spellings. */
const WORD = /[\p{L}\p{N}]{4,}/gu
/** Words that operators have in common. */
const COMMON = new Set([
  'hosting',
  'group',
  'internet',
  'limited',
  'network',
  'networks',
  'services',
  'solutions',
  'systems',
])

interface Named {
  asn: number
  name: string
}

const namedSchema = z.array(z.object({ ASN: z.string(), Organization: z.string() }))

/**
 * The list's text, by number. `names` are those of the installed data, `rules` those on names; whom `known` has, no collection
 * says otherwise. Throws where a file is missing.
 */
export async function rentedSystemsCsv(
  folder: string,
  names: ReadonlyMap<number, string>,
  rules: readonly KindRule[],
  known: ReadonlyMap<number, { kind: string; source: string }>,
): Promise<string> {
  const risk = async (kind: string) =>
    namedSchema
      .parse(parse(await readFile(join(folder, `risk-db-lists/asn/kind_${kind}.csv`), 'utf8'), { columns: true }))
      .map(({ ASN, Organization }) => ({ asn: Number(ASN), name: Organization }))
  const left = new Set((await Promise.all(OTHERS.map(risk))).flat().map(({ asn }) => asn))
  const rows = new Map(known)
  const take = (listed: readonly Named[], source: string, others: readonly Named[]) => {
    const agreed = new Set(others.map(({ asn }) => asn))
    for (const { asn, name } of listed) {
      const installed = names.get(asn)
      if (installed === undefined || left.has(asn) || rows.has(asn)) continue
      const told = kindRuleOf(rules, installed)?.kind
      const isHeard = told === undefined || (told === 'telecom' && agreed.has(asn))
      if (isHeard && isOneOperator(name, installed)) rows.set(asn, { kind: 'hosting', source })
    }
  }
  const hosting = await risk('hosting')
  const datacenters = datacentersOf(await readFile(join(folder, VPN), 'utf8'))
  take(hosting, RISK_SOURCE, datacenters)
  take(datacenters, VPN_SOURCE, hosting)
  const lines = [...rows].sort(([a], [b]) => a - b).map(([asn, { kind, source }]) => `${asn},${kind},${source}\n`)
  return `asn,kind,source\n${lines.join('')}`
}

/** Lines `AS64500 # NAME - Name, CC`. Those of Nigeria are every operator of that country, and no list of machines. */
const datacentersOf = (text: string): Named[] =>
  text.split('\n').flatMap(line => {
    const [, asn = '', name = ''] = /^AS(\d+)\s*#?\s*(.*)$/.exec(line) ?? []
    return asn === '' || /, ?NG$/.test(name) ? [] : [{ asn: Number(asn), name }]
  })

function isOneOperator(listed: string, installed: string): boolean {
  const words = (name: string) => [...name.toLowerCase().matchAll(WORD)].map(([word]) => word)
  const own = words(installed)
  return words(listed).some(word => !COMMON.has(word) && own.includes(word))
}
