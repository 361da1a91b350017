/**
 * `npm run bench:coverage [-- --before <checkout>]`: shares of `use` contacts without service, kind and country, on the study
 * and on real logs, of this checkout and of an earlier one (a folder with its packages). Writes coverage.json and coverage.md
 * beside this file, and the latter into the README of the benchmarks. Exits 1 where the study breaks a promise. Real logs are
 * read from ../shared/flowdata, and are left out, and named so, where they are not there.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { flowSamples } from '../../support/flow-samples.ts'
import { fillSection } from '../readme-section.ts'
import { brokenPromises, COVERAGE_SECTION, describeCoverage } from './describe.ts'
import { type Coverage, coverageResultsSchema, measure } from './measure.ts'

/** What is measured: its name in the table, the files below the folder of real logs (none for the study), whom it watches. */
const LOGS = [
  { name: 'study', files: [], networks: undefined },
  {
    name: 'honeypot (Zeek)',
    networks: 'cidr,name\n64.225.56.201/32,honeypot\n',
    files: [19, 20, 21].map(
      day => `zeek-conn/activecm+rita__missing_host-2024-04-${day}-all24h-multimember.conn.log.gz`,
    ),
  },
  {
    name: 'two EVE logs',
    networks: undefined,
    files: [
      'suricata-eve/alaajili+EVE-Json-Parser__eve.json',
      'suricata-eve/stratosphereips+StratosphereLinuxIPS__test6-malicious.suricata.json',
    ],
  },
] as const

const root = join(import.meta.dirname, '../../..')
const place = process.argv.indexOf('--before')
const before = place < 0 ? undefined : process.argv[place + 1]
const stored = new URL('coverage.json', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'coverage-'))

try {
  const known = existsSync(stored) ? coverageResultsSchema.parse(JSON.parse(readFileSync(stored, 'utf8'))) : undefined
  const results = {
    before: before === undefined ? (known?.before ?? []) : measureAll(before, 'before'),
    after: measureAll(root, 'after'),
  }
  writeFileSync(stored, `${JSON.stringify(results, null, 2)}\n`)
  const text = describeCoverage(results)
  writeFileSync(new URL('coverage.md', import.meta.url), text)
  const readme = new URL('../README.md', import.meta.url)
  writeFileSync(readme, fillSection(readFileSync(readme, 'utf8'), COVERAGE_SECTION, text))
  console.log(text)
  const broken = brokenPromises(results.after)
  for (const line of broken) console.error(line)
  process.exitCode = broken.length > 0 ? 1 : 0
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function measureAll(checkout: string, side: string): Coverage[] {
  const measured: Coverage[] = []
  for (const { name, files, networks } of LOGS) {
    const paths = files.map(file => join(flowSamples, file))
    const absent = paths.filter(path => !existsSync(path))
    if (absent.length > 0) {
      console.error(`${name}: left out, ${absent.length} of ${paths.length} files are not below ${flowSamples}`)
      continue
    }
    console.error(`${side}: ${name}`)
    measured.push(measure({ name, checkout, paths, networks, lake: join(folder, `${side}-${measured.length}`) }))
  }
  return measured
}
