/**
 * `npm run bench:report`: how long `npm start` takes, and a quarterly report of 1 M contacts, each in a process of its own on all
 * cores. Writes the table in the README of the benchmarks; exits 1 where one takes a minute. Five minutes on two quiet cores.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { INTENDED } from '../../../infra/local/study/intended.ts'
import { fillSection } from '../readme-section.ts'
import { machine } from '../results.ts'

/** The study makes half as many contacts as its sensors write records. */
const RECORDS = 2_000_000
const LEAST_CONTACTS = 1_000_000
const MOST_SECONDS = 60

const measuredSchema = z.object({ seconds: z.number(), cpuSeconds: z.number(), peakRssBytes: z.number() })
const folder = mkdtempSync(join(tmpdir(), 'bench-report-'))
const lake = ['--lake', join(folder, 'lake')]
const out = ['--out', join(folder, 'reports')]

try {
  const start = run('start', '--lake', join(folder, 'study'), ...out)
  const whole = run('start', '--records', `${RECORDS}`, ...lake, ...out)
  const report = run('report', 'quarterly', '--to', INTENDED.lastDay, ...lake, ...out)
  const contacts = contactsOf()
  const rows = [
    { what: '`npm start`: the study from nothing to its report', ...start },
    { what: `the same with ${RECORDS / 1e6} M records, ${(contacts / 1e6).toFixed(2)} M contacts`, ...whole },
    { what: 'of these a report of 91 days, `npm run report -- quarterly`', ...report },
  ]
  const lines = rows.map(
    ({ what, seconds, cpuSeconds, peakRssBytes }) =>
      `| ${what} | ${seconds.toFixed(0)} | ${cpuSeconds.toFixed(0)} | ${(peakRssBytes / 1e6).toFixed(0)} |\n`,
  )
  const on = machine()
  const head = '| all cores | s | s of processor time | peak RSS, MB |\n|---|---:|---:|---:|\n'
  const text = `${head}${lines.join('')}\nMachine: ${on.cores} cores, ${on.cpu}, ${on.memoryGb} GB, Node ${on.node}.\n`
  console.log(text)
  const readme = new URL('../README.md', import.meta.url)
  writeFileSync(readme, fillSection(readFileSync(readme, 'utf8'), 'bench report', text))
  if (contacts < LEAST_CONTACTS) throw new Error(`expected ${LEAST_CONTACTS} contacts, found ${contacts}`)
  process.exitCode = Math.max(start.seconds, report.seconds) < MOST_SECONDS ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function run(...command: string[]): z.infer<typeof measuredSchema> {
  const result = join(folder, 'measured.json')
  const script = join(import.meta.dirname, 'command-run.ts')
  execFileSync(process.execPath, [script, result, ...command], { stdio: ['ignore', 'ignore', 'inherit'] })
  return measuredSchema.parse(JSON.parse(readFileSync(result, 'utf8')))
}

function contactsOf(): number {
  const cli = join(import.meta.dirname, '../../../infra/local/cli.mjs')
  const query = ['query', 'SELECT count(*) AS contacts FROM contacts', ...lake]
  const text = execFileSync(process.execPath, [cli, ...query], { encoding: 'utf8' })
  return Number(text.trim().split('\n').at(-1))
}
