/**
 * What the rows of a day add up to. A loop ends its function: what stood behind it would be met too rarely to be compiled, and
 * had each call fall out of compiled code.
 */
import type { Enricher } from '../enrich/enricher.ts'
import type { DayBuffer } from './day-buffer.ts'

/** Code of SCOPES. */
const EXTERNAL = 0

export interface DayTotals {
  rows: number
  /** Of scope external. */
  externalRows: number
  /** Records that begin on the day: rows of part 0, of which alone the counters are summed. */
  records: number
  bytesOut: bigint
  bytesIn: bigint
}

export interface CountedDay {
  totals: DayTotals
  /** Indexes of the networks of either end. */
  networks: Set<number>
}

export const nothingCounted = (): CountedDay => ({
  totals: { rows: 0, externalRows: 0, records: 0, bytesOut: 0n, bytesIn: 0n },
  networks: new Set(),
})

/** Adds the rows of a buffer. */
export function countRows({ totals, networks }: CountedDay, buffer: DayBuffer): void {
  const { rows, part, scope, network, remoteNetwork } = buffer
  totals.records += countOf(part, 0, rows)
  totals.externalRows += countOf(scope, EXTERNAL, rows)
  totals.rows += rows
  totals.bytesOut += sumOfRecords(buffer.bytesOut, part, rows)
  totals.bytesIn += sumOfRecords(buffer.bytesIn, part, rows)
  addDistinct(networks, network, rows)
  addDistinct(networks, remoteNetwork, rows)
}

/** Prefixes of networks by index, in order: one may stand in networks.csv for several spans of time. */
export const prefixesOf = (indexes: ReadonlySet<number>, { networks }: Pick<Enricher, 'networks'>): string[] =>
  [...new Set([...indexes].map(index => networks[index]?.cidr ?? ''))].sort()

/** How many of the first `rows` numbers are this one. */
function countOf(numbers: Int32Array, value: number, rows: number): number {
  let count = 0
  for (let i = 0; i < rows; i++) if (numbers[i] === value) count++
  return count
}

/** Exact sum over part 0; NaN counts nothing. */
function sumOfRecords(counters: Float64Array, part: Int32Array, rows: number): bigint {
  const sum = smallSum(counters, part, rows)
  if (sum >= 0) return BigInt(sum)
  let whole = 0n
  for (let i = 0; i < rows; i++) {
    const value = counters[i] as number
    if (part[i] === 0 && !Number.isNaN(value)) whole += BigInt(value)
  }
  return whole
}

/** The same where a number holds it; else -1. */
function smallSum(counters: Float64Array, part: Int32Array, rows: number): number {
  let sum = 0
  for (let i = 0; i < rows; i++) {
    const value = counters[i] as number
    if (part[i] !== 0 || Number.isNaN(value)) continue
    sum += value
    if (sum > Number.MAX_SAFE_INTEGER) return -1
  }
  return sum
}

/** Adds the first `rows` numbers that are not below 0: which these are is noted first, as a set takes ten times as long. */
function addDistinct(to: Set<number>, numbers: Int32Array, rows: number): void {
  const highest = highestOf(numbers, rows)
  const isMet = new Uint8Array(highest + 2)
  noteMet(isMet, numbers, rows)
  for (let value = 0; value <= highest; value++) if (isMet[value + 1] === 1) to.add(value)
}

function highestOf(numbers: Int32Array, rows: number): number {
  let highest = -1
  for (let i = 0; i < rows; i++) highest = Math.max(highest, numbers[i] as number)
  return highest
}

/** Below 0 there is -1 alone. */
function noteMet(isMet: Uint8Array, numbers: Int32Array, rows: number): void {
  for (let i = 0; i < rows; i++) isMet[(numbers[i] as number) + 1] = 1
}
