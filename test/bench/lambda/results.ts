import type { Results } from '../results.ts'

export interface LambdaRun {
  name: string
  /** Lines generated, and records that the receipt has. */
  rows: number
  accepted: number
  /** Decompressed. */
  contentBytes: number
  initMs: number
  durationMs: number
  peakRssBytes: number
  /** JSON of how the invocation ended. */
  outcome: string
}

export interface LambdaResults {
  machine: Results['machine']
  memoryMb: number
  runs: LambdaRun[]
}

const MB = 1_000_000
/** Room that the promise leaves: a function that fills its memory dies of the next upload. */
const LARGEST_SHARE = 0.6
const LONGEST_INIT_MS = 250
const ANSWERED = '{"kind":"response","value":{"batchItemFailures":[]}}'

/** One line for each promise that is broken. */
export function problemsOf({ memoryMb, runs }: LambdaResults): string[] {
  return runs.flatMap(({ name, rows, accepted, initMs, peakRssBytes, outcome }) => {
    const problems: string[] = []
    const hold = (holds: boolean, text: string) => {
      if (!holds) problems.push(`${name}, ${rows} rows: ${text}`)
    }
    hold(outcome === ANSWERED, `expected ${ANSWERED}, found ${outcome}`)
    hold(accepted > rows * 0.9, `expected a receipt of nearly all rows, found ${accepted}`)
    const share = peakRssBytes / (memoryMb * 2 ** 20)
    hold(share <= LARGEST_SHARE, `expected at most ${LARGEST_SHARE} of its memory in use, found ${share.toFixed(2)}`)
    hold(initMs < LONGEST_INIT_MS, `expected it to begin within ${LONGEST_INIT_MS} ms, found ${initMs.toFixed(0)} ms`)
    return problems
  })
}

/** A table, and a line on the machine. */
export function describeLambda({ machine, memoryMb, runs }: LambdaResults): string {
  const lines = runs.map(({ name, rows, contentBytes, initMs, durationMs, peakRssBytes }) => {
    const seconds = durationMs / 1000
    const cells = [
      name,
      `${rows / 1000} k`,
      `${Math.round(rows / seconds / 1000)} k`,
      (contentBytes / seconds / MB).toFixed(1),
      Math.round(peakRssBytes / MB),
      Math.round(initMs),
    ]
    return `| ${cells.join(' | ')} |`
  })
  return [
    `| normalise at ${memoryMb} MB, cold | rows | rows/s | MB/s of text | peak RSS, MB | start, ms |`,
    '|---|---:|---:|---:|---:|---:|',
    ...lines,
    '',
    `From the event to the answer: with reading the upload from S3 on loopback, compiling, writing all objects and the receipt.`,
    `Machine: one core of ${machine.cores} of an ${machine.cpu}, Node ${machine.node}.`,
    '',
  ].join('\n')
}
