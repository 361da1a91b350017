import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readBenchSql, withBenchmark } from './readme-section.ts'

it('README quotes the results and the SQL of the benchmark as they are', () => {
  const readme = readFileSync('README.md', 'utf8')
  const results = readFileSync(new URL('results.md', import.meta.url), 'utf8')
  expect(withBenchmark(readme, results, readBenchSql())).toBe(readme)
})
