/**
 * `npm run bench:small`: what an upload costs beyond its rows: processor time of 1,000 files of ten rows over ten days, each a
 * delivery of its own to a folder, the median of three rounds. Exits 1 above the floor, which means something on a quiet
 * machine only. Linux (taskset); half a minute.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeVpc } from '../inputs.ts'
import { median, runPinned } from '../pinned-runs.ts'

const FILES = 1000
const ROWS = 10
const ROUNDS = 3
/** Of an upload, compiling our code as it warms up among it. */
const MOST_MS = 5

const folder = mkdtempSync(join(tmpdir(), 'bench-small-'))
const logs = join(folder, 'logs', 'team')
try {
  writeLogs()
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    // Each has a lake of its own, which stays to the end: ext4 looks through what was deleted lately for room of new files.
    const { rows, cpuSeconds } = runPinned('small/run.ts', logs, join(folder, `lake-${round}`))
    if (rows !== FILES * ROWS) throw new Error(`expected ${FILES * ROWS} rows, found ${rows}`)
    rounds.push((cpuSeconds / FILES) * 1000)
  }
  const ms = median(rounds)
  console.log(`an upload of ${ROWS} rows: ${ms.toFixed(1)} ms of processor time`)
  if (ms > MOST_MS) {
    console.error(`expected at most ${MOST_MS} ms, found ${ms.toFixed(1)}; is the machine quiet?`)
    process.exitCode = 1
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function writeLogs(): void {
  mkdirSync(logs, { recursive: true })
  const path = join(folder, 'all.log')
  writeVpc({ path, rows: FILES * ROWS, days: 10, inOrder: true, seed: 1 })
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n')
  for (let at = 0; at < FILES; at++)
    writeFileSync(join(logs, `${at}.log`), `${[header, ...lines.slice(at * ROWS, (at + 1) * ROWS)].join('\n')}\n`)
}
