import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadQuery, queryNames } from '../../functions/lib/queries.ts'

/** The table of queries in their README as the headers have it. */
const expected = [
  '| query | question |',
  '|---|---|',
  ...queryNames().map(name => `| [\`${name}\`](${name}.sql) | ${loadQuery(name).question} |`),
].join('\n')

it('queries/README.md: the table of queries is made of their headers', () => {
  const readme = readFileSync(new URL('../../queries/README.md', import.meta.url), 'utf8')
  const [, table = ''] = readme.split(/<!-- \/?queries -->/)
  expect(table.trim()).toBe(expected)
})
