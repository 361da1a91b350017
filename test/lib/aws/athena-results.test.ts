import type { AthenaClient } from '@aws-sdk/client-athena'
import { describe, expect, it } from 'vitest'
import { readResults, readShown } from '../../../functions/lib/aws/athena-results.ts'

type Cell = string | null

/** A client that answers with these pages, as GetQueryResults gives them. */
function answering(columns: readonly (readonly [name: string, type: string])[], ...pages: Cell[][][]): AthenaClient {
  const send = async ({ input }: { input: { NextToken?: string } }) => {
    const at = Number(input.NextToken ?? 0)
    const Rows = pages[at]?.map(row => ({ Data: row.map(text => (text === null ? {} : { VarCharValue: text })) }))
    const ColumnInfo = columns.map(([Name, Type]) => ({ Name, Type }))
    return { ResultSet: { Rows, ResultSetMetadata: { ColumnInfo } }, NextToken: pages[at + 1] && String(at + 1) }
  }
  return { send } as unknown as AthenaClient
}

/** One value as people see it. */
const shown = async (type: string, text: Cell) =>
  (await readShown(answering([['v', type]], [['v'], [text]]), 'id')).rows[0]?.[0]

describe('rows for people', () => {
  it.each([
    ['bigint', '42', 42],
    ['bigint', '9007199254740993', '9007199254740993'],
    ['double', '2.0', 2],
    ['float', '1.5', 1.5],
    ['double', 'NaN', 'NaN'],
    ['double', '-Infinity', '-Infinity'],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['decimal', '0.10', '0.10'],
    ['date', '2024-03-01', '2024-03-01'],
    ['timestamp', '2024-03-01 02:00:10', '2024-03-01 02:00:10.000'],
    ['timestamp', '2024-03-01 02:00:10.123456', '2024-03-01 02:00:10.123456'],
    ['timestamp with time zone', '2024-03-01 00:00:00.5 UTC', '2024-03-01 00:00:00.500 UTC'],
    ['array', '[1, null]', '[1, null]'],
    ['map', '{a=1}', '{a=1}'],
    ['row', '{x=1, y=b}', '{x=1, y=b}'],
    ['varbinary', '68 69', '68 69'],
    ['varchar', '', ''],
    ['varchar', null, null],
    ['unknown', null, null],
  ])('have %s %j as %j', async (type, text, value) => {
    expect(await shown(type, text)).toEqual(value)
  })

  it('begin after the names of columns, which stand on the first page only', async () => {
    const client = answering([['a', 'varchar']], [['a'], ['a']], [['a']])
    expect(await readShown(client, 'id')).toEqual({ columns: ['a'], types: ['VARCHAR'], rows: [['a'], ['a']] })
  })

  it('begin with the first row where a statement repeats no names, as SHOW does', async () => {
    const client = answering([['tab_name', 'string']], [['contacts'], ['flows']])
    expect((await readShown(client, 'id')).rows).toEqual([['contacts'], ['flows']])
  })

  it('are none of a statement that has none', async () => {
    expect(await readShown(answering([], []), 'id')).toEqual({ columns: [], types: [], rows: [] })
  })
})

describe('rows of the project’s queries', () => {
  it('have whole numbers beyond 2^53 digit by digit', async () => {
    const client = answering([['n', 'bigint']], [['n'], ['9007199254740991'], ['9007199254740993'], [null]])
    expect((await readResults(client, 'id')).rows).toEqual([[9_007_199_254_740_991], [9_007_199_254_740_993n], [null]])
  })

  it('refuse a type that people may see', async () => {
    await expect(readResults(answering([['v', 'double']], [['v'], ['1.0']]), 'id')).rejects.toThrow(
      'column v: expected whole numbers or text, found double; cast it',
    )
  })
})
