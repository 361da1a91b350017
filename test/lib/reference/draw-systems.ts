/**
 * `node test/lib/reference/draw-systems.ts <seed> [--half 75] [--institutions 700] [--all] [--unread]`: draws autonomous systems, for hands to give
 * them a kind before any rule is asked: one half by their contacts in real logs, one at random, and some more at random of which
 * only schools, research and government are told from the rest. Of those that nobody gave a kind yet; with `--all` the halves are of all, and
 * a system with a kind keeps it; with `--unread` they are of the third whose names nobody reads while rules are mended. Prints rows `asn,name,country,weight,draw,kind,why,earlier`, where `earlier` is the sample that gave the
 * kind. Real logs are read from ../shared/flowdata; the country is that of the first address of the system's largest range.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { checkoutCli } from '../../support/checkout-cli.ts'
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
const LABELLED = ['labelled', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth']
const QUERY =
  "select asn, count(*) as contacts from contacts where dt >= '1990-01-01' and asn is not null group by asn order by asn"

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    half: { type: 'string', default: '75' },
    /** As many as make thirty schools and thirty of government. */
    institutions: { type: 'string', default: '700' },
    all: { type: 'boolean', default: false },
    unread: { type: 'boolean', default: false },
  },
})
const [seed = Number.NaN] = positionals.map(Number)
const half = Number(values.half)
if (![seed, half, Number(values.institutions)].every(Number.isInteger))
  throw new Error('draw-systems: expected a seed and counts, whole numbers')
const { uniform } = seededRandom(seed)
const labels = new Map(LABELLED.flatMap(labelsOf))
const drawn = new Set<number>()
const ranges = largestRanges()
const contacts = contactsOfLogs()
/** Numbers that leave 1 when divided by three are a third of all, whoever they are. */
const isLeft = (asn: number) => nameOfAsn.has(asn) && !drawn.has(asn) && (!values.unread || asn % 3 === 1)
const isOpen = (asn: number) => isLeft(asn) && (values.all || !labels.has(asn))
const isNew = (asn: number) => isLeft(asn) && !labels.has(asn)

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
    drawn.add(asn)
    return asn
  })
}

function drawAtRandom(count: number, isIn = isOpen): number[] {
  const left = [...nameOfAsn.keys()].filter(isIn)
  return Array.from({ length: count }, () => {
    const [asn = 0] = left.splice(Math.floor(uniform() * left.length), 1)
    drawn.add(asn)
    return asn
  })
}

const rows = [
  ...drawByContacts(half).map(asn => ({ asn, draw: 'contacts' })),
  ...drawAtRandom(half).map(asn => ({ asn, draw: 'random' })),
  ...drawAtRandom(Number(values.institutions), isNew).map(asn => ({ asn, draw: 'institutions' })),
]
const cell = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
console.log('asn,name,country,weight,draw,kind,why,earlier')
for (const { asn, draw } of rows.sort((a, b) => a.draw.localeCompare(b.draw) || a.asn - b.asn)) {
  const { country } = ranges.get(asn) ?? { country: 'ZZ' }
  const { kind, why, sample } = labels.get(asn) ?? { kind: '', why: '', sample: '' }
  console.log(
    [asn, cell(nameOfAsn.get(asn) ?? ''), country, contacts.get(asn) ?? 0, draw, kind, cell(why), sample].join(),
  )
}

/** Kind and reason by number; `other` of those drawn for `institutions` says only what they are not, and hands say the rest. */
function labelsOf(sample: string): [number, { kind: string; why: string; sample: string }][] {
  const path = join(import.meta.dirname, `as-kinds.${sample}.csv`)
  if (!existsSync(path)) return []
  const row = z.object({ asn: z.coerce.number(), kind: z.string(), why: z.string() })
  return z
    .array(row)
    .parse(parse(readFileSync(path), { columns: true }))
    .map(({ asn, kind, why }) => [asn, { kind, why, sample }])
}

/** Contacts of every system that the logs reach, as the command line counts them. */
function contactsOfLogs(): Map<number, number> {
  const folder = mkdtempSync(join(tmpdir(), 'draw-systems-'))
  const cli = checkoutCli(join(import.meta.dirname, '../../..'), 'inherit')
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
