/** `npm run reference -- diff D1 D2`: what two days' editions say otherwise of addresses, and of the lake's contacts. */
import { z } from 'zod'
import { parseAddress } from '../../../functions/lib/addresses.ts'
import { listPublishedDays } from '../../../functions/lib/ledger/manifests.ts'
import type { ObjectStore } from '../../../functions/lib/ports.ts'
import { loadQuery } from '../../../functions/lib/queries.ts'
import { rangesKeyOf } from '../../../functions/lib/reference/edition-ranges.ts'
import { type Edition, type EditionData, editionOf } from '../../../functions/lib/reference/editions.ts'
import { openColumns, openRanges } from '../../../functions/lib/reference/ranges.ts'
import { currentReference, loadReference } from '../../../functions/lib/reference/reference-set.ts'
import { embeddedIpv4 } from '../../../functions/normalise/enrich/embedded-ipv4.ts'
import { typedCommand } from '../installation.ts'
import { print, printable } from '../terminal.ts'
import { type Changes, createChanges, percent } from './change-table.ts'
import { comparePairs } from './compare-ranges.ts'
import { EDITION_DATA } from './edition-days.ts'
import { openTarget, type ReferenceTarget, type TargetOptions } from './target.ts'

const NONE = 'none'
/** Days that one query goes over: their remote ends are held together. */
const DAYS_AT_ONCE = 31

/** Prints a table of changes for each data, and family, and for the contacts. */
export async function diffEditions(day: string, other: string, options: TargetOptions): Promise<void> {
  const target = await openTarget(options)
  try {
    const hash = await currentReference(target.lake)
    if (hash === undefined)
      throw new Error(`reference diff: expected a reference set, found none; ${typedCommand('start')} makes it`)
    const { editions } = await loadReference(target.lake, hash)
    const contacts = await remoteEnds(target)
    for (const data of ['country', 'asn'] as const) {
      const [before, after] = [editionOf(editions[data], day), editionOf(editions[data], other)]
      const named = `${EDITION_DATA[data]}: ${nameOf(before)} and ${nameOf(after)}`
      if (before.ranges === after.ranges) print(printable(`${EDITION_DATA[data]}: ${nameOf(before)} places both days`))
      else {
        print(printable(named))
        await printDifferences(target.lake, data, before, after, contacts)
      }
    }
  } finally {
    await target.close()
  }
}

const nameOf = ({ date, name, version }: Edition): string => [`${date},`, name, version].join(' ').trimEnd()

async function printDifferences(
  lake: ObjectStore,
  data: EditionData,
  before: Edition,
  after: Edition,
  contacts: ReadonlyMap<string, number>,
): Promise<void> {
  const [old, now] = [await rangesOf(lake, before), await rangesOf(lake, after)]
  const textOf = data === 'country' ? countryText : operatorText
  const names = data === 'country' ? new Map<string, string>() : namesOf([old, now])
  const shown = (label: string) => [label, names.get(label)].join(' ').trimEnd()
  for (const [family, unit] of [
    [4, 'IPv4 addresses'],
    [6, 'IPv6 networks of 64 bits'],
  ] as const) {
    const changes = createChanges()
    comparePairs(family, old, now, textOf, (a, b, count) => changes.add(a ?? NONE, b ?? NONE, count))
    say(changes, unit, `${unit} that either places`, shown)
  }
  const places = [lookUp(old, textOf), lookUp(now, textOf)]
  const changes = createChanges()
  for (const [ip, count] of contacts) {
    const [a = NONE, b = NONE] = places.map(place => place(ip))
    changes.add(a, b, BigInt(count))
  }
  if (changes.total > 0n) say(changes, 'contacts', 'contacts of use in the lake', shown)
}

function say(changes: Changes, unit: string, of: string, shown: (label: string) => string): void {
  const { changed, total } = changes
  print(`  ${percent(changed, total)} of ${total} ${of} change (${changed})`)
  if (changed > 0n) print(changes.table(unit, shown).replaceAll(/^/gm, '    '))
}

const countryLabel = z.string()
const countryText = (label: unknown): string => countryLabel.parse(label)
const operatorLabel = z.object({ asn: z.number(), name: z.string() })
/** By number alone: names are spelled otherwise from edition to edition. */
const operatorText = (label: unknown): string => `AS${operatorLabel.parse(label).asn}`

/** Names of operators by their numbers, as the last edition that has them spells them. */
function namesOf(editions: readonly Uint8Array[]): Map<string, string> {
  const names = new Map<string, string>()
  for (const bytes of editions)
    for (const label of z.array(operatorLabel).parse(openColumns('an edition', bytes).labels.all()))
      names.set(operatorText(label), label.name)
  return names
}

async function rangesOf(lake: ObjectStore, { ranges }: Edition): Promise<Uint8Array> {
  const key = rangesKeyOf(ranges)
  const object = await lake.get(key)
  if (object === undefined) throw new Error(`${key}: expected the ranges of an edition, found none; add it again`)
  return object.bytes
}

/** What an edition says of an address in text, as the enrichment asks it. */
function lookUp(bytes: Uint8Array, textOf: (label: unknown) => string): (ip: string) => string | undefined {
  const table = openRanges('an edition', bytes, textOf)
  return ip => {
    const asked = parseAddress(ip)
    if (asked === undefined) return undefined
    const address = embeddedIpv4(asked) ?? asked
    return table.labels[address.family === 4 ? table.ipv4(address.w3) : table.ipv6(address.w0, address.w1)]
  }
}

/** Contacts of use with each remote end, over all published days. */
async function remoteEnds({ lake, engine }: ReferenceTarget): Promise<Map<string, number>> {
  const contacts = new Map<string, number>()
  const days = (await listPublishedDays(lake)).sort()
  const { text } = loadQuery('reference/remotes')
  for (let at = 0; at < days.length; at += DAYS_AT_ONCE) {
    const [from, to] = [days[at], days[Math.min(at + DAYS_AT_ONCE, days.length) - 1]]
    if (from === undefined || to === undefined) break
    for (const [ip, count] of (await (await engine()).select(text, [from, to])).rows)
      contacts.set(String(ip), (contacts.get(String(ip)) ?? 0) + Number(count))
  }
  return contacts
}
