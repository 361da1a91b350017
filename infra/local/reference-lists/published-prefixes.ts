/** published.csv out of collections of providers' feeds: which files, and how their prefixes become rows. Pure but for reading. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { formatAddress } from '../../../functions/lib/addresses.ts'
import { parsePrefix } from '../../../functions/lib/networks.ts'

/** A file of a collection: which operator's, where in the folder, and under which key of it where it is JSON. */
const feedSchema = z.object({
  operator: z.string().min(1),
  kind: z.string().min(1),
  file: z.string().min(1),
  key: z.string(),
  source: z.url(),
  licence: z.string().min(1),
  date: z.string(),
})
type Feed = z.infer<typeof feedSchema>

/** A half-open range, IPv6 by its first 64 bits, as bigints of one width a family. */
interface Range {
  first: bigint
  end: bigint
}
const FAMILIES = [4, 6] as const
type Family = (typeof FAMILIES)[number]
const BITS: Record<Family, number> = { 4: 32, 6: 64 }

/**
 * The list's text: of each feed of `feedsCsv`, in its order, what no feed before it has, as the fewest prefixes; then `singleCsv`,
 * whole rows that win over all feeds. IPv6 prefixes longer than 64 bits are left out. Throws where a file or key is missing.
 */
export async function publishedCsv(folder: string, feedsCsv: string, singleCsv: string): Promise<string> {
  const [header = '', ...single] = singleCsv.trim().split('\n')
  const taken: Record<Family, Range[]> = { 4: [], 6: [] }
  for (const row of single) take(taken, rangesOf([row.slice(0, row.indexOf(','))]))
  const lines = [...single]
  for (const feed of z.array(feedSchema).parse(parse(feedsCsv, { columns: true }))) {
    const ranges = rangesOf(await prefixesOf(folder, feed))
    const { operator, kind, source, licence, date } = feed
    for (const family of FAMILIES) {
      const own = without(merged(ranges[family]), taken[family])
      for (const prefix of own.flatMap(range => cidrsOf(family, range)))
        lines.push([prefix, operator, kind, source, licence, date].join(','))
    }
    take(taken, ranges)
  }
  return `${header}\n${lines.sort().join('\n')}\n`
}

async function prefixesOf(folder: string, { file, key }: Feed): Promise<string[]> {
  const text = await readFile(join(folder, file), 'utf8')
  if (key === '') return text.split(/\s+/).filter(line => line !== '')
  let value: unknown = JSON.parse(text)
  for (const part of key.split('.')) value = z.record(z.string(), z.unknown()).parse(value)[part]
  return z.array(z.string()).parse(value, { error: () => `${file}: expected a list under ${key}` })
}

function rangesOf(prefixes: readonly string[]): Record<Family, Range[]> {
  const ranges: Record<Family, Range[]> = { 4: [], 6: [] }
  for (const text of prefixes) {
    const whole = text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`
    const prefix = parsePrefix(whole)
    if (prefix === undefined || prefix.address.family === 0)
      throw new Error(`expected a prefix, found ${JSON.stringify(text)}`)
    const { address, length } = prefix
    const family = address.family === 4 ? 4 : 6
    if (length > BITS[family]) continue
    const first = family === 4 ? BigInt(address.w3) : (BigInt(address.w0) << 32n) | BigInt(address.w1)
    ranges[family].push({ first, end: first + (1n << BigInt(BITS[family] - length)) })
  }
  return ranges
}

function take(taken: Record<Family, Range[]>, ranges: Record<Family, Range[]>): void {
  for (const family of FAMILIES) taken[family] = merged([...taken[family], ...ranges[family]])
}

/** Ascending, none touching another. */
function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = []
  for (const { first, end } of [...ranges].sort((a, b) => (a.first < b.first ? -1 : 1))) {
    const last = result.at(-1)
    if (last !== undefined && first <= last.end) last.end = end > last.end ? end : last.end
    else result.push({ first, end })
  }
  return result
}

/** What of `ranges` lies in none of `holes`; both ascending and apart. */
function without(ranges: readonly Range[], holes: readonly Range[]): Range[] {
  const result: Range[] = []
  let hole = 0
  for (const { first, end } of ranges) {
    let at = first
    while (hole < holes.length && (holes[hole]?.end ?? 0n) <= at) hole++
    for (let next = hole; at < end; next++) {
      const { first: from, end: to } = holes[next] ?? { first: end, end }
      if (from > at) result.push({ first: at, end: from < end ? from : end })
      at = to > at ? to : at
      if (from >= end) break
    }
  }
  return result
}

/** The fewest prefixes that make up a range. */
function cidrsOf(family: Family, { first, end }: Range): string[] {
  const prefixes: string[] = []
  for (let at = first; at < end; ) {
    let bits = 0n
    while (bits < BITS[family] && at % (2n << bits) === 0n && at + (2n << bits) <= end) bits++
    const word = (shift: bigint) => Number((at >> shift) & 0xffff_ffffn)
    const address =
      family === 4
        ? formatAddress({ family: 4, w0: 0, w1: 0, w2: 0, w3: word(0n) })
        : formatAddress({ family: 6, w0: word(32n), w1: word(0n), w2: 0, w3: 0 })
    prefixes.push(`${address}/${BITS[family] - Number(bits)}`)
    at += 1n << bits
  }
  return prefixes
}
