/** What all uploads of a lake came to: sums of what counts, and the lines that say them. */

import { busiestPrefixes } from '../../functions/lib/busiest-prefixes.ts'
import type { WatchedNetwork } from '../../functions/lib/networks.ts'
import type { Receipt } from '../../functions/lib/receipt.ts'
import { unreadKindOf } from '../../functions/normalise/unread/index.ts'
import { isArchiveReceipt } from './archives/archive-uploads.ts'
import { counted } from './counted.ts'
import { commandOn } from './lake-folders.ts'
import type { Standing, StandingUpload } from './standings.ts'
import { printable } from './terminal.ts'

const number = new Intl.NumberFormat('en')
const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0)

/** Sums over the uploads that count; the others are only counted. */
export interface ReceiptSums {
  read: number
  accepted: number
  outOfScope: number
  skipped: number
  rejected: number
  /** Uploads by what became of them. */
  uploads: Record<Standing, number>
  /** Files that nothing is read of, by what they are (`a log dns of Zeek`): without flows, and of no known format. */
  kinds: Readonly<Record<'other' | 'unknown', ReadonlyMap<string, number>>>
  /** First start and last end of accepted records, epoch ms; null where none. */
  firstMs: number | null
  lastMs: number | null
  busiest: Receipt['busiest']
  /** What receipts say of logs that are read all the same, a line each; those are one kind that differ in numbers only. */
  warnings: ReadonlyMap<string, { first: string; uploads: number }>
}

/** Sums what counts. */
export function sumReceipts(all: readonly StandingUpload[]): ReceiptSums {
  const sums = { read: 0, accepted: 0, outOfScope: 0, skipped: 0, rejected: 0 }
  const unread = { unknown: 0, other: 0, refused: 0, failed: 0 }
  const uploads = { counts: 0, copy: 0, implausible: 0, overwritten: 0, removed: 0, unfinished: 0, ...unread }
  let firstMs: number | null = null
  let lastMs: number | null = null
  const busiest: Pick<Receipt, 'busiest'>[] = []
  const kinds = { other: new Map<string, number>(), unknown: new Map<string, number>() }
  const warnings = new Map<string, { first: string; uploads: number }>()
  for (const { receipt, standing } of all) {
    if (isArchiveReceipt(receipt) && standing === 'other' && hasFiles(receipt.key, all)) continue
    uploads[standing]++
    if (standing === 'other' || standing === 'unknown') {
      const kind = unreadKindOf(receipt.refusal ?? '')
      kinds[standing].set(kind, (kinds[standing].get(kind) ?? 0) + 1)
    }
    if (standing !== 'counts') continue
    sums.read += receipt.read
    sums.accepted += receipt.accepted
    sums.outOfScope += receipt.outOfScope
    sums.skipped += sum(receipt.skipped)
    sums.rejected += sum(receipt.rejected)
    if (receipt.firstMs !== null) firstMs = Math.min(firstMs ?? receipt.firstMs, receipt.firstMs)
    if (receipt.lastMs !== null) lastMs = Math.max(lastMs ?? receipt.lastMs, receipt.lastMs)
    busiest.push({ busiest: receipt.busiest })
    if (receipt.contentBytes > 0) for (const text of receipt.warnings) addWarning(warnings, receipt.key, text)
  }
  return { ...sums, warnings, uploads, kinds, firstMs, lastMs, busiest: busiestPrefixes(busiest) }
}

function addWarning(warnings: Map<string, { first: string; uploads: number }>, key: string, text: string): void {
  const kind = text.replace(/\d+/g, '0')
  const known = warnings.get(kind)
  if (known === undefined) warnings.set(kind, { first: `${key}: ${text}`, uploads: 1 })
  else known.uploads++
}

/** Whether the files of an archive are uploads themselves. */
const hasFiles = (key: string, all: readonly StandingUpload[]): boolean =>
  all.some(({ receipt }) => receipt.key.startsWith(`${key}/`))

/** Kinds that are named; names of logs come from files. */
const NAMED_KINDS = 8

/** `a log dns of Zeek (12), a log ssl of Zeek (3)`, the most frequent first. */
function namedKinds(counts: ReadonlyMap<string, number>): string {
  const kinds = [...counts].sort(([a, most], [b, least]) => least - most || (a < b ? -1 : 1))
  const named = kinds.slice(0, NAMED_KINDS).map(([kind, count]) => `${printable(kind)} (${number.format(count)})`)
  const more = kinds.length - named.length
  return `${named.join(', ')}${more > 0 ? ` and ${more} other kinds` : ''}`
}

