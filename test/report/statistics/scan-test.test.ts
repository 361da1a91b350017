import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decideScan, netFailuresThatDecide, SCAN_TEST } from '../../../functions/report/statistics/scan-test.ts'

interface Decided {
  test: [number, number, number, number]
  outcomes: string
  verdict: string
  after: number
}
const INDEPENDENT: Decided[] = JSON.parse(
  readFileSync(join(import.meta.dirname, 'independent/scan-tests.json'), 'utf8'),
)
const answersOf = (outcomes: string): boolean[] => [...outcomes].map(outcome => outcome === '1')

describe('the sequential test of scans', () => {
  it('decides as exact likelihood ratios do, by every sequence of up to six outcomes and four settings', () => {
    expect(INDEPENDENT.length).toBe(4 * (8 + 16 + 32 + 64))
    for (const { test, outcomes, verdict, after } of INDEPENDENT) {
      const [detection, falseAlarms, benignSuccess, scannerSuccess] = test
      const own = decideScan(answersOf(outcomes), { detection, falseAlarms, benignSuccess, scannerSuccess })
      expect(own, `${test} ${outcomes}`).toEqual({ verdict, after })
    }
  })

  it('takes four failures more than answers, whatever their order', () => {
    expect(netFailuresThatDecide()).toBe(4)
    expect(decideScan(answersOf('0000'))).toEqual({ verdict: 'scan', after: 4 })
    expect(decideScan(answersOf('01010000'))).toEqual({ verdict: 'scan', after: 8 })
    expect(decideScan(answersOf('0001'))).toEqual({ verdict: 'undecided', after: 4 })
  })

  it('has no one number where a failure counts other than an answer, and says so', () => {
    expect(() => netFailuresThatDecide({ ...SCAN_TEST, benignSuccess: 0.7 })).toThrow(
      'scan test: expected shares of answers that add up to 1, found 0.7 and 0.2',
    )
  })
})
