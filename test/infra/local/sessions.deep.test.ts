/**
 * Each command at a pseudo-terminal of 80 and of 120 columns, as a picture in words: `test/golden/terminal/<command>.txt`. What
 * differs from run to run (times, speeds, where things lie) stands as a word in angle brackets. A picture that differs is written
 * beside as `.changed.txt`; REGOLDEN=1 writes all of them anew.
 */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SOFTWARE } from '../../../functions/lib/software.ts'
import { COMMAND_NAMES } from '../../../infra/local/summaries.ts'
import { expectGoldens } from '../../support/golden.ts'
import { put, SMALL_NETWORKS, vpcText } from '../../support/small-logs.ts'
import { screenOf } from '../../support/terminal-screen.ts'
import { hasScript, runAtTerminal } from '../../support/terminal-session.ts'

const CLI = resolve(import.meta.dirname, '../../../infra/local/cli.mjs')
const GOLDEN = resolve(import.meta.dirname, '../../golden/terminal')
const WIDTHS = [80, 120] as const
const START = 'start logs --networks networks.csv --lake lake --out reports'
/** A figure of the report that START makes. */
const FIGURE = 'networks/2024-03-02#activity.per-day.contacts'

/** What is typed, by the command that it shows; in this order, as each leaves something to the next. */
const SESSIONS: readonly (readonly [name: string, ...typed: string[]])[] = [
  ['flowcensus', '', '--version', 'strat', 'receipts --lakes lake', 'receipts --lake nowhere'],
  ['completion', 'completion --help', 'completion', 'completion fish | tail -1'],
  ['generate', 'generate --help', 'generate study --records 500'],
  ['start', 'start --help', 'start nowhere', 'start logs/office/words.txt --lake other', START, START],
  ['receipts', 'receipts --help', 'receipts --lake lake', 'receipts ffff --lake lake'],
  ['rejects', 'rejects --help', 'rejects --lake lake'],
  [
    'query',
    'query --help',
    'query "show tables"',
    'query "describe exporter_pairs"',
    `query "select dt, count(*) as n, min(host) as host from flows where dt > '2024' group by dt order by dt" --lake lake`,
    `query "select country from flows where dt > '2024'" --lake lake`,
    'query "select list_sum(dt) from flows" --lake lake',
  ],
  [
    'connect',
    'connect --help',
    'connect --lake lake | tail -2',
    'connect --athena',
    'connect --athena --stack Flows/North',
  ],
  [
    'explain',
    'explain --help',
    `explain ${FIGURE} --lake lake --limit 2`,
    'explain',
    'explain networks/2024-03-02 | head -4',
    'explain networks/2024-03-03#x --lake lake',
  ],
  ['report', 'report --help', 'report yearly --lake lake', 'report daily --to 2024-03-02 --lake lake'],
  ['catalogue', 'catalogue --help', 'catalogue check --lake lake'],
  [
    'reference',
    'reference --help',
    'reference put --help',
    'reference --lake lake',
    'reference put logs/office/words.txt --lake lake',
    'reference put services.csv --lake other',
    'reference put services.csv evidence.csv networks.csv --lake other',
    'reference put evidence.csv networks.csv services.csv --lake other',
  ],
  [
    'deploy',
    'deploy --help',
    'deploy --stage dev --print',
    'deploy --stage dev',
    'deploy --stage dev --networks none --reports none --teams a_b',
  ],
  ['status', 'status --help', 'status --lake lake'],
  ['doctor', 'doctor --help', 'doctor --lake lake'],
  ['replay', 'replay --help', 'replay --lake lake'],
  ['redrive', 'redrive --help', 'redrive'],
  [
    'delete',
    'delete --help',
    'delete --address 93.184.10.1 --lake lake',
    'delete --address 93.184.10.1 --lake lake --run',
  ],
  ['remove', 'remove --help', 'remove logs/office/two.log --lake lake', 'remove logs/nothing.log --lake lake'],
  ['watch', 'watch --help', 'watch nowhere', 'watch logs --networks networks.csv --lake lake --out reports --settle 1'],
]

/** Ctrl-C is typed once this is seen. */
const UNTIL: ReadonlyMap<string, string> = new Map([['watch logs', 'report: ']])

/** What is typed as questions stand there, one after another. */
const ANSWERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['deploy --stage dev --print', ['', '', 'uni, l@b', 'uni, lab', 'you@example.org']],
])

interface World {
  folder: string
  columns: number
}

function makeWorld(columns: number): World {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sessions-')))
  const lines = vpcText(['2024-03-02'], 20).split('\n')
  const bad = '5 eni-1 10.1.0.300 93.184.1.1 4000 443 6 10 2000 1709344800 1709344850 ACCEPT OK 3'
  put(folder, 'logs/office/one.log', vpcText(['2024-03-01', '2024-03-02'], 10))
  put(folder, 'logs/office/two.log', [...lines.slice(0, 2), bad, '5 eni-1 cut', ...lines.slice(2)].join('\n'))
  put(folder, 'logs/office/words.txt', 'just words\n')
  writeFileSync(join(folder, 'networks.csv'), SMALL_NETWORKS)
  put(folder, 'services.csv', 'service,category,exclusion,wide_use,family\nIntranet,Web,,,\n')
  put(folder, 'evidence.csv', 'service,type,value,expected_as_name,source\nIntranet,port,udp/40123,,own list\n')
  return { folder, columns }
}

