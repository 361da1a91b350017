/** `query` at a terminal without SQL: a prompt, with the lines of former times behind the arrow keys. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { cacheFolder } from '../installation.ts'
import { print, printError } from '../terminal.ts'
import { statementsOf } from './statements.ts'

const HISTORY = join(cacheFolder(), 'query-history')
const KEPT_LINES = 500
const HELP = `show tables;            the tables, and what a row of each is
describe contacts;      its columns with their meaning
select …;               a query; it may take several lines, the semicolon ends it
.format table|csv|json  how rows are printed from now on
.quit                   as Ctrl-D does`

export interface PromptSettings {
  format: string
}

/** Asks until the input ends. `run` answers one statement; what it throws is printed, and the next is asked for. */
export async function prompt(
  settings: PromptSettings,
  run: (statement: string, settings: PromptSettings) => Promise<void>,
): Promise<void> {
  const history = await readFile(HISTORY, 'utf8').catch(() => '')
  const input = createInterface({
    input: process.stdin,
    output: process.stdout,
    history: history.split('\n').filter(line => line !== ''),
    historySize: KEPT_LINES,
    removeHistoryDuplicates: true,
  })
  let lines: string[] = []
  // Readline changes the list that it was given in place, and says so.
  let typed: readonly string[] = []
  input.on('history', all => {
    typed = [...all]
  })
  // Ctrl-C drops what was begun, as a shell does; at an empty line it ends.
  input.on('SIGINT', () => {
    if (lines.length === 0 && input.line === '') input.close()
    else {
      lines = []
      input.write(null, { ctrl: true, name: 'u' })
      print('')
      ask()
    }
  })
  const ask = () => {
    input.setPrompt(lines.length === 0 ? 'flowcensus> ' : '        ...> ')
    input.prompt()
  }
  print('.help says what can be typed')
  ask()
  for await (const line of input) {
    if (lines.length === 0 && /^\s*(\.quit|\.exit|quit|exit)\s*;?\s*$/i.test(line)) break
    if (lines.length === 0 && /^\s*(\.help|help|\?)\s*;?\s*$/i.test(line)) print(HELP)
    else if (lines.length === 0 && /^\s*\./.test(line)) setFormat(line, settings)
    else lines.push(line)
    const { statements, isWhole } = statementsOf(lines.join('\n'))
    if (isWhole) {
      lines = []
      for (const statement of statements) await answered(() => run(statement, settings))
    }
    ask()
  }
  input.close()
  if (typed.length > 0) {
    await keep(typed.slice(0, KEPT_LINES))
  }
}

/** For the next time; where nobody may write, there is none. */
async function keep(typed: readonly string[]): Promise<void> {
  try {
    await mkdir(dirname(HISTORY), { recursive: true })
    await writeFile(HISTORY, `${typed.join('\n')}\n`, { mode: 0o600 })
  } catch {
    // What was asked was answered.
  }
}

function setFormat(line: string, settings: PromptSettings): void {
  const [, format] = /^\s*\.format\s+(table|csv|json)\s*$/.exec(line) ?? []
  if (format === undefined) printError(`expected .help, .format table, csv or json, or .quit; found ${line.trim()}`)
  else settings.format = format
}

async function answered(answer: () => Promise<void>): Promise<void> {
  try {
    await answer()
  } catch (error) {
    printError(error instanceof Error ? error.message : String(error))
  }
}
