/** What every query engine of the product must do; each implementation's test file runs this suite with its factory. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Catalogue, type ObjectStore, type QueryEngine, QueryFailed } from '../../../functions/lib/ports.ts'
import { allTables } from '../../../functions/lib/tables/index.ts'
import type { TableSchema } from '../../../functions/lib/tables/table-schema.ts'
import { encodeTable } from '../../../functions/publish/parquet-table.ts'

export interface OpenEngine {
  engine: QueryEngine
  lake: ObjectStore
  catalogue: Catalogue
  /** Removes what the lake holds. */
  close(): void | Promise<void>
}

const tableNamed = (name: string): TableSchema => {
  const table = allTables.find(one => one.name === name)
  if (table === undefined) throw new Error(`expected a table ${name}, found none`)
  return table
}
const liveness = tableNamed('liveness')
const attempts = tableNamed('attempts')
const SLOTS = '01'.repeat(48)
/** A row of liveness and of inputs_liveness. */
const seen = (exporter: string, records: number, network: string | null = null) => [
  exporter,
  network,
  'team',
  'zeek',
  0,
  SLOTS,
  '',
  records,
]

/** Registers the suite. `open` gives an engine over an empty lake once. */
export function describeQueryEngine(name: string, open: () => OpenEngine | Promise<OpenEngine>): void {
  describe(`the query engine ${name}`, () => {
    let opened: OpenEngine
    let engine: QueryEngine
    beforeAll(async () => {
      opened = await open()
      engine = opened.engine
    })
    afterAll(() => opened?.close())

    const putRows = (key: string, table: TableSchema, rows: Parameters<typeof encodeTable>[1]) =>
      opened.lake.put(key, encodeTable(table, rows))
    const one = async (sql: string, ...parameters: (string | number | bigint)[]) =>
      (await engine.select(sql, parameters)).rows

    describe('asked', () => {
      it('answers with whole numbers and text, and with names of columns', async () => {
        expect(await engine.select("select cast(3 as bigint) as n, 'x' as t, cast(-1 as integer) as i")).toEqual({
          columns: ['n', 't', 'i'],
          rows: [[3, 'x', -1]],
        })
      })

      it('keeps NULL, empty text and the word NULL apart', async () => {
        const sql = "select cast(null as varchar) as a, '' as b, 'NULL' as c, cast(null as bigint) as d"
        expect(await one(sql)).toEqual([[null, '', 'NULL', null]])
      })

      it('gives text to the letter', async () => {
        const text = `it's "quoted", back\\slash, 평양 😀 ; -- ? /* */ line\nend\ttab`
        const literal = `'${text.replaceAll("'", "''")}'`
        expect(await one(`select t from (values (${literal}), ('a')) as v(t) where t = ?`, text)).toEqual([[text]])
      })

      it('binds parameters in order, as literals of their type', async () => {
        const values = "(values (1, 'a'), (2, 'b'), (-3, 'c')) as v(n, t)"
        expect(await one(`select n from ${values} where n = ? and t = ?`, 2, 'b')).toEqual([[2]])
        expect(await one(`select t from ${values} where n < ? or t = ? order by t`, -2, 'a')).toEqual([['a'], ['c']])
        expect(await one(`select t from ${values} where n = ?`, 1n)).toEqual([['a']])
      })

      it('takes a question mark in text or a comment for no parameter', async () => {
        const sql = "-- why?\nselect '?' as t /* ? */ from (values (1)) as v(n) where n = ?"
        expect(await one(sql, 1)).toEqual([['?']])
      })

      it('refuses more or fewer parameters than the query has', async () => {
        await expect(one('select 1 as n from (values (1)) as v(n) where n = ?')).rejects.toThrow()
        await expect(one('select 1 as n', 1)).rejects.toThrow()
      })

      it('gives the columns of an answer without rows', async () => {
        expect(await engine.select("select n, 'x' as t from (values (1)) as v(n) where n > 1")).toEqual({
          columns: ['n', 't'],
          rows: [],
        })
      })

      it('gives all rows of an answer of several pages, in order', async () => {
        const rows = await one(
          'select cast(n as bigint) as n from (values (1)) as v(one) cross join unnest(sequence(1, 2500, 1)) as u(n) order by n',
        )
        expect(rows.map(([n]) => n)).toEqual(Array.from({ length: 2500 }, (_, at) => at + 1))
      })

      it('gives whole numbers beyond 2^53 digit by digit, and their sums', async () => {
        const sql =
          'select n, cast(sum(n) as bigint) as total from (values (9007199254740991), (9007199254740993), (-1)) as v(n) ' +
          'group by n order by n'
        expect(await one(sql)).toEqual([
          [-1, -1],
          [9_007_199_254_740_991, 9_007_199_254_740_991],
          [9_007_199_254_740_993n, 9_007_199_254_740_993n],
        ])
        const sum = 'select cast(sum(n) as bigint) as n from (values (9007199254740991), (9007199254740991)) as v(n)'
        expect(await one(sum)).toEqual([[18_014_398_509_481_982n]])
      })

      it.each([
        ['a double', 'select cast(1 as double) as n'],
        ['a timestamp', "select timestamp '2017-04-20 00:00:00' as n"],
      ])('refuses %s, naming the column', async (_, sql) => {
        const error = await one(sql).catch((thrown: unknown) => thrown)
        expect(error).toBeInstanceOf(QueryFailed)
        expect(String(error)).toContain('column n: expected')
      })

      it('fails with what the engine says', async () => {
        const error = await one('select nonesuch from (values (1)) as v(n)').catch((thrown: unknown) => thrown)
        expect(error).toBeInstanceOf(QueryFailed)
        expect(String(error)).toContain('nonesuch')
      })
    })

    describe('over tables', () => {
      const ask = "select exporter, records from liveness where dt = '2017-04-20' order by exporter"

      it('reads a published table only where the catalogue points to', async () => {
        const [a, b] = ['liveness/dt=2017-04-20/run=a/', 'liveness/dt=2017-04-20/run=b/']
        await putRows(`${a}part-0.parquet`, liveness, [seen('one', 1), seen('two', 2)])
        await putRows(`${b}part-0.parquet`, liveness, [seen('three', 3)])
        expect(await one(ask)).toEqual([])
        await opened.catalogue.point('liveness', '2017-04-20', a)
        expect(await one(ask)).toEqual([
          ['one', 1],
          ['two', 2],
        ])
        await opened.catalogue.point('liveness', '2017-04-20', b)
        expect(await one(ask)).toEqual([['three', 3]])
        await opened.catalogue.remove('liveness', '2017-04-20')
        expect(await one(ask)).toEqual([])
      })

      it.each([
        ['in quotes', 'from "attempts"'],
        ['in capitals', 'from DAILY d'],
        ['after a subquery', 'from (select 1 as one) as x, locals'],
        ['after rows of values', 'from (values (1)) as x(one), activity'],
        ['in a subquery after another', 'from (select 1 as one) as x, (select dt from "exporter_pairs") as y'],
      ])('knows a table %s', async (_, from) => {
        expect(await one(`select cast(count(*) as bigint) as n ${from} where dt = '1999-01-01'`)).toEqual([[0]])
      })

      it('reads what a run wrote by its place', async () => {
        const inputs = tableNamed('inputs_liveness')
        await putRows('inputs_liveness/dt=2017-04-21/run=x-1/part-0.parquet', inputs, [seen('in x', 7, 'net')])
        await putRows('inputs_liveness/dt=2017-04-21/run=y-1/part-0.parquet', inputs, [seen('in y', 8)])
        const sql = 'select exporter, network, records, run from inputs_liveness where dt = ? and run = ?'
        expect(await one(sql, '2017-04-21', 'x-1')).toEqual([['in x', 'net', 7, 'x-1']])
        expect(await one(sql, '2017-04-21', 'z-1')).toEqual([])
      })
    })

    describe('materialising', () => {
      const rowsSql = `select timestamp '2017-04-20 00:15:00.000' as hour, ${columnsOf(attempts, 'hour')} from (values (1), (2), (3)) as v(n)`

      /** A value for each column, of its type. */
      function columnsOf(table: TableSchema, ...but: string[]): string {
        const values = { varchar: "'x'", int: 'cast(n as integer)', bigint: 'cast(n as bigint)', timestamp: 'null' }
        const wanted = table.columns.filter(column => !but.includes(column.name))
        return wanted.map(column => `${values[column.type]} as ${column.name}`).join(', ')
      }

      it('writes rows that the table then has, times to the millisecond', async () => {
        const table = tableNamed('contacts')
        const place = 'contacts/dt=2017-04-20/run=c/'
        const sql = `select timestamp '2017-04-20 00:15:00.125' as slot, ${columnsOf(table, 'slot')} from (values (1), (2), (3)) as v(n) where n < ?`
        const files = await engine.materialise(sql, [3], table, place)
        expect(files.reduce((rows, file) => rows + file.rows, 0)).toBe(2)
        for (const { key, bytes } of files) expect((await opened.lake.head(key))?.size, key).toBe(bytes)
        await opened.catalogue.point('contacts', '2017-04-20', place)
        expect(
          await one(
            "select protocol, records, remote_ip, date_format(slot, '%Y-%m-%d %H:%i:%s') as slot, cast(slot = timestamp '2017-04-20 00:15:00.125' as integer) as same, dt from contacts where dt = '2017-04-20' order by protocol",
          ),
        ).toEqual([
          [1, 1, 'x', '2017-04-20 00:15:00', 1, '2017-04-20'],
          [2, 2, 'x', '2017-04-20 00:15:00', 1, '2017-04-20'],
        ])
      })

      it('writes no row of a select without rows', async () => {
        const files = await engine.materialise(`${rowsSql} where n > 3`, [], attempts, 'attempts/dt=2017-04-20/run=e/')
        expect(files.reduce((rows, file) => rows + file.rows, 0)).toBe(0)
      })

      it('refuses a prefix that holds something, and leaves it as it was', async () => {
        const key = 'attempts/dt=2017-04-20/run=f/part-0.parquet'
        await putRows(key, attempts, [])
        const before = await opened.lake.head(key)
        const error = await engine
          .materialise(rowsSql, [], attempts, 'attempts/dt=2017-04-20/run=f/')
          .catch((thrown: unknown) => thrown)
        expect(error).toBeInstanceOf(QueryFailed)
        expect(await opened.lake.head(key)).toEqual(before)
      })

      it('fails with what the engine says, where a column of the table is missing', async () => {
        const failing = engine.materialise('select 1 as n', [], liveness, 'liveness/dt=2017-04-20/run=g/')
        await expect(failing).rejects.toBeInstanceOf(QueryFailed)
        await expect(
          engine.materialise('select 1 as n', [], liveness, 'liveness/dt=2017-04-20/run=h/'),
        ).rejects.toThrow(/exporter/)
      })
    })
  })
}
