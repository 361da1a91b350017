import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLine } from '../../functions/lib/csv.ts'
import { runsOf } from '../support/depth.ts'

const seed = 20_170_403

describe('a CSV line', () => {
  it('separates cells by commas and ends with a line end', () => {
    expect(csvLine(['office', 12, 3n])).toBe('office,12,3\n')
  })

  it('writes a missing value as an empty cell, and zero as zero', () => {
    expect(csvLine([null, 0, 0n, '', null])).toBe(',0,0,,\n')
  })

  it('writes whole numbers beyond 2^53 digit by digit', () => {
    expect(csvLine([9_007_199_254_740_993n, -18_446_744_073_709_551_616n])).toBe(
      '9007199254740993,-18446744073709551616\n',
    )
  })

  it.each([
    ['a comma', 'a,b', '"a,b"\n'],
    ['a quote, which is doubled', 'say "so"', '"say ""so"""\n'],
    ['a line feed', 'a\nb', '"a\nb"\n'],
    ['a carriage return', 'a\rb', '"a\rb"\n'],
  ])('quotes a cell with %s (RFC 4180 section 2)', (_, text, line) => {
    expect(csvLine([text])).toBe(line)
  })

  it('leaves spaces, apostrophes and letters beyond ASCII as they are', () => {
    expect(csvLine([' a ', "it's", '평양', '😀'])).toBe(" a ,it's,평양,😀\n")
  })

  it.each([
    ['=', '=cmd|calc!A1', "'=cmd|calc!A1\n"],
    ['+', '+1+1', "'+1+1\n"],
    ['-', '-1-1', "'-1-1\n"],
    ['@', '@SUM(A1)', "'@SUM(A1)\n"],
    ['a tab', '\t=1', "'\t=1\n"],
    ['a carriage return', '\r=1', '"\'\r=1"\n'],
  ])('puts an apostrophe before text that begins with %s, so that no spreadsheet runs it', (_, text, line) => {
    expect(csvLine([text])).toBe(line)
  })

  it('keeps the apostrophe inside the quotes where the formula needs them', () => {
    expect(csvLine(['=HYPERLINK("http://192.0.2.1","x")'])).toBe('"\'=HYPERLINK(""http://192.0.2.1"",""x"")"\n')
  })

  it('leaves negative numbers alone: only text can be a formula', () => {
    expect(csvLine([-1, -1n])).toBe('-1,-1\n')
  })

  it('is read back as it was by another reader, but for the apostrophe', () => {
    const cell = fc.string({ unit: fc.constantFrom(...'ab,"\n\r=+-@\t \'é😀;'), maxLength: 8 })
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), rows => {
        const read: string[][] = parse(rows.map(row => csvLine(row)).join(''), {
          record_delimiter: '\n',
          relax_column_count: true,
        })
        expect(read).toEqual(rows.map(row => row.map(text => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text))))
      }),
      { seed, numRuns: runsOf(1000) },
    )
  })
})
