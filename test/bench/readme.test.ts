import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { fillSection, readBenchSql, withBenchmark } from './readme-section.ts'

const results = new URL('results.md', import.meta.url)

// Only a full run of the benchmark writes results.
it.skipIf(!existsSync(results))('README quotes the results and the SQL of the benchmark as they are', () => {
  const readme = readFileSync('README.md', 'utf8')
  expect(withBenchmark(readme, readFileSync(results, 'utf8'), readBenchSql())).toBe(readme)
})

const lambda = new URL('lambda/results.md', import.meta.url)

it.skipIf(!existsSync(lambda))('README quotes the benchmark of the bundled function as it is', () => {
  const readme = readFileSync('README.md', 'utf8')
  expect(fillSection(readme, 'bench lambda', readFileSync(lambda, 'utf8'))).toBe(readme)
})
