/**
 * `npm run fuzz [-- --family NAME] [--runs N] [--seed N] [--input NUMBER]`: mutated inputs of each family of the registry,
 * 200,000 by default, of its samples and of real files where there are any. Each must end without an exception, with a
 * balance, the same however it is split, in a second of CPU for 64 KiB, and below 700 MB. What fails is made small, written
 * below `.fuzz/`, and can be tried again by its seed and number. Says every 30 s how far it is. Exits 1 where anything failed.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { families } from '../../../functions/normalise/formats/index.ts'
import { allSamples, basesOf, nameOfFamily } from './bases.ts'
import { inputOf } from './inputs.ts'
import { minimise } from './minimise.ts'
import { progressOf, summaryOf } from './progress.ts'
import type { Failed } from './serve.ts'
import { tryInput } from './trial.ts'
import { LIMITS, runFamily, tryBytes } from './watch.ts'

const RUNS = 200_000
/** More of one family are told by their number alone. */
const MOST_SHOWN = 5
const FOUND = resolve(import.meta.dirname, '../../../.fuzz')
const worker = new URL('worker.ts', import.meta.url)

const { values } = parseArgs({
  options: {
    family: { type: 'string' },
    runs: { type: 'string' },
    seed: { type: 'string' },
    input: { type: 'string' },
  },
})
const names = families.map(nameOfFamily)
if (values.family !== undefined && !names.includes(values.family))
  throw new Error(`expected a family of ${names.join(', ')}, found ${values.family}`)
const seed = wholeNumber('--seed', values.seed, Date.now() % 2 ** 31)
const from = wholeNumber('--input', values.input, 0)
const to = values.input === undefined ? wholeNumber('--runs', values.runs, RUNS) : from + 1
const folder = mkdtempSync(join(tmpdir(), 'fuzz-'))

let passed = 0
let failed = 0
try {
  for (const family of values.family === undefined ? names : [values.family]) (await fuzz(family)) ? passed++ : failed++
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name}: expected a whole number, found ${text}`)
  return value
}

/** Whether nothing failed. */
async function fuzz(family: string): Promise<boolean> {
  const failures: (Partial<Failed> & Pick<Failed, 'number' | 'failure'>)[] = []
  const progress = progressOf({ family, inputs: to - from }, () => performance.now(), console.log)
  const counts = await runFamily(worker, {
    ...{ family, seed, from, to, folder },
    onFailure: found => failures.push(found),
    onCounts: progress.take,
  })
  console.log(summaryOf(family, seed, counts, failures.length))
  for (const found of failures.slice(0, MOST_SHOWN)) await show(family, found)
  if (failures.length > MOST_SHOWN)
    console.log(
      `  and the inputs ${failures
        .slice(MOST_SHOWN, 100)
        .map(({ number }) => number)
        .join(', ')}`,
    )
  return failures.length === 0
}

async function show(family: string, { number, failure }: Pick<Failed, 'number' | 'failure'>): Promise<void> {
  const facts = families.find(own => nameOfFamily(own) === family)
  const input = inputOf(seed, number, basesOf(facts?.formats ?? [], true), allSamples())
  console.log(`  ${failure}\n  npm run fuzz -- --family ${family} --seed ${seed} --input ${number}`)
  console.log(`  ${input.format.name}${input.isUpload ? ', an upload' : ''}: ${input.done.join('; ')}`)
  const kind = kindOf(failure)
  // What never ends, or takes the memory, is tried in a thread of its own each time.
  const isDeadly = /^(hangs|takes \d+ MB|ends)/.test(kind)
  const fails = async (bytes: Uint8Array) => {
    const tried = isDeadly
      ? await tryBytes(worker, { ...input, format: input.format.name, bytes, folder }, { ...LIMITS, cpuMs: 3000 })
      : (await tryInput({ ...input, bytes }, folder)).failure
    return tried !== undefined && kindOf(tried) === kind
  }
  const least = await minimise(input.bytes, fails, isDeadly ? 60 : undefined)
  mkdirSync(FOUND, { recursive: true })
  const path = join(FOUND, `${family}-${seed}-${number}.bin`)
  writeFileSync(path, least)
  console.log(
    `  ${least.length} of its ${input.bytes.length} bytes, in ${path}: ${JSON.stringify(Buffer.from(least.subarray(0, 300)).toString('latin1'))}`,
  )
}

/** A failure without its numbers and what it found. */
function kindOf(failure: string): string {
  return failure
    .replace(/\d+/g, 'N')
    .replace(/(differs when it is split: \w+).*/, '$1')
    .slice(0, 120)
}
