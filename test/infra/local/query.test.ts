import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { doubleText } from '../../../functions/lib/shown-values.ts'
import { publishedTables } from '../../../functions/lib/tables/index.ts'
import { PORTABLE_FUNCTIONS } from '../../../infra/local/portable-sql.ts'
import { type Ran, run } from '../../support/command-line.ts'
import { smallLake } from '../../support/small-lake.ts'

const small = smallLake('query-')

const query = (...args: string[]): Promise<Ran> => run('query', ...args, '--lake', small.lake)

const PER_DAY = "select dt, count(*) as records, min(host) as host from flows where dt > '2024' group by dt order by dt"

describe('npm run query', () => {
  it('prints a table, numbers to the right', async () => {
    const { out } = await query(PER_DAY)
    expect(out).toBe('dt          records  host\n2024-03-01        6  NULL\n2024-03-02        6  NULL')
  })

  it('prints CSV', async () => {
    const { out } = await query(PER_DAY, '--format', 'csv')
    expect(parse(out)).toEqual([
      ['dt', 'records', 'host'],
      ['2024-03-01', '6', ''],
      ['2024-03-02', '6', ''],
    ])
  })

  it('prints JSON, with null for NULL', async () => {
    const { out } = await query(PER_DAY, '--format', 'json')
    expect(JSON.parse(out)).toEqual([
      { dt: '2024-03-01', records: 6, host: null },
      { dt: '2024-03-02', records: 6, host: null },
    ])
  })

  it('prints times, doubles, decimals and truth values as Athena does', async () => {
    const { out } = await query(
      "select min(start_time) as first, 3e0 / 2 as half, 4e0 / 2 as whole, 0.10 as tenth, true as yes, date '2024-03-01' as day, " +
        "with_timezone(timestamp '2024-03-01 00:00:00.5', 'UTC') as moment, 9007199254740993 as large from flows where dt > '2024'",
      '--format',
      'csv',
    )
    expect(out.split('\n')[1]).toBe(
      '2024-03-01 02:00:10.000,1.5,2.0,0.10,true,2024-03-01,2024-03-01 00:00:00.500 UTC,9007199254740993',
    )
  })

  it('prints lists and intervals as Athena does', async () => {
    const { out } = await query(
      "select sequence(1, 3, 1) as list, array['a', null] as words, array[4e0 / 2] as doubles, array[array[1]] as nested, " +
        "interval '15' minute as span, interval '2' day as days, interval '14' month as months",
      '--format',
      'csv',
    )
    expect(out.split('\n')[1]).toBe('"[1, 2, 3]","[a, null]",[2.0],[[1]],0 00:15:00.000,2 00:00:00.000,1-2')
  })

  it('refuses rows, which the engines name otherwise', async () => {
    const { err } = await query("select row(1, 'b') as r")
    expect(err).toMatch(/column r: expected .* or list of these, found STRUCT/)
  })

  it('gives doubles and truth values as such in JSON', async () => {
    const { out } = await query('select 4e0 / 2 as two, 1 < 2 as yes', '--format', 'json')
    expect(JSON.parse(out)).toEqual([{ two: 2, yes: true }])
  })

  it('keeps JSON whole where a text has control characters', async () => {
    const { out } = await query("select 'a\u009b\u202eb' as text", '--format', 'json')
    expect(out).toContain('a\\u009b\\u202eb')
    expect(JSON.parse(out)).toEqual([{ text: 'a\u009b\u202eb' }])
  })

  it('without SQL lists the columns of every published table with their meaning', async () => {
    const rows: { table: string; column: string; comment: string }[] = JSON.parse((await query('--format', 'json')).out)
    for (const { schema } of publishedTables) {
      const columns = rows.filter(({ table }) => table === schema.name)
      expect(columns.map(({ column }) => column)).toEqual([
        ...schema.columns.map(({ name }) => name),
        ...schema.partitions,
      ])
      for (const { comment } of columns) expect(comment.length).toBeGreaterThan(5)
    }
  })

  it('says of the tables what they are, without a lake', async () => {
    const tables = JSON.parse((await run('query', 'show tables', '--format', 'json')).out)
    expect(tables.map(({ table }: { table: string }) => table)).toEqual(
      publishedTables.map(({ schema }) => schema.name),
    )
    const { out } = await run('query', 'DESCRIBE contacts;')
    expect(out).toMatch(/^column +type +comment\n/)
    expect(out).toMatch(/^service +varchar +\S/m)
    const { err } = await run('query', 'describe contact')
    expect(err).toMatch(/^flowcensus: query: expected one of flows, contacts, .*, found contact$/)
  })

  it('answers several statements of a text or a file, one after another', async () => {
    const two = `select ';' as a; -- a ; in a comment\n/* ; */ select "b" from (select 2 as "b");\n`
    expect((await query(two, '--format', 'csv')).out).toBe('a\n;\n\nb\n2')
    const path = join(small.folder, 'two.sql')
    writeFileSync(path, two)
    expect((await query('--file', path, '--format', 'csv')).out).toBe('a\n;\n\nb\n2')
    const { err, code } = await query('select 1 as one', '--file', path)
    expect({ err, code }).toEqual({ err: 'flowcensus: query: expected SQL or --file, found both; name one', code: 2 })
    const { out, failed } = await query('select 1 as one; drop table contacts')
    expect({ out, failed }).toEqual({ out: '', failed: true })
  })

  it('needs a lake that is there, and makes none', async () => {
    const { err, failed } = await run('query', 'select 1 as one', '--lake', join(small.folder, 'no-lake'))
    expect(failed).toBe(true)
    expect(err).toBe(
      `flowcensus: expected a lake, found none at ${join(small.folder, 'no-lake')}; npm start makes one, --lake names another`,
    )
  })
})

