import { describe, expect, it } from 'vitest'
import { type List, parseList } from '../../../functions/lib/reference/lists/list-rows.ts'

const list: List<Record<string, string>> = { name: 'list', columns: ['a', 'b'], read: cells => ({ ...cells }) }
const rowsOf = (text: string) => parseList(list, text).map(({ a, b }) => [a, b])

describe('the rows of a list', () => {
  it.each([
    ['plain', 'a,b\n1,2\n3,\n'],
    ['with lines of Windows and a mark at the beginning', '\ufeffa,b\r\n1,2\r\n3,\r\n'],
    ['with empty lines and no end of the last one', 'a,b\n\n1,2\n\n3,'],
  ])('are cut at commas: %s', (_, text) => {
    expect(rowsOf(text)).toEqual([
      ['1', '2'],
      ['3', ''],
    ])
  })

  it('keep commas, quotes and ends of lines in quotes, wherever the row stands', () => {
    expect(rowsOf('a,b\n1,2\n"x, y",3\n4,"say ""yes"""\n5,6\n')).toEqual([
      ['1', '2'],
      ['x, y', '3'],
      ['4', 'say "yes"'],
      ['5', '6'],
    ])
    expect(rowsOf('a,b\n1,"two\nlines"\n"x, y",3\n')).toEqual([
      ['1', 'two\nlines'],
      ['x, y', '3'],
    ])
  })

  it('of a text that was read last are not read again, whatever own rows stand before them', () => {
    const text = 'a,b\n1,2\n3,4\n'
    const [first, second] = parseList(list, text)
    expect(parseList(list, text)[1]).toBe(second)
    const added = parseList(list, text, 'a,b\n5,6\n')
    expect([added[0], added[1]]).toEqual([{ a: '5', b: '6' }, first])
    expect(added[1]).toBe(first)
    expect(parseList(list, text)).toHaveLength(2)
    expect(parseList(list, 'a,b\n7,8\n')).toEqual([{ a: '7', b: '8' }])
    expect(parseList({ ...list, read: ({ a = '' }) => ({ a }) }, 'a,b\n7,8\n')).toEqual([{ a: '7' }])
  })

  it.each(['a,b\n1,"2\n', 'a,b\n"1"x,2\n'])('are refused where quotes are broken: %j', text => {
    expect(() => rowsOf(text)).toThrow(/^list\.csv: expected comma-separated values, found .*; check its quotes$/)
  })

  it('are refused with a control character, which SQL puts between texts', () => {
    expect(() => rowsOf('a,b\n1,2\n3,x\u0001y\n')).toThrow(
      'list.csv line 3: expected text, found a control character; remove it',
    )
    expect(rowsOf('a,b\n1,x\ty\n')).toEqual([['1', 'x\ty']])
  })

  it.each([
    ['quoted rows', 'a,b\n"x, y",1\n1,2,3\n', 3],
    ['empty lines', '\na,b\n\n1,2\n\n1,2,3\n', 6],
    ['lines in quotes, and empty ones', 'a,b\n\n1,"two\nlines"\n\n\n1,2,3\n', 7],
    ['lines of Windows', 'a,b\r\n\r\n"x, y",2\r\n1,2,3\r\n', 4],
  ])('are refused by their line: %s are counted', (_, text, line) => {
    expect(() => rowsOf(text)).toThrow(`list.csv line ${line}: expected 2 fields, found "1,2,3"`)
  })

  it('are refused by the line of broken quotes, whatever stands before it', () => {
    expect(() => rowsOf('a,b\n1,2\n3,4\n"1"x"",2\n')).toThrow(/^list\.csv: expected .* at line 4/)
  })

  it('are refused by the column, where one cell is to blame', () => {
    const read: (typeof list)['read'] = ({ b = '' }, refuse) => {
      throw refuse('less', b, 'b')
    }
    expect(() => parseList({ ...list, read }, 'a,b\n1,9\n')).toThrow(
      'list.csv line 2, column 2 (b): expected less, found "9"',
    )
  })
})
