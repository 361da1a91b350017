import { describe, expect, it } from 'vitest'
import type { Finding } from '../../functions/report/figures/figure.ts'
import { rankFindings, surenessWord } from '../../functions/report/report.ts'

const finding = (sentence: string, confidence: number, sizeClass: 1 | 2 | 3, own: Partial<Finding> = {}): Finding => ({
  section: sentence.slice(0, 1),
  sentence,
  figure: 'x',
  confidence,
  sizeClass,
  headline: { figure: '1', words: 'of all' },
  sureness: '1 to 2',
  ...own,
})
const names = (findings: readonly Finding[]): string => findings.map(({ sentence }) => sentence).join(' ')

describe('findings', () => {
  it('rank by how sure they are times their size, first ones of sections before second ones, at most two of a section', () => {
    const { findings, further } = rankFindings([
      finding('a1', 3, 3),
      finding('a2', 3, 3),
      finding('a3', 3, 3),
      finding('b1', 3, 2),
      finding('c1', 5, 3),
      finding('d1', 3, 3),
      finding('e1', 4, 1),
    ])
    expect(names(findings)).toBe('c1 a1 d1 a2 b1')
    expect(names(further)).toBe('a3 e1')
  })

  it('go on behind the first five by the same rank', () => {
    const { further } = rankFindings([
      ...['a1', 'a2', 'b1', 'b2', 'c1', 'd1', 'e1', 'f1'].map(name => finding(name, 3, 3)),
      finding('g1', 3, 1),
      finding('h1', 4, 2),
    ])
    expect(names(further)).toBe('f1 a2 b2 h1 g1')
  })

  it('of equal rank that tell a change take the third place, and no higher one', () => {
    const equal = [1, 2, 3, 4].map(at => finding(`${at}`, 3, 3, at === 4 ? { change: 'inside' } : {}))
    expect(names(rankFindings(equal).findings)).toBe('1 2 4 3')
    const lesser = [1, 2, 3, 4].map(at => finding(`${at}`, 3, at === 4 ? 2 : 3, at === 4 ? { change: 'inside' } : {}))
    expect(names(rankFindings(lesser).findings)).toBe('1 2 3 4')
  })

  it('at confidence 2 stand apart as weak signs, and at 1 nowhere', () => {
    const ranked = rankFindings([
      finding('a', 2, 3, { change: 'inside' }),
      finding('b', 1, 3),
      finding('c', 3, 1, { change: 'before' }),
    ])
    expect(names(ranked.findings)).toBe('c')
    expect(names(ranked.changes)).toBe('c')
    expect(names(ranked.weaker)).toBe('a')
    expect(ranked.further).toEqual([])
  })

  it('have a word for how sure they are', () => {
    expect([5, 4, 3, 2, 1].map(surenessWord)).toEqual(['very sure', 'sure', 'fairly sure', 'a weak sign', 'not sure'])
  })
})
