/**
 * `node test/lib/reference/draw-systems.ts <seed> [count]`: draws autonomous systems that nobody gave a kind yet, for hands to do so
 * before any rule is asked: 75 by their contacts in real logs, 75 at random, and `count` (700) at random of which only schools,
 * research and government are told from the rest. Prints rows `asn,name,country,weight,draw`. Real logs are read from
 * ../shared/flowdata; the country is that of the first address of the system's largest range.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { flowSamples } from '../../support/flow-samples.ts'
import { largestRanges } from '../../support/largest-ranges.ts'
import { nameOfAsn } from '../../support/pinned-systems.ts'
import { seededRandom } from '../../support/random.ts'

/** Logs with ends outside, and whom each watches; without networks the private addresses are. */
const LOGS = [
  {
    networks: 'cidr,name\n64.225.56.201/32,honeypot\n',
    files: [19, 20, 21].map(
      day => `zeek-conn/activecm+rita__missing_host-2024-04-${day}-all24h-multimember.conn.log.gz`,
    ),
  },
  {
    files: [
      'suricata-eve/alaajili+EVE-Json-Parser__eve.json',
      'suricata-eve/stratosphereips+StratosphereLinuxIPS__test6-malicious.suricata.json',
      'suricata-eve/index-40706078244__suricata7-flow-and-dns-2024.json',
      'zeek-conn/SuperCowPowers+zat__conn.log',
    ],
  },
]
const LABELLED = ['labelled', 'second', 'third', 'fourth', 'fifth'].map(name => `as-kinds.${name}.csv`)
const QUERY =
  "select asn, count(*) as contacts from contacts where dt >= '1990-01-01' and asn is not null group by asn order by asn"

const seed = Number(process.argv[2])
/** Systems of which only kinds of institutions are told: as many as make thirty schools and thirty of government. */
const INSTITUTIONS = Number(process.argv[3] ?? 700)
if (!Number.isInteger(seed)) throw new Error('draw-systems: expected a seed, a whole number')
const { uniform } = seededRandom(seed)
const known = new Set(LABELLED.map(file => join(import.meta.dirname, file)).flatMap(numbersOf))
const ranges = largestRanges()
const contacts = contactsOfLogs()
const isOpen = (asn: number) => nameOfAsn.has(asn) && !known.has(asn)

/** Each draw takes a system with the chance of its share of what is left. */
function drawByContacts(count: number): number[] {
  const left = [...contacts].filter(([asn]) => isOpen(asn))
  return Array.from({ length: count }, () => {
    let at = uniform() * left.reduce((sum, [, weight]) => sum + weight, 0)
    const index = left.findIndex(([, weight]) => {
      at -= weight
      return at < 0
    })
    const [[asn = 0] = []] = left.splice(index, 1)
    known.add(asn)
    return asn
  })
}

function drawAtRandom(count: number): number[] {
  const left = [...nameOfAsn.keys()].filter(isOpen)
  return Array.from({ length: count }, () => {
    const [asn = 0] = left.splice(Math.floor(uniform() * left.length), 1)
    known.add(asn)
    return asn
  })
}

const rows = [
  ...drawByContacts(75).map(asn => ({ asn, draw: 'contacts' })),
  ...drawAtRandom(75).map(asn => ({ asn, draw: 'random' })),
  ...drawAtRandom(INSTITUTIONS).map(asn => ({ asn, draw: 'institutions' })),
]
const cell = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
console.log('asn,name,country,weight,draw')
for (const { asn, draw } of rows.sort((a, b) => a.draw.localeCompare(b.draw) || a.asn - b.asn)) {
  const { country } = ranges.get(asn) ?? { country: 'ZZ' }
  console.log([asn, cell(nameOfAsn.get(asn) ?? ''), country, contacts.get(asn) ?? 0, draw].join())
}

function numbersOf(path: string): number[] {
  if (!existsSync(path)) return []
  const rows = z.array(z.object({ asn: z.coerce.number() })).parse(parse(readFileSync(path), { columns: true }))
  return rows.map(({ asn }) => asn)
}

/** Contacts of every system that the logs reach, as the command line counts them. */
function contactsOfLogs(): Map<number, number> {
  const folder = mkdtempSync(join(tmpdir(), 'draw-systems-'))
  const cli = (...args: string[]) =>
    execFileSync(process.execPath, [join(import.meta.dirname, '../../../infra/local/cli.mjs'), ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 2 ** 28,
    })
  const sums = new Map<number, number>()
  try {
    LOGS.forEach(({ networks, files }, at) => {
      const csv = join(folder, `${at}.csv`)
      if (networks !== undefined) writeFileSync(csv, networks)
      const lake = join(folder, String(at))
      const watched = networks === undefined ? [] : ['--networks', csv]
      cli(
        'start',
        ...files.map(file => join(flowSamples, file)),
        ...watched,
        '--lake',
        lake,
        '--out',
        `${lake}-reports`,
      )
      const [, ...rows] = z
        .array(z.array(z.string()))
        .parse(parse(cli('query', QUERY, '--lake', lake, '--format', 'csv')))
      for (const [asn, count] of rows) sums.set(Number(asn), (sums.get(Number(asn)) ?? 0) + Number(count))
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return sums
}
