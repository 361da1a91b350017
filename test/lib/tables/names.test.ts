/** Names of columns: one meaning a name, one name a meaning, but for those that are listed. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contacts } from '../../../functions/lib/tables/contacts.ts'
import { allTables, publishedTables } from '../../../functions/lib/tables/index.ts'
import { shapeOf } from '../../../functions/lib/tables/table-schema.ts'
import { TWINS, TWO_MEANINGS, twinOf } from '../../../infra/local/query/twins.ts'

const columns = allTables.flatMap(table => table.columns.map(column => ({ table: table.name, ...column })))
/** Of the tables that people ask. */
const known = new Set(publishedTables.flatMap(({ schema }) => schema.columns.map(({ name }) => name)))
const byName = Map.groupBy(columns, ({ name }) => name)

describe('a name of a column', () => {
  it('has one type in all tables, but for those that are listed', () => {
    const several = [...byName].filter(([, own]) => new Set(own.map(({ type }) => type)).size > 1)
    expect(several.map(([name]) => name).sort()).toEqual([...TWO_MEANINGS].sort())
  })

  it('is not had once with the end that is meant and once without, but for those that are listed', () => {
    const bare = [...known].flatMap(name => /^(?:remote|local)_(.+)$/.exec(name)?.[1] ?? [])
    const doubled = bare.filter(name => known.has(name) && twinOf(name) === undefined)
    // A contact's exclusion may come of its service too; a record's network is that of its local end.
    expect(doubled.sort()).toEqual(['excluded_as', 'network', 'network_prefix'])
  })

  it('that has a twin is there, of the same type, in no table beside it, and names it in its comment', () => {
    for (const [one, other] of TWINS) {
      const [ones, others] = [byName.get(one) ?? [], byName.get(other) ?? []]
      const tables = new Set(ones.map(({ table }) => table))
      expect(ones[0]?.type, one).toBe(others[0]?.type)
      expect(others.filter(({ table }) => tables.has(table))).toEqual([])
      const [first, second] = [
        ones[0]?.comment,
        others.find(({ table }) => ['contacts', 'locals'].includes(table))?.comment,
      ]
      expect(first, one).toMatch(new RegExp(`: ${other}\\.$`))
      expect(second, other).toMatch(new RegExp(`: ${one}\\.$`))
    }
  })

  it('is said in the README as it is listed', () => {
    const readme = readFileSync(new URL('../../../queries/README.md', import.meta.url), 'utf8')
    for (const pair of TWINS) expect(readme).toContain(pair.map(name => `\`${name}\``).join(' | '))
    for (const name of TWO_MEANINGS) expect(readme).toMatch(new RegExp(`^\\| \`${name}\` \\|`, 'm'))
  })
})

it('a comment is as long as Glue takes it: 255 bytes', () => {
  expect(columns.filter(({ comment }) => Buffer.byteLength(comment) > 255)).toEqual([])
})

describe('the shape of a table', () => {
  it('is another for another column, and the same for another comment', () => {
    const [first, ...rest] = contacts.columns
    const worded = { ...contacts, comment: 'x', columns: [{ ...first!, comment: 'y' }, ...rest] }
    expect(shapeOf(worded)).toBe(shapeOf(contacts))
    expect(shapeOf({ ...contacts, columns: rest })).not.toBe(shapeOf(contacts))
    expect(shapeOf({ ...contacts, columns: [{ ...first!, nullable: true }, ...rest] })).not.toBe(shapeOf(contacts))
    expect(new Set(publishedTables.map(({ schema }) => shapeOf(schema))).size).toBe(publishedTables.length)
  })
})
