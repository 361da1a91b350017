/**
 * The compiled ranges of editions: named by the hash of their content, `reference/ranges/<hash>.bin`, never changed, and
 * shared by the reference sets whose editions.csv names them. The shipped editions are 8 MB (countries) and 12 MB
 * (autonomous systems); opened, they take that and some 10 MB of names.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Edition, EditionData } from './editions.ts'
import { otherForm } from './range-labels.ts'
import { openRanges, type RangeTable } from './ranges.ts'

export interface AsLabel {
  asn: number
  name: string
}

/** Compiled ranges at hand: look-ups wait for nothing. */
export interface RangesReader {
  /** Bytes of the ranges of that hash. Throws where they are not at hand. */
  read(hash: string): Uint8Array
  /** What rules on names say of an edition's systems, by its file's name; undefined where it is not at hand. */
  nameKinds?(file: string): Uint8Array | undefined
  /** Has the ranges of an edition at hand when it resolves; undefined where they are so now, as all are without this. */
  bring?(edition: Edition): Promise<void> | undefined
}

/** Hash of compiled ranges, the same on every machine. */
export const hashOfRanges = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16)

/** Key of compiled ranges in the lake. */
export const rangesKeyOf = (hash: string): string => `reference/ranges/${hash}.bin`

/** Ranges as files of a folder of this machine, `<hash>.bin`, and what lies beside them. Each is read when it is asked for. */
export const rangesInFolder = (folder: string) => ({
  read: (hash: string): Uint8Array => readFileSync(join(folder, `${hash}.bin`)),
  nameKinds(file: string): Uint8Array | undefined {
    const path = join(folder, file)
    return existsSync(path) ? readFileSync(path) : undefined
  },
})

/** Ranges that were just made, and behind them others. */
export function rangesInMemory(made: Iterable<Uint8Array>, others?: RangesReader): RangesReader {
  const known = new Map<string, Uint8Array>()
  for (const bytes of made) known.set(hashOfRanges(bytes), bytes)
  return {
    read(hash) {
      const bytes = known.get(hash) ?? others?.read(hash)
      if (bytes === undefined)
        throw new Error(`ranges ${hash}: expected them at hand, found none; add their edition again`)
      return bytes
    },
    nameKinds: file => others?.nameKinds?.(file),
  }
}

/** Opens ranges of countries. Throws where they are of another layout. */
export const openCountryRanges = (hash: string, bytes: Uint8Array): RangeTable<string> =>
  open(hash, bytes, (label): label is string => typeof label === 'string')

/** Opens ranges of autonomous systems. Throws where they are of another layout. */
export const openAsnRanges = (hash: string, bytes: Uint8Array): RangeTable<AsLabel> => open(hash, bytes, isAsLabel)

const isAsLabel = (label: unknown): label is AsLabel =>
  typeof label === 'object' &&
  label !== null &&
  'asn' in label &&
  typeof label.asn === 'number' &&
  'name' in label &&
  typeof label.name === 'string'

/** Hashes of which all labels were read, by data: what is named by it has that form in every lake. */
const read: Record<EditionData, Set<string>> = { country: new Set(), asn: new Set() }

/** Throws where bytes are not those that the hash was made of. */
export function checkBytesOfRanges(hash: string, bytes: Uint8Array): void {
  const found = hashOfRanges(bytes)
  if (found !== hash)
    throw new Error(`${rangesKeyOf(hash)}: expected the ranges that the hash was made of, found others (hash ${found})`)
}

/** Throws where bytes are not the ranges that an edition means, or not of its data. */
export function checkRanges(data: EditionData, hash: string, bytes: Uint8Array): void {
  checkBytesOfRanges(hash, bytes)
  if (read[data].has(hash)) return
  const { labels } = data === 'country' ? openCountryRanges(hash, bytes) : openAsnRanges(hash, bytes)
  if (labels.length === 0) throw otherForm(rangesKeyOf(hash))
  read[data].add(hash)
}

/** A table without a range would give every address no country, and nobody would be told. */
function open<Label>(hash: string, bytes: Uint8Array, isLabel: (label: unknown) => label is Label): RangeTable<Label> {
  const name = rangesKeyOf(hash)
  const table = openRanges(name, bytes, label => {
    // By hand: there are 80,000.
    if (isLabel(label)) return label
    throw otherForm(name)
  })
  if (table.ranges === 0) throw new Error(`${name}: expected address ranges, found none; compile it again`)
  return table
}
