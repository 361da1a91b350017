/** A command at a pseudo-terminal, which util-linux's `script` makes, and somebody who types there. */
import { spawn, spawnSync } from 'node:child_process'

export interface TerminalSession {
  columns: number
  /** Where the command runs. */
  folder: string
  /** All of it: nothing is taken from the tests' own. */
  env: NodeJS.ProcessEnv
  /** Typed one after another, each once one more question stands there than was answered; more are asked than answered: nothing. */
  answers?: readonly string[]
  /** Ctrl-C is typed once this is seen. */
  until?: string | undefined
}

export interface Typed {
  /** As the terminal was sent it, what was typed among it. */
  sent: string
  code: number | null
}

export const hasScript = spawnSync('script', ['--version']).status === 0

/** Runs a command of the shell. */
export function runAtTerminal(
  command: string,
  { columns, folder, env, answers = [], until }: TerminalSession,
): Promise<Typed> {
  const child = spawn('script', ['-qec', `stty rows 50 cols ${columns}; ${command}`, '/dev/null'], { cwd: folder, env })
  let sent = ''
  let answered = 0
  // A character may come in two pieces.
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (data: string) => {
    const isDue = until !== undefined && !sent.includes(until)
    sent += data
    // What ends as a question does may be none (`[1]: 6 rows`), and a terminal shows what is typed, wherever it is by then.
    for (; answered < Math.min(questionsIn(sent), answers.length); answered++)
      child.stdin.write(`${answers[answered]}\r`)
    if (isDue && sent.includes(until)) child.stdin.write('\u0003')
  })
  return new Promise(done => child.on('close', code => done({ sent, code })))
}

/** A question ends with what an empty answer means. */
const questionsIn = (sent: string): number => sent.split(']: ').length - 1
