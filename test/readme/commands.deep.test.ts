import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXIT_CODES } from '../../infra/local/exit-codes.ts'
import { run } from '../support/command-line.ts'
import { ownWords, typedCommands, wordsOf } from './typed.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const commands = typedCommands()
/** Words that stand for others: a command that has one says a form, not a command. */
const IS_FORM = /…(?!")|\bX\b/

/** Commands of ours that need more than one machine, a registry or files that nobody may ship, and who types them. */
const TYPED_BY: readonly (readonly [RegExp, string])[] = [
  [/^npm run deploy|flowcensus deploy/, 'test/infra/aws/deploy'],
  [/--aws|--athena|--stage|--stack|^npm run redrive/, 'test/e2e-aws'],
  [/reference -- (add|diff|remove)/, 'test/infra/local/reference'],
  [/^npm start$/, '.ci/run'],
  [/run watch/, 'test/infra/local/watch'],
]
const typedBy = (text: string): string | undefined => TYPED_BY.find(([of]) => of.test(text))?.[1]

const local = commands.filter(({ text }) => ownWords(text, scripts) !== undefined && !IS_FORM.test(text))
const here = local.filter(({ text }) => typedBy(text) === undefined)
const others = commands.filter(({ text }) => ownWords(text, scripts) === undefined)

let folder: string
let lake: string
/** What stands in place of words that every user has of their own. */
let own: ReadonlyMap<string, string>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'readme-'))
  lake = join(folder, 'lake')
  const study = join(folder, 'study')
  await run('generate', study, '--records', '20000')
  const reports = join(folder, 'reports')
  const began = await run(
    'start',
    join(study, 'uploads'),
    '--networks',
    join(study, 'networks.csv'),
    '--lake',
    lake,
    '--out',
    reports,
  )
  expect([EXIT_CODES.done, EXIT_CODES.weakReport], began.err).toContain(began.code)
  const report = /networks\/\d{4}-\d\d-\d\d/.exec(began.out)?.[0] ?? ''
  const written = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const receipts = await run('receipts', '--lake', lake)
  own = new Map([
    ['networks.csv', join(study, 'networks.csv')],
    ['reports.json', written('reports.json', readFileSync(join(ROOT, 'functions/lib/reports/reports.json'), 'utf8'))],
    ['services.csv', written('services.csv', 'service,category,exclusion,wide_use,family\nIntranet,Web,,,\n')],
    [
      'evidence.csv',
      written('evidence.csv', 'service,type,value,expected_as_name,source\nIntranet,port,udp/40123,,ours\n'),
    ],
    ['put FILES', join(study, 'networks.csv')],
    ['remove FILE', join(study, 'uploads')],
    ['LOGS', join(study, 'uploads')],
    ['ZONE', 'Asia/Pyongyang'],
    ['<id>', /\b[0-9a-f]{8,32}\b/.exec(receipts.out)?.[0] ?? ''],
    ['<report>#<figure>', `${report}#categories.share.games-and-content`],
    ['select …', "select count(*) as contacts from contacts where dt >= '2017-04-01'"],
  ])
}, 600_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a command that a README shows', () => {
  it('is found in every kind of page', () => {
    expect(commands.length).toBeGreaterThan(60)
    expect(here.length).toBeGreaterThan(12)
  })

  it.each(here.map(({ text, pages }) => [text, pages.join(', ')] as const))(
    'does what was asked: %s (%s)',
    async text => {
      const words = (ownWords(text, scripts) ?? []).map(
        (word, at, all) => own.get(`${all[at - 1]} ${word}`) ?? own.get(word) ?? word,
      )
      expect(
        words.filter(word => word.includes('<')),
        'words without anything in their place',
      ).toEqual([])
      const { code, out, err } = await run(...words, ...placeOf(words))
      // Named alone, a command that needs words says which.
      const named = words.length === 1 ? [EXIT_CODES.wrongUse] : []
      expect([EXIT_CODES.done, EXIT_CODES.weakReport, ...named], `${out}\n${err}`).toContain(code)
    },
  )

  it.each(local.filter(({ text }) => typedBy(text) !== undefined).map(({ text }) => [text, typedBy(text)!] as const))(
    'is typed by the tests of its own: %s (%s)',
    (_, place) => expect(existsSync(join(ROOT, place)), place).toBe(true),
  )

  it('is a script of the package, or a program of the world', () => {
    const missing = others.flatMap(({ text }) => {
      const [program, first = '', second = ''] = wordsOf(text)
      if (program === 'node') return existsSync(join(ROOT, first)) ? [] : [text]
      if (program !== 'npm' || ['ci', 'pack', 'install'].includes(first)) return []
      return (first === 'run' ? second : first) in scripts ? [] : [text]
    })
    expect(missing).toEqual([])
  })
})

/** Where the lake lies, and reports go: a command takes what it knows. */
function placeOf([command = '', action = '']: readonly string[]): string[] {
  if (action === '--help' || command === 'generate' || command === 'completion') return []
  const out = ['start', 'report', 'explain'].includes(command) ? ['--out', join(folder, 'reports')] : []
  // A named report ends with the newest day that settled: years after those of the study.
  const to = command === 'report' && action !== '' && action !== '--due' ? ['--to', '2017-06-30'] : []
  return ['--lake', lake, ...out, ...to]
}
