/** Which records of an upload are to be kept nowhere. */
import type { Address } from '../lib/addresses.ts'
import { dayMsOf } from '../lib/iso-day.ts'
import type { DeletionRow } from '../lib/reference/deletions.ts'
import { createPrefixTable } from './enrich/prefix-table.ts'

const DAY_MS = 86_400_000

export interface Deletions {
  /** Whether texts of what is refused may hold what is to be deleted: their addresses cannot be told. */
  readonly hidesTexts: boolean
  /** `all`: whatever its ends; `address`: for one of them; undefined where it is kept. */
  of(source: Address, destination: Address, startMs: number, endMs: number): 'all' | 'address' | undefined
}

interface Span {
  fromMs: number
  /** Exclusive. */
  toMs: number
}

const touches = ({ fromMs, toMs }: Span, startMs: number, endMs: number): boolean => endMs >= fromMs && startMs < toMs

const spanOf = ({ from, to }: DeletionRow): Span => ({
  fromMs: dayMsOf(from) ?? Number.NEGATIVE_INFINITY,
  toMs: (dayMsOf(to) ?? Number.POSITIVE_INFINITY) + DAY_MS,
})

/** Of the rows that are about the upload; undefined where there are none. */
export function createDeletions(rows: readonly DeletionRow[]): Deletions | undefined {
  if (rows.length === 0) return undefined
  const whole = rows.filter(({ cidr }) => cidr === '').map(spanOf)
  const ofAddresses = rows.filter(({ cidr }) => cidr !== '')
  const table = createPrefixTable(ofAddresses.map(row => [row.cidr, spanOf(row)] as const))
  const isOf = (address: Address, startMs: number, endMs: number): boolean => {
    for (const span of table.matches(address)) if (touches(span, startMs, endMs)) return true
    return false
  }
  return {
    hidesTexts: ofAddresses.length > 0,
    of(source, destination, startMs, endMs) {
      if (whole.some(span => touches(span, startMs, endMs))) return 'all'
      return isOf(source, startMs, endMs) || isOf(destination, startMs, endMs) ? 'address' : undefined
    },
  }
}