describe('npm run query refuses, with the place', () => {
  const only: [what: string, sql: string, message: RegExp][] = [
    ['DuckDB’s casts', 'select dt::date from flows', /^query, line 1, column 10: .*; the dialect is Athena's/],
    ['DuckDB’s EXCLUDE', 'select * exclude (dt) from flows', /^query, line 1, column 10: /],
    ['FROM first', 'from flows', /^query, line 1, column 1: /],
    [
      'a function of DuckDB alone',
      'select\n  list_sum(dt) from flows',
      /^query, line 2, column 3: expected a function of the portable list, found list_sum; it may exist on Athena, here these do: abs, /,
    ],
    [
      'a function of Athena that DuckDB reads otherwise',
      'select approx_distinct(dt) from flows',
      /column 8: .*found approx_distinct/,
    ],
    [
      'a file for a table',
      'select * from "/etc/hosts"',
      /column 15: expected a table, found "\/etc\/hosts"; there are flows, contacts, /,
    ],
    ['a function for a table', "select * from read_csv('/etc/hosts')", /column 24: /],
    [
      'tables of another schema',
      'select * from information_schema.tables',
      /expected a table, found information_schema\.tables/,
    ],
    ['what is no SELECT', 'drop table flows', /expected a SELECT, found "drop table flows"/],
    ['a quote without end', "select 'x from flows", /^query, line 1, column /],
    ['nothing', '', /expected a SELECT, found ""/],
  ]
  it.each(only)('%s', async (_, sql, message) => {
    const { err, out, failed } = await query(sql)
    expect(failed).toBe(true)
    expect(out).toBe('')
    expect(err.replace(/^flowcensus: /, '')).toMatch(message)
  })

  it('lists in its advice every function that it takes', async () => {
    const { err } = await query('select nope(dt) from flows')
    for (const name of PORTABLE_FUNCTIONS) expect(err).toContain(name)
  })

  it('a column that is not there, naming some that are', async () => {
    const { err, failed } = await query("select remote_adress from flows where dt > '2024'")
    expect(failed).toBe(true)
    expect(err).toContain('line 1, column 8: expected a column of flows, found remote_adress (perhaps ')
    expect(err).toContain('remote_')
  })
})

describe('a division in npm run query', () => {
  const unsafe = ['bytes_out / packets_out', 'bytes_out % packets_out', 'mod(bytes_out, packets_out)', '1 / 0']
  it.each(unsafe)('%s is refused: Athena stops at zero, DuckDB gives NULL', async expression => {
    const { err, failed } = await query(`select ${expression} as x from flows where dt > '2024'`)
    expect(failed).toBe(true)
    expect(err).toMatch(/column 8: expected a divisor that is never 0, found .*: write nullif\(.*, 0\)$/m)
  })

  it('of decimals is refused: Athena rounds them', async () => {
    const { err } = await query("select 100.0 * bytes_out / nullif(packets_out, 0) as x from flows where dt > '2024'")
    expect(err).toContain('write 100e0 for 100.0')
  })

  it('by nullif or by a number is taken, whole where both sides are', async () => {
    const sql =
      "select max(bytes_out / nullif(packets_out, 0)) as ratio, 7 / 2 as whole, 7e0 / 2 as double, mod(7, 4) as rest, '1.5 / x' as text from flows where dt > '2024'"
    expect(JSON.parse((await query(sql, '--format', 'json')).out)).toEqual([
      { ratio: 200, whole: 3, double: 3.5, rest: 3, text: '1.5 / x' },
    ])
  })
})

describe('a double', () => {
  const texts: [value: number, text: string][] = [
    [0, '0.0'],
    [2, '2.0'],
    [-0.5, '-0.5'],
    [0.001, '0.001'],
    [0.0001, '1.0E-4'],
    [9_999_999, '9999999.0'],
    [10_000_000, '1.0E7'],
    [123_456_789.5, '1.234567895E8'],
  ]
  it.each(texts)('%d is printed %s, as Trino does', (value, text) => {
    expect(doubleText(value)).toBe(text)
  })
})
