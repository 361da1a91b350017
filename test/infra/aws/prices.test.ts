import { describe, expect, it } from 'vitest'
import { costLine } from '../../../infra/aws/commands/query.ts'
import { athenaBilledBytes, athenaCost, costOf, PRICES } from '../../../infra/aws/prices.ts'

const MB = 1_000_000

describe('Athena bills', () => {
  it.each([
    ['a query at least 10 MB', 'SUCCEEDED', 1, 10 * MB],
    ['a query that read nothing 10 MB', 'SUCCEEDED', 0, 10 * MB],
    ['whole MB, rounded up', 'SUCCEEDED', 10 * MB + 1, 11 * MB],
    ['a cancelled query', 'CANCELLED', 25 * MB, 25 * MB],
    ['no failed query', 'FAILED', 25 * MB, 0],
  ] as const)('%s', (_, state, bytesScanned, billed) => {
    expect(athenaBilledBytes({ bytesScanned, state })).toBe(billed)
  })

  it('5 dollars a TB', () => {
    expect(athenaCost(1e12)).toBe(5)
    expect(athenaCost(10 * MB)).toBeCloseTo(0.00005, 12)
  })
})

describe('the line below a query', () => {
  it('says what was scanned, billed and asked for', () => {
    expect(costLine({ bytesScanned: 12_345_678, state: 'SUCCEEDED' })).toBe(
      'scanned 12,345,678 bytes, billed 13 MB: $0.000065 (prices of us-east-1, seen 2026-11-25)',
    )
  })
  it('says that a cancelled query costs, and a failed one does not', () => {
    expect(costLine({ bytesScanned: 5, state: 'CANCELLED' })).toContain(
      'billed 10 MB although it was cancelled: $0.000050',
    )
    expect(costLine({ bytesScanned: 5, state: 'FAILED' })).toBe(
      'scanned 5 bytes, billed nothing: a failed query is free',
    )
  })
})

describe('the table of prices', () => {
  it('says of each where it was read, and when it was written', () => {
    for (const { what, usd, per, source, dated } of Object.values(PRICES)) {
      expect(source, what).toMatch(/^https:\/\/[\w.-]+\/\S+$/)
      expect(dated, what).not.toBe('')
      expect(usd / per, what).toBeGreaterThan(0)
    }
  })
  it('counts by the unit', () => {
    expect(costOf('s3Write', 1000)).toBe(0.005)
    expect(costOf('sqs', 3_000_000)).toBeCloseTo(1.2, 9)
  })
})
