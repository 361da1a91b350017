import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadQuery, queryNames } from '../../functions/lib/queries.ts'

/** The README's table of queries as the headers have it. */
const expected = [
  '| query | question |',
  '|---|---|',
  ...queryNames().map(name => `| [\`${name}\`](queries/${name}.sql) | ${loadQuery(name).question} |`),
].join('\n')

it('README: the table of queries is made of their headers', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const [, table = ''] = readme.split(/<!-- \/?queries -->/)
  expect(table.trim()).toBe(expected)
})
