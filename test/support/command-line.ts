/** The command line in this process: what a command prints, and whether it failed. */
import { vi } from 'vitest'
import { main } from '../../infra/local/main.ts'

export interface Ran {
  /** Standard output, and standard error with the progress. */
  out: string
  err: string
  failed: boolean
  /** What the process would end with. */
  code: number
}

/** Runs one command. Not for `--help` and misspelt options: those end the process. */
export async function run(...args: string[]): Promise<Ran> {
  const out = vi.spyOn(console, 'log').mockImplementation(() => {})
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  const progress = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  const exitCode = process.exitCode
  process.exitCode = undefined
  try {
    await main(['node', 'flowcensus', ...args])
    const lines = (calls: readonly unknown[][]) => calls.map(([text]) => String(text)).join('\n')
    return {
      out: lines(out.mock.calls),
      err: lines([...progress.mock.calls, ...error.mock.calls]),
      failed: process.exitCode === 1 || process.exitCode === 2,
      code: Number(process.exitCode ?? 0),
    }
  } finally {
    process.exitCode = exitCode
    out.mockRestore()
    error.mockRestore()
    progress.mockRestore()
  }
}

/** The last line of a text. */
export const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? ''
