import { describe, expect, it } from 'vitest'
import { countS3 } from './counts.ts'
import { addDollars, dollarsOf, type Part, reportOfDays } from './figures.ts'

const MB = 1_000_000
const part = (more: Partial<Part>): Part => ({
  coreSeconds: 0,
  clockSeconds: 0,
  memoryMb: 1024,
  invocations: 0,
  messages: 0,
  s3: { writes: 0, reads: 0 },
  engineS3: { writes: 0, reads: 0 },
  glue: 0,
  athena: 0,
  queries: [],
  ...more,
})
const scanning = (...bytes: number[]) =>
  part({ queries: bytes.map(bytesScanned => ({ bytesScanned, state: 'SUCCEEDED' as const })) })

describe('a call of S3', () => {
  it.each([
    ['PUT', '/lake/a', { writes: 1, reads: 0 }],
    ['POST', '/lake/a?uploads', { writes: 1, reads: 0 }],
    ['GET', '/lake?list-type=2&prefix=a', { writes: 1, reads: 0 }],
    ['GET', '/lake/a?x-id=GetObject', { writes: 0, reads: 1 }],
    ['HEAD', '/lake/a', { writes: 0, reads: 1 }],
    ['DELETE', '/lake/a', { writes: 0, reads: 0 }],
    ['POST', '/lake?delete', { writes: 0, reads: 0 }],
  ])('%s %s is counted by what it costs', (method, url, calls) => {
    expect(countS3([{ method, url }])).toEqual(calls)
  })
})

describe('dollars', () => {
  it('are those of every service, and of all', () => {
    const engineS3 = { writes: 2000, reads: 20_000 }
    const all = dollarsOf(part({ engineS3, glue: 1_000_000, messages: 1_000_000, invocations: 5_000_000 }))
    expect(all.s3).toBeCloseTo(2 * 0.005 + 2 * 0.004, 12)
    expect(all.rest).toBeCloseTo(1 + 3 * 0.4, 12)
    expect(all.lambda).toBeCloseTo(1, 12)
    expect(all.total).toBeCloseTo(all.s3 + all.athena + all.lambda + all.rest, 12)
    expect(addDollars(all, all).total).toBeCloseTo(2 * all.total, 12)
  })
  it('of small queries are those of 10 MB each', () => {
    expect(dollarsOf(scanning(1, 2, 3)).athena).toBeCloseTo((3 * 10 * MB * 5) / 1e12, 12)
  })
  it('of waiting for S3 and Athena are those of a function that waits', () => {
    const waits = part({ s3: { writes: 20, reads: 20 }, queries: scanning(0, 0).queries })
    expect(dollarsOf(waits).lambda).toBeCloseTo((40 * 0.025 + 2 * 3) * 0.0000133334, 12)
  })
  it('of a second are those of the memory that the function has', () => {
    expect(dollarsOf(part({ coreSeconds: 1, memoryMb: 2048 })).lambda).toBeCloseTo(2 * 0.0000133334, 12)
  })
})

describe('a report of more days', () => {
  it('costs no more while its queries stay below 10 MB', () => {
    expect(dollarsOf(reportOfDays(scanning(MB), 1, 10)).athena).toBe(dollarsOf(scanning(MB)).athena)
    expect(dollarsOf(reportOfDays(scanning(MB), 1, 20)).athena).toBeCloseTo(2 * dollarsOf(scanning(MB)).athena, 12)
  })
})
