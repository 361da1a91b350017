import { describe, expect, it } from 'vitest'
import { pagerFor, screenOf } from '../../../infra/local/pager.ts'
import { formatRows } from '../../../infra/local/rows.ts'
import { chosenFormat } from '../../../infra/local/shown-rows.ts'

const rows = {
  columns: ['name', 'note', 'n'],
  rows: [
    ['a', null, 1],
    ['', 'x'.repeat(100), null],
  ] as (string | number | null)[][],
}
const wide = (width: number, hasColours = false) => {
  let isCut = false
  const text = formatRows(rows, 'table', { width, hasColours, onCut: () => (isCut = true) })
  return { text, isCut }
}

describe('a table', () => {
  it('tells what is not there from what is empty', () => {
    const short = { columns: ['name'], rows: [[null], [''], ['NULL']] }
    expect(formatRows(short, 'table')).toBe('name\nNULL\n\nNULL')
    expect(JSON.parse(formatRows(short, 'json'))).toEqual([{ name: null }, { name: '' }, { name: 'NULL' }])
    expect(wide(200, true).text).toContain('\u001b[2mNULL')
  })

  it('fits the terminal: the widest columns are cut, which is told', () => {
    for (const width of [30, 40, 80]) {
      const { text, isCut } = wide(width)
      expect(isCut).toBe(true)
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width)
      expect(text).toMatch(/^name /m)
    }
    expect(wide(120).isCut).toBe(false)
  })

  it('keeps the end of a key where it is cut', () => {
    const keys = { columns: ['key'], rows: [['team/sensor-1/2017/04/01/conn.log.gz'], [`no key ${'x'.repeat(40)}`]] }
    const [, first, second] = formatRows(keys, 'table', { width: 20, hasColours: false, onCut() {} }).split('\n')
    expect(first).toBe('…7/04/01/conn.log.gz')
    expect(second).toBe(`no key ${'x'.repeat(12)}…`)
  })

  it('goes on in further lines where its last column is sentences', () => {
    const told = {
      columns: ['name', 'comment'],
      rows: [
        ['a', 'one two three four'],
        ['b', 'five'],
      ],
      lastWraps: true,
    }
    const screen = { width: 17, hasColours: false, onCut: () => expect.unreachable() }
    expect(formatRows(told, 'table', screen)).toBe('name  comment\na     one two\n      three four\nb     five')
    expect(formatRows(told, 'table')).toContain('one two three four\n')
    expect(formatRows(told, 'csv')).toBe('name,comment\na,one two three four\nb,five')
  })

  it('is in line before sentences, however long the names are', () => {
    const names = ['a', 'study/2017-07-06#presence.contacts.a-country-with-a-long-name.a-network-with-a-long-name']
    const told = { columns: ['name', 'comment'], rows: names.map(name => [name, 'one two']), lastWraps: true }
    const lines = formatRows(told, 'table').split('\n').slice(1)
    expect(lines).toHaveLength(2)
    for (const line of lines) expect(line.indexOf('one two')).toBe((names[1]?.length ?? 0) + 2)
  })

  it('has cells below their row where they do not fit beside it', () => {
    const told = {
      columns: ['id', 'why', 'n'],
      rows: [
        ['a', 'it is so for a reason', 1],
        ['b', '', 2],
      ],
      below: ['why'],
    }
    const on = (width: number) =>
      formatRows(told, 'table', { width, hasColours: false, onCut: () => expect.unreachable() })
    expect(on(40)).toBe('id  why                    n\na   it is so for a reason  1\nb                          2')
    expect(on(20)).toBe('id  n\na   1\n    why: it is so\n    for a reason\nb   2')
  })

  it('without a column is nothing', () => {
    expect(formatRows({ columns: [], rows: [] }, 'table')).toBe('')
    expect(formatRows({ columns: [], rows: [], below: [] }, 'table', { width: 80, hasColours: true, onCut() {} })).toBe(
      '',
    )
  })

  it('is whole where standard output is no terminal', () => {
    expect(formatRows(rows, 'table')).toContain('x'.repeat(100))
  })
})

describe('the terminal', () => {
  it('has no colours where NO_COLOR says so, and no width where there is none', () => {
    const terminal = { isTTY: true, columns: 100, rows: 20 } as const
    expect(screenOf(terminal, {})).toEqual({ width: 100, height: 20, hasColours: true })
    expect(screenOf(terminal, { NO_COLOR: '1' }).hasColours).toBe(false)
    expect(screenOf(terminal, { NO_COLOR: '' }).hasColours).toBe(true)
    expect(screenOf(terminal, { TERM: 'dumb' }).hasColours).toBe(false)
    expect(screenOf({ isTTY: false, columns: 100, rows: 20 }, {})).toMatchObject({
      width: undefined,
      hasColours: false,
    })
  })

  it('has a pager for what is longer than the screen', () => {
    const long = 'x\n'.repeat(30)
    expect(pagerFor(long, { height: 20 }, {})).toBe('less')
    expect(pagerFor(long, { height: 20 }, { PAGER: 'more' })).toBe('more')
    expect(pagerFor(long, { height: 20 }, { PAGER: '' })).toBeUndefined()
    expect(pagerFor('x\nx', { height: 20 }, {})).toBeUndefined()
    expect(pagerFor(long, { height: undefined }, {})).toBeUndefined()
  })
})

describe('--format, --json and --csv', () => {
  it('name one way to print, and no two', () => {
    expect(chosenFormat({})).toBe('table')
    expect(chosenFormat({ format: 'table', json: true })).toBe('json')
    expect(chosenFormat({ format: 'csv', csv: true })).toBe('csv')
    expect(() => chosenFormat({ json: true, csv: true })).toThrow('expected one way to print rows, found json and csv')
    expect(() => chosenFormat({ format: 'csv', json: true })).toThrow('name one')
  })
})
