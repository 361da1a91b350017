/** The worker's side: tries inputs by number, or bytes that are given, and tells of each that fails. */
import { parentPort } from 'node:worker_threads'
import type { FamilyFacts, Format } from '../../../functions/normalise/formats/format.ts'
import { allSamples, type Bases, basesOf, nameOfFamily } from './bases.ts'
import { type FuzzInput, inputOf } from './inputs.ts'
import { tryInput } from './trial.ts'

/** Inputs from number `from` to before `to`; `at[0]` is the one that is tried. */
export interface Run {
  kind: 'run'
  family: string
  seed: number
  from: number
  to: number
  folder: string
  at: Int32Array
}

export interface Try extends Pick<FuzzInput, 'bytes' | 'chunks' | 'isUpload'> {
  kind: 'try'
  format: string
  folder: string
}

export interface Counts {
  inputs: number
  read: number
  rows: number
  refused: number
  cpuMs: number
  /** The input that took most CPU time, and how much. */
  slowest: number
  slowestMs: number
}

export const nothingCounted: Counts = {
  ...{ inputs: 0, read: 0, rows: 0, refused: 0 },
  ...{ cpuMs: 0, slowest: 0, slowestMs: 0 },
}

/** Both counts as one. */
export function addCounts(one: Counts, other: Counts): Counts {
  const { slowest, slowestMs } = other.slowestMs > one.slowestMs ? other : one
  return {
    inputs: one.inputs + other.inputs,
    read: one.read + other.read,
    rows: one.rows + other.rows,
    refused: one.refused + other.refused,
    cpuMs: one.cpuMs + other.cpuMs,
    slowest,
    slowestMs,
  }
}

export interface Failed {
  number: number
  failure: string
  format: string
  done: readonly string[]
  bytes: Uint8Array
  chunks: readonly number[]
  isUpload: boolean
}

export type Said =
  | { kind: 'failed'; failed: Failed }
  | { kind: 'counts'; counts: Counts }
  | { kind: 'tried'; failure: string | undefined }

/** After so many inputs what was counted is told: what is lost of a worker that hangs is little. */
const TOLD_AFTER = 100

/** Answers messages until the thread is ended. `bases`: the good files of a family. */
export function serve(
  families: readonly FamilyFacts[],
  basesFor: (formats: readonly Format[]) => Bases = realBases,
): void {
  const say = (said: Said) => parentPort?.postMessage(said)
  parentPort?.on('message', async (asked: Run | Try) => {
    if (asked.kind === 'try') {
      const format = families.flatMap(family => family.formats).find(({ name }) => name === asked.format)
      if (format === undefined) throw new Error(`fuzz: expected a format, found ${asked.format}`)
      say({ kind: 'tried', failure: (await tryInput({ ...asked, format }, asked.folder)).failure })
      return
    }
    const family = families.find(facts => nameOfFamily(facts) === asked.family)
    if (family === undefined) throw new Error(`fuzz: expected a family, found ${asked.family}`)
    const bases = basesFor(family.formats)
    const others = allSamples()
    let counts = nothingCounted
    for (let number = asked.from; number < asked.to; number++) {
      Atomics.store(asked.at, 0, number)
      const input = inputOf(asked.seed, number, bases, others)
      const { failure, rows, refused, isRead, cpuMs } = await tryInput(input, asked.folder)
      const own = { inputs: 1, read: isRead ? 1 : 0, rows, refused, cpuMs, slowest: number, slowestMs: cpuMs }
      counts = addCounts(counts, own)
      if (failure !== undefined) {
        const { bytes, chunks, isUpload, done } = input
        say({ kind: 'failed', failed: { number, failure, format: input.format.name, done, bytes, chunks, isUpload } })
      }
      if (counts.inputs < TOLD_AFTER && number + 1 < asked.to) continue
      say({ kind: 'counts', counts })
      counts = nothingCounted
    }
    say({ kind: 'tried', failure: undefined })
  })
}

const realBases = (formats: readonly Format[]): Bases => basesOf(formats, true)
