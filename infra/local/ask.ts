/** Questions at the terminal, one after another. */
import { createInterface } from 'node:readline/promises'
import { print, printable, printError } from './terminal.ts'

export interface Asked {
  asks: string
  /** What an empty answer means. */
  usual: string
}

export interface Asker {
  /** Asks until `read` takes the answer: what it throws is said, and the question is asked again. Throws where input ends. */
  ask<Answer>(question: Asked, read: (answer: string) => Answer): Promise<Answer>
  close(): void
}

/** Whether somebody is there who can answer. */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stdout.isTTY === true

export function createAsker(): Asker {
  const input = createInterface({ input: process.stdin, output: process.stdout })
  const ended = new AbortController()
  // Ctrl-C and Ctrl-D.
  input.on('close', () => ended.abort())
  return {
    async ask({ asks, usual }, read) {
      for (;;) {
        const typed = await input
          .question(`${printable(`${asks} [${usual}]`)}: `, { signal: ended.signal })
          .catch((error: unknown) => {
            if (!ended.signal.aborted) throw error
            print('')
            throw new Error('ended before the last question: nothing was done')
          })
        try {
          return read(typed.trim() || usual)
        } catch (error) {
          printError(error instanceof Error ? error.message : String(error))
        }
      }
    },
    close: () => input.close(),
  }
}