/** What the uploads came to, in a few lines that name the command to look further, on the lake in this folder. */
export function receiptSummary(sums: ReceiptSums, lakeFolder: string): string[] {
  const { counts, unknown, other, refused, failed, copy, implausible, overwritten, removed, unfinished } = sums.uploads
  const look = `(${commandOn(lakeFolder, 'receipts')})`
  const lines = [
    `${counted(counts + unknown + other + refused + failed, 'upload')}: ${number.format(sums.read)} units read, ` +
      `${number.format(sums.accepted)} accepted, ${number.format(sums.outOfScope)} without a watched end, ` +
      `${number.format(sums.skipped)} no records, ${number.format(sums.rejected)} rejected ` +
      `(${commandOn(lakeFolder, 'rejects')})`,
  ]
  const others = [
    ...(copy === 0 ? [] : [copy === 1 ? '1 copy' : `${number.format(copy)} copies`]),
    ...(implausible === 0 ? [] : [`${number.format(implausible)} of too many bytes`]),
    ...(overwritten === 0 ? [] : [`${number.format(overwritten)} overwritten`]),
    ...(removed === 0 ? [] : [`${number.format(removed)} removed`]),
    ...(unfinished === 0 ? [] : [`${number.format(unfinished)} not delivered to the end`]),
  ]
  if (others.length > 0) lines.push(`not counted in it: ${others.join(', ')} ${look}`)
  if (unknown > 0)
    lines.push(`${counted(unknown, 'upload')} in no known format: ${namedKinds(sums.kinds.unknown)} ${look}`)
  if (other > 0)
    lines.push(
      `${counted(other, 'upload')} of other files, which hold no flows: ${namedKinds(sums.kinds.other)} ${look}`,
    )
  if (failed > 0) lines.push(`${counted(failed, 'upload')} failed at every try ${look}`)
  if (refused > 0) lines.push(`${counted(refused, 'upload')} refused whole ${look}`)
  return [...lines, ...warningLines(sums.warnings, look)]
}

/** Kinds of warnings that are told. */
const TOLD_WARNINGS = 5

/** Half a file, or times without a zone, are to be known before a report is read. */
function warningLines(warnings: ReceiptSums['warnings'], look: string): string[] {
  const kinds = [...warnings.values()]
  const lines = kinds.slice(0, TOLD_WARNINGS).map(({ first, uploads }) => {
    const more = uploads > 1 ? `; ${number.format(uploads - 1)} more of this kind` : ''
    return printable(`to know: ${first}${more}`)
  })
  if (kinds.length > TOLD_WARNINGS)
    lines.push(`to know: warnings of ${kinds.length - TOLD_WARNINGS} more kinds ${look}`)
  return lines
}

/** Below this share of records with a watched end the user is asked whether these are the right networks. */
const LOUD_BELOW = 0.5
const NAMED_NETWORKS = 3

/** Bits of a prefix below which it holds what no network of one's own does: the widest private one is fc00::/7. */
const FEWEST_BITS = 6

const isNearlyAll = ({ cidr }: Pick<WatchedNetwork, 'cidr'>): boolean => Number(cidr.split('/')[1]) < FEWEST_BITS

/**
 * Loud where few records have a watched end: whose addresses they have, and the option that watches these. And where nearly
 * every address is watched: records between two watched ends are no activity.
 */
export function watchedLine(sums: ReceiptSums, networks: readonly Pick<WatchedNetwork, 'name' | 'cidr'>[]): string[] {
  const records = sums.accepted + sums.outOfScope
  const wide = networks.filter(isNearlyAll).map(({ name, cidr }) => `${name} ${cidr}`)
  if (records > 0 && wide.length > 0)
    return [
      `NEARLY ALL WATCHED: ${wide.join(', ')}. Records between two watched ends are no activity: a report counts none of them. ` +
        'Write the prefixes that are yours into a file whose first line is cidr,name, and add --networks <that file>.',
    ]
  if (records === 0 || sums.accepted >= LOUD_BELOW * records) return []
  const named = networks.slice(0, NAMED_NETWORKS).map(({ name, cidr }) => `${name} ${cidr}`)
  const more = networks.length > named.length ? ` and ${networks.length - named.length} more` : ''
  const own = `your networks (${named.join(', ')}${more})`
  const share = ((100 * sums.accepted) / records).toFixed(1)
  const what =
    sums.accepted === 0
      ? `NOTHING WATCHED: none of ${counted(records, 'record')} has an end in ${own}.`
      : `ONLY ${share} % WATCHED: ${number.format(sums.outOfScope)} of ${counted(records, 'record')} have no end in ${own}.`
  const [first] = sums.busiest
  const isMost = first !== undefined && 2 * first.records > sums.outOfScope
  const ends = sums.busiest.map(({ prefix, records: count }) => `${prefix} (${number.format(count)} ends)`)
  const where = isMost
    ? ` Most of these have an end in ${first.prefix}. All that is frequent: ${ends.join(', ')}.`
    : ` Frequent among these: ${ends.join(', ')}.`
  return [
    `${what}${where} Write those that are yours into a file whose first line is cidr,name, and add --networks <that file>.`,
  ]
}