/** Resolves to the picture of one command: what was typed, what is then seen, and what it ends with where that is not 0. */
async function picture(typed: string, { folder, columns }: World): Promise<string> {
  const [words = '', ...behind] = typed.split(' | ')
  const command = [`'${process.execPath}' '${CLI}' ${words}`, ...behind].join(' | ')
  const { sent, code } = await runAtTerminal(command, {
    columns,
    folder,
    env: environmentOf(folder),
    answers: ANSWERS.get(typed) ?? [],
    until: [...UNTIL].find(([begin]) => typed.startsWith(begin))?.[1],
  })
  const { text, styled } = screenOf(sent)
  const standingOut = [...styled].map(([style, all]) => `(${style}: ${all.join(' ')})`)
  const ended = code === 0 ? [] : [`(ends with ${code})`]
  return [`$ flowcensus ${typed}`.trimEnd(), stable(text, folder), ...standingOut, ...ended].filter(Boolean).join('\n')
}

/** Nothing of who runs the tests: neither an account, nor a pager. */
const environmentOf = (folder: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: folder,
  TERM: 'xterm',
  PAGER: 'cat',
  TZ: 'UTC',
  XDG_CACHE_HOME: folder,
})

/** Without what another run, or another day, says otherwise. */
function stable(text: string, folder: string): string {
  return (
    text
      .replaceAll(folder, '<here>')
      .replaceAll(new RegExp(`(?<![\\d.])${SOFTWARE.replaceAll('.', '\\.')}(?![\\d.])`, 'g'), '<version>')
      .replaceAll(/ in \d+\.\d s$/gm, ' in <time>')
      .replaceAll(/, next on \S+ at /g, ', next on <day> at ')
      // Which report is next, and how wide its column is, follow from the day and the hour.
      .replaceAll(/detail +advice((?:\n.+)*?\s+next )\w+, \S+ \d\d:\d\d UTC/g, 'detail  advice$1<report, when>')
      .replaceAll(/next \w+, \d{4}-\d\d-\d\d \d\d:\d\d UTC/g, 'next <report, when>')
      // Seen only where nothing has compiled them before.
      .replaceAll(/^(?:compiling the installed editions|asking rules of names of systems): .*\n/gm, '')
      .replaceAll(/, asked \d{4}-\d\d-\d\d/g, ', asked <day>')
      .replaceAll(/\b[0-9a-f]{16}(?:[0-9a-f]{16})?\b/g, '<hash>')
      // Of the shipped lists, which grow.
      .replaceAll(
        /\b\d+ (?=services,|rules for|listed ports|suffixes|domains of|of news|of government|of research|in \d+ countries)/g,
        '<n> ',
      )
      .replaceAll(/(?<=in |by )\d+ (?=countries, by|domains, prefixes)/g, '<n> ')
      // Ctrl-C may come just before the report's last file.
      .replace('; ended while making the report: the next run goes on with it', '')
  )
}

describe.skipIf(!hasScript)('at a terminal (needs script of util-linux)', () => {
  const worlds = WIDTHS.map(makeWorld)
  const pictures = new Map<string, string>()

  beforeAll(async () => {
    const drawn = await Promise.all(
      worlds.map(async world => {
        const own = new Map<string, string>()
        for (const [name, ...typed] of SESSIONS) {
          const shown: string[] = []
          for (const words of typed) shown.push(await picture(words, world))
          own.set(name, `== ${world.columns} columns\n\n${shown.join('\n\n')}\n`)
        }
        return own
      }),
    )
    for (const [name] of SESSIONS) pictures.set(`${name}.txt`, drawn.map(own => own.get(name)).join('\n'))
  })
  afterAll(() => {
    for (const { folder } of worlds) rmSync(folder, { recursive: true, force: true })
  })

  it('every command has its picture, which is looked at', () => {
    if (process.env.REGOLDEN === '1') for (const [name, text] of pictures) writeFileSync(join(GOLDEN, name), text)
    expectGoldens('terminal', pictures)
  })

  it('there is one for each command', () => {
    const named = COMMAND_NAMES.map(name => `${name}.txt`)
    expect([...pictures.keys()].sort()).toEqual(['flowcensus.txt', ...named].sort())
  })
})

describe.skipIf(!hasScript)('of what is typed there', () => {
  it('nothing is but answers: what ends as a question does may be none', async () => {
    const at = { columns: 80, folder: tmpdir(), env: environmentOf(tmpdir()) }
    const told = await runAtTerminal(`printf 'with ["a"]: 6 rows\\n'; sleep 0.5; printf 'network\\n'`, at)
    expect(screenOf(told.sent).text).toBe('with ["a"]: 6 rows\nnetwork')
    const asking = `printf 'which [x]: '; read a; printf 'and [y]: '; read b; printf "$a$b [z]: 1\\n"; sleep 0.5; printf 'end\\n'`
    const asked = await runAtTerminal(asking, { ...at, answers: ['é', ''] })
    expect(screenOf(asked.sent).text).toBe('which [x]: é\nand [y]:\né [z]: 1\nend')
  })
})
