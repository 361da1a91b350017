/** The good files that inputs are made of, by format: its sample and, where they are there, beginnings of real files. */
import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { FamilyFacts, Format } from '../../../functions/normalise/formats/format.ts'
import { formats, recogniseFormat } from '../../../functions/normalise/formats/index.ts'
import { flowSamples, hasFlowSamples, readSample } from '../../support/flow-samples.ts'
import { sampleOf } from '../../support/format-samples.ts'

/** Of a real file; few inputs are of so much, so that many are tried. */
const BASE_BYTES = 8192
const HEAD_BYTES = 65_536
const LF = 10

export type Bases = ReadonlyMap<Format, readonly Uint8Array[]>

/** What a family is called here: what the names of its formats have in common, by their parts, else the first of them. */
export function nameOfFamily({ formats }: FamilyFacts): string {
  const [first = [], ...others] = formats.map(({ name }) => name.split('-'))
  let alike = 0
  while (alike < first.length && others.every(other => other[alike] === first[alike])) alike++
  return first.slice(0, alike || first.length).join('-')
}

export function basesOf(of: readonly Format[], withRealFiles: boolean): Bases {
  const bases = new Map(of.map(format => [format, [sampleOf(format.name)]]))
  if (!withRealFiles || !hasFlowSamples) return bases
  const paths = readdirSync(flowSamples, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(flowSamples, join(entry.parentPath, entry.name)))
    .sort()
  for (const path of paths) {
    const bytes = readSample(path)
    const format = recogniseFormat(bytes.subarray(0, HEAD_BYTES), bytes.length <= HEAD_BYTES)
    const base = format === undefined ? undefined : beginningOf(bytes, format)
    if (format !== undefined && base !== undefined) bases.get(format)?.push(base)
  }
  return bases
}

/** Undefined where a beginning is no file of the format. */
function beginningOf(bytes: Uint8Array, format: Format): Uint8Array | undefined {
  if (bytes.length <= BASE_BYTES) return bytes
  if (format.access === 'random') return bytes.length <= HEAD_BYTES ? bytes : undefined
  const head = bytes.subarray(0, BASE_BYTES)
  const end = head.lastIndexOf(LF)
  return head.includes(0) || end < 0 ? head : head.subarray(0, end + 1)
}

/** The good files of all formats of the registry, to be put together with others. */
export const allSamples = (): Uint8Array[] => formats.map(({ name }) => sampleOf(name))
