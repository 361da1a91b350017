import { describe, expect, it } from 'vitest'
import { QueryFailed } from '../../../../functions/lib/ports.ts'
import { inOurWords } from '../../../../infra/local/query/engine-words.ts'
import { markedSql, placeOfName } from '../../../../infra/local/query/marked-sql.ts'
import { run } from '../../../support/command-line.ts'
import { smallLake } from '../../../support/small-lake.ts'

const small = smallLake('words-')
const failing = async (sql: string): Promise<string> => {
  const { err, code } = await run('query', sql, '--lake', small.lake)
  expect(code).toBe(1)
  return err
}

describe('a statement in which something is wrong', () => {
  it('is shown with the place marked', () => {
    expect(markedSql('select a,\n\tb from flows', { line: 2, column: 1 })).toBe('\n   b from flows\n   ^')
    expect(markedSql('select a', { line: 3, column: 0 })).toBe('')
    const long = markedSql(`select ${'a, '.repeat(100)}b`, { line: 1, column: 307 })
    expect(long.split('\n')[2]?.indexOf('^')).toBe(long.split('\n')[1]?.indexOf('b'))
  })

  it('is not marked within texts and comments', () => {
    expect(placeOfName("select 'bad' -- bad\n, bad from flows", 'bad')).toEqual({ line: 2, column: 2 })
    expect(placeOfName("select 'bad'", 'bad')).toBeUndefined()
  })

  it('says of a column that there is none, and which there are', async () => {
    const err = await failing("select dt,\n  byte_out from flows where dt > '2024'")
    expect(err).toContain('query, line 2, column 3: expected a column of flows, found byte_out')
    expect(err).toContain('"describe flows" lists them\n')
    expect(err).toMatch(/\n {4}byte_out from flows where dt > '2024'\n {4}\^$/)
  })

  it('says what a column is called in the table that was asked', async () => {
    expect(await failing("select country from flows where dt > '2024'")).toContain(
      'found country (in flows it is called remote_country); "describe flows"',
    )
    expect(await failing("select c.remote_kind from contacts as c where c.dt > '2024'")).toContain(
      'found remote_kind (in contacts it is called kind)',
    )
    expect(await failing("select local_prefix from locals where dt > '2024'")).toContain('it is called local_address)')
  })

  it('says of a column that stands alone beside an aggregate what to write', async () => {
    const err = await failing("select network, count(*) as n from flows where dt > '2024'")
    expect(err).toContain('line 1, column 8: expected network in GROUP BY or within an aggregate such as max(network)')
  })

  it('says of what stands before a dot that no table is called so', async () => {
    expect(await failing("select k.kind from contacts as c where c.dt > '2024'")).toContain(
      'column 8: expected a table of FROM, or its name after AS, before the dot, found k',
    )
  })

  it('says of a table that there is none, marked', async () => {
    expect(await failing('select 1 as x from nowhere')).toMatch(/expected a table, found nowhere[\s\S]*\n {21}\^$/)
  })

  it('never speaks of the text that the engine was given', async () => {
    const other = inOurWords(new QueryFailed('Some Error: it was so\n\nLINE 1: select x\n  ^'), 'select x')
    expect(other).toEqual(new QueryFailed('query: Some Error: it was so'))
    const mine = new Error('mine')
    expect(inOurWords(mine, '')).toBe(mine)
  })
})
