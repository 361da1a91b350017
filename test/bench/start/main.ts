/**
 * `npm run bench:start`: how long a command, and the bundled normalise, take until they do something: by the clock, medians of
 * ten, after one that is not counted. Exits 1 above a floor, which means something on a quiet machine only. Half a minute.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeBundle } from '../../../infra/aws/bundle.ts'
import { handlerOf } from '../../../infra/aws/bundled-code.ts'
import { invokeBundle } from '../../support/lambda/runtime-api.ts'
import { median } from '../pinned-runs.ts'

const RUNS = 10
/** Milliseconds. */
const MOST = { help: 150, bundle: 250 } as const
const CLI = join(import.meta.dirname, '../../../infra/local/cli.mjs')

const folder = mkdtempSync(join(tmpdir(), 'bench-start-'))
try {
  writeBundle('normalise', undefined, folder)
  const found = [
    { what: 'Node alone', ms: await medianOf(() => run('-e', '0')), most: Number.POSITIVE_INFINITY },
    { what: '--help', ms: await medianOf(() => run(CLI, '--help')), most: MOST.help },
    { what: 'start --help', ms: await medianOf(() => run(CLI, 'start', '--help')), most: MOST.help },
    { what: 'the bundled normalise, cold', ms: await medianOf(startBundle), most: MOST.bundle },
  ]
  for (const { what, ms } of found) console.log(`${what}: ${ms.toFixed(0)} ms`)
  const slow = found.filter(({ ms, most }) => ms > most)
  for (const { what, ms, most } of slow)
    console.error(`${what}: expected at most ${most} ms, found ${ms.toFixed(0)}; is the machine quiet?`)
  process.exitCode = slow.length > 0 ? 1 : 0
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function medianOf(once: () => number | Promise<number>): Promise<number> {
  await once()
  const runs: number[] = []
  for (let at = 0; at < RUNS; at++) runs.push(await once())
  return median(runs)
}

function run(...args: string[]): number {
  const beganMs = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${args.join(' ')}: expected that it ends with 0, found ${status}: ${stderr}`)
  return performance.now() - beganMs
}

/** Until its first question for an event; the one that it is given is none, which it says. */
async function startBundle(): Promise<number> {
  const { initMs, ...outcome } = await invokeBundle({
    folder,
    handler: handlerOf('normalise'),
    event: {},
    memoryMb: 1769,
    timeoutMs: 60_000,
    environment: { UPLOADS_BUCKET: 'uploads', LAKE_BUCKET: 'lake', TRIES: '5', TMPDIR: folder },
  })
  if (outcome.kind !== 'error') throw new Error(`expected that it refuses the event, found ${JSON.stringify(outcome)}`)
  return initMs
}
