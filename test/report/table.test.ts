import { describe, expect, it } from 'vitest'
import type { Table } from '../../functions/report/figures/figure.ts'
import { renderTable } from '../../functions/report/render/table.ts'

const table = (value: string): Table => ({
  name: 'pairs',
  caption: 'Pairs',
  columns: [
    { name: 'network', label: 'network', numeric: false },
    { name: 'exporter', label: 'exporter', numeric: false },
  ],
  rows: [['one', value]],
})
const cell = (value: string): string =>
  /<td[^>]*>(.*)<\/td>/.exec(renderTable({ data: undefined }, 'coverage', table(value)))?.[1] ?? ''

describe('a cell', () => {
  it('of a long name may be broken behind its signs, so that no table is wider than a phone', () => {
    expect(cell('eni-0c60a7d2e9f1b3c45@cloud/AWSLogs/eni-0c60a7d2e9f1b3c45')).toBe(
      '<span class="long">eni-<wbr>0c60a7d2e9f1b3c45@<wbr>cloud/<wbr>AWSLogs/<wbr>eni-<wbr>0c60a7d2e9f1b3c45</span>',
    )
  })

  it('of a sentence is read across, and long names in it are broken too', () => {
    const sentence = 'a sentence of so many words that holds an-exporter.of/a-long-name as well'
    expect(cell(sentence)).toMatch(/^<span class="wide-text">a sentence .*<span class="long">an-<wbr>exporter\.<wbr>of/)
  })
})
