/** Levels of a page: which of its values are there, and where rows begin. */
import { uint32 } from './dictionary.ts'
import type { PageHeader } from './page.ts'
import { ParquetRuns } from './runs.ts'
import type { ParquetColumn } from './schema.ts'
import { ParquetDamage } from './thrift.ts'

const NONE = new Uint8Array(0)

/** Bytes of the levels, empty where the column has none of them, and the bytes after them. */
export interface PageParts {
  repetitions: Uint8Array
  definitions: Uint8Array
  values: Uint8Array
}

/**
 * A page of version 1, decompressed: each kind of levels that the column has stands before the values, after its length.
 * https://parquet.apache.org/docs/file-format/data-pages/
 */
export function partsOfPage(page: Uint8Array, { maxDefinition, maxRepetition }: ParquetColumn): PageParts {
  let at = 0
  const take = (max: number): Uint8Array => {
    if (max === 0) return NONE
    const length = uint32(page, at)
    if (length > page.length - at - 4) throw new ParquetDamage('levels beyond their page')
    const levels = page.subarray(at + 4, at + 4 + length)
    at += 4 + length
    return levels
  }
  const repetitions = take(maxRepetition)
  const definitions = take(maxDefinition)
  return { repetitions, definitions, values: page.subarray(at) }
}

/** A page of version 2, whose levels are as long as its header says, and are not compressed; the rest may be. */
export function partsOfPageV2(body: Uint8Array, header: PageHeader, column: ParquetColumn): PageParts {
  const { repetitionBytes, definitionBytes } = header
  const end = repetitionBytes + definitionBytes
  return {
    repetitions: column.maxRepetition === 0 ? NONE : body.subarray(0, repetitionBytes),
    definitions: column.maxDefinition === 0 ? NONE : body.subarray(repetitionBytes, end),
    values: body.subarray(end),
  }
}

/** Levels up to `max`; undefined where there are none, as in a page all of whose values are there. */
export const levelsOf = (bytes: Uint8Array, max: number): ParquetRuns | undefined =>
  bytes.length === 0 ? undefined : new ParquetRuns(bytes, 0, bytes.length, 32 - Math.clz32(max))

/** How many of the page's values are there. */
export function countSet(values: number, definitions: Uint8Array, max: number): number {
  const runs = levelsOf(definitions, max)
  if (runs === undefined) return values
  let count = 0
  for (let i = 0; i < values; i++) count += runs.next() === max ? 1 : 0
  return count
}
