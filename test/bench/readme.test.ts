import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { brokenPromises, COVERAGE_SECTION, describeCoverage } from './coverage/describe.ts'
import { coverageResultsSchema } from './coverage/measure.ts'
import { benchSql, readBenchSql } from './duckdb-sql.ts'
import { fillSection, withBenchmark } from './readme-section.ts'

const results = new URL('results.md', import.meta.url)

// Only a full run of the benchmark writes results.
it.skipIf(!existsSync(results))('README quotes the results and the SQL of the benchmark as they are', () => {
  const readme = readFileSync('test/bench/README.md', 'utf8')
  expect(withBenchmark(readme, readFileSync(results, 'utf8'), readBenchSql())).toBe(readme)
})

it.each(['vpc', 'zeek'] as const)('the SQL that README shows holds every line that DuckDB runs on %s', format => {
  const shown = new Set(readBenchSql().split('\n'))
  const filled = /read_csv\(|\) TO |row_number\(\) OVER/
  const run = benchSql(format, 'log', 'parquet').split('\n')
  expect(run.filter(line => !shown.has(line) && !shown.has(line.trimStart()) && !filled.test(line))).toEqual([])
  expect(run.join('')).not.toMatch(/\$\w/)
})

const lambda = new URL('lambda/results.md', import.meta.url)

it.skipIf(!existsSync(lambda))('README quotes the benchmark of the bundled function as it is', () => {
  const readme = readFileSync('infra/aws/README.md', 'utf8')
  expect(fillSection(readme, 'bench lambda', readFileSync(lambda, 'utf8'))).toBe(readme)
})

const families = new URL('families/results.md', import.meta.url)

it.skipIf(!existsSync(families))('README quotes the speed of each format as it was measured', () => {
  const readme = readFileSync('test/bench/README.md', 'utf8')
  expect(fillSection(readme, 'bench families', readFileSync(families, 'utf8'))).toBe(readme)
})

const coverage = new URL('coverage/coverage.json', import.meta.url)

it.skipIf(!existsSync(coverage))(
  'README quotes what is left unnamed as it was measured, and the promises of the study hold',
  () => {
    const results = coverageResultsSchema.parse(JSON.parse(readFileSync(coverage, 'utf8')))
    const readme = readFileSync('test/bench/README.md', 'utf8')
    expect(fillSection(readme, COVERAGE_SECTION, describeCoverage(results))).toBe(readme)
    expect(brokenPromises(results.after)).toEqual([])
  },
)
