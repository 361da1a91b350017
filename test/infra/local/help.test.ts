import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { beforeAll, describe, expect, it } from 'vitest'
import { LIST_NAMES } from '../../../functions/lib/reference/catalogue.ts'
import { formats } from '../../../functions/normalise/formats/index.ts'
import { FORMAT_TITLES, LISTS } from '../../../infra/local/declarations/words.ts'
import { summaryCommand } from '../../../infra/local/summaries.ts'

const root = resolve(import.meta.dirname, '../../..')
const COMMANDS = [
  'start',
  'report',
  'query',
  'connect',
  'receipts',
  'rejects',
  'watch',
  'remove',
  'deploy',
  'status',
  'doctor',
  'delete',
  'replay',
  'explain',
  'catalogue',
  'reference',
  'redrive',
  'completion',
  'generate',
] as const

interface Ended {
  code: number
  out: string
  err: string
}

/** The command line in a process of its own: help and misspelt options end it. */
const flowcensus = (...args: string[]): Promise<Ended> =>
  new Promise(done => {
    execFile(process.execPath, ['infra/local/cli.mjs', ...args], { cwd: root }, (error, out, err) => {
      done({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, out, err })
    })
  })

const HOOK = `import { registerHooks } from 'node:module'
registerHooks({ load(url, context, next) { console.error('loads ' + url); return next(url, context) } })`

/** What a command line prints, and the modules that it loads for that, one a line. */
async function loadedFor(...args: string[]): Promise<{ out: string; loaded: string }> {
  const script = `data:text/javascript,${encodeURIComponent(HOOK)}`
  const cli = join(root, 'infra/local/cli.mjs')
  return new Promise(done => {
    execFile(process.execPath, ['--import', script, cli, ...args], { cwd: root }, (_, out, loaded) =>
      done({ out, loaded }),
    )
  })
}

const help = new Map<string, string>()
const declaredCommands: Command[] = []
/** Of each command, its help and that of its actions. */
const whole = new Map<string, string>()
const READMES = [
  '.',
  'functions',
  'queries',
  'infra/aws',
  'test',
  'test/bench',
  'functions/lib/reference',
  'functions/lib/reports',
].map(folder => join(folder, 'README.md'))
const readme = READMES.map(path => readFileSync(resolve(root, path), 'utf8')).join('\n')

function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({
    writeOut: part => {
      text += part
    },
  })
  command.outputHelp()
  return text
}

beforeAll(async () => {
  help.set('', (await flowcensus('--help')).out)
  for (const name of COMMANDS) {
    const { command } = await import(`../../../infra/local/declarations/${name}.ts`)
    const declared: Command = command()
    declaredCommands.push(declared)
    help.set(name, helpOf(declared))
    for (const action of declared.commands) help.set(`${name} ${action.name()}`, helpOf(action))
    whole.set(name, [declared, ...declared.commands].map(helpOf).join('\n'))
  }
})

/** Arguments and options of a help, each with its explanation, of two words or more. */
function entriesOf(text: string): string[] {
  const end = text.search(/^Examples:$/m)
  const listed = text.slice(text.search(/^(Arguments|Options):$/m), end < 0 ? undefined : end)
  return listed.match(/^ {2}\S.*(\n {4,}.*)*/gm) ?? []
}
const ENTRY = /^ {2}(-\w, )?\S+( [<[]\S+[>\]])?\s+\S+ \S+/

describe('--help', () => {
  it('names every command, and each has a script', () => {
    const listed = [...(help.get('') ?? '').matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name)
    expect(listed.filter(name => name !== 'help').sort()).toEqual([...COMMANDS].sort())
    const { scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'))
    for (const command of COMMANDS) expect(scripts[command]).toBe(`node infra/local/cli.mjs ${command}`)
  })

  it('says of each command what it declares itself', () => {
    const listed = (commands: Command[]) => {
      const program = new Command('flowcensus')
      for (const command of commands) program.addCommand(command)
      return helpOf(program)
    }
    expect(listed(COMMANDS.map(name => summaryCommand(name)))).toBe(listed(declaredCommands))
  })

  it('loads no command', async () => {
    const { out, loaded } = await loadedFor('--help')
    expect(out).toContain('what became of each uploaded file')
    expect(loaded).toContain('infra/local/main.ts')
    expect(loaded).not.toMatch(
      /infra\/local\/(commands|declarations)|functions\/(?!lib\/software)|node_modules\/(?!commander)/,
    )
  })

  it.each(COMMANDS)('of %s loads what declares it, and nothing that it does', async command => {
    const { out, loaded } = await loadedFor(command, '--help')
    expect(out.trim()).toBe(help.get(command)?.replace('Usage: ', 'Usage: flowcensus ').trim())
    expect(loaded).toContain(`infra/local/declarations/${command}.ts`)
    expect(loaded).not.toMatch(
      /infra\/(aws\/(?!stages|config|settings)|local\/commands)|functions\/(?!lib\/)|node_modules\/(?!commander)/,
    )
    expect(loaded.split('\n').filter(line => line.includes('/functions/')).length).toBeLessThan(6)
  })

  it('of every action explains every argument and option', () => {
    const actions = [...help.keys()].filter(name => name.includes(' '))
    expect(actions).toContain('reference put')
    for (const action of actions)
      for (const entry of entriesOf(help.get(action) ?? '')) expect(entry, action).toMatch(ENTRY)
  })

  it.each(COMMANDS)('of %s explains every argument and option', command => {
    const text = help.get(command) ?? ''
    const entries = entriesOf(text)
    expect(entries.length).toBeGreaterThan(0)
    for (const entry of entries) expect(entry, entry).toMatch(ENTRY)
  })

  it.each(COMMANDS)('of %s ends with examples of this command, with options that it has', command => {
    const [declared = '', shown = ''] = (help.get(command) ?? '').split('\nExamples:\n')
    const typed = [...shown.matchAll(/^ {2}(npm (?:start|run (\w+))\b.*)$/gm)]
    expect(typed.length).toBeGreaterThan(0)
    for (const [, line = '', name = 'start'] of typed) {
      expect(name).toBe(command)
      for (const [option] of line.matchAll(/(?<![\w-])--[a-z][\w-]*/g))
        expect(`${declared}${whole.get(command)}`).toContain(`  ${option}`)
    }
  })

  it('says of start which formats it reads, and what networks.csv holds', () => {
    const text = (help.get('start') ?? '').replace(/\s+/g, ' ')
    for (const word of ['gzip', 'read in place', 'added', 'cidr,name,access_path,time_zone'])
      expect(text).toContain(word)
    const top = readFileSync(resolve(root, 'README.md'), 'utf8').replace(/\s+/g, ' ')
    expect(FORMAT_TITLES).toEqual(formats.map(({ title }) => title))
    for (const title of FORMAT_TITLES) {
      expect(text).toContain(title)
      expect(top).toContain(title)
    }
  })

  it('says of reference put which lists there are', () => {
    expect(LISTS).toEqual(LIST_NAMES)
    const text = (help.get('reference put') ?? '').replace(/\s+/g, ' ')
    for (const name of LIST_NAMES) expect(text).toContain(`${name}.csv`)
  })
})

describe('a mistake on the command line', () => {
  it('no command at all ends with 2 and lists them', async () => {
    const { code, out, err } = await flowcensus()
    expect([code, out]).toEqual([2, ''])
    for (const name of COMMANDS) expect(err).toContain(`\n  ${name} `)
  })

  const mistakes: [what: string, args: string[], message: string][] = [
    ['a misspelt option', ['start', '--netwroks', 'x'], "unknown option '--netwroks'\n(Did you mean --networks?)"],
    ['a misspelt command', ['recipts'], "unknown command 'recipts'\n(Did you mean receipts?)"],
    ['a day that does not exist', ['start', 'x', '--from', '2024-02-30'], 'expected a day as YYYY-MM-DD.'],
    ['a number that is none', ['rejects', '--limit', '0'], 'expected a whole number above 0.'],
    ['a name that is none', ['start', '--name', ' '], 'expected a name that begins with no dot'],
    ['a format that is none', ['query', 'select 1', '--format', 'xml'], 'Allowed choices are table, csv, json.'],
    ['too many arguments', ['receipts', 'a', 'b'], 'too many arguments'],
    ['a control character in it', ['start', '--x\x1b[31m'], "unknown option '--x\\u{1b}[31m'"],
  ]
  it.each(mistakes)('%s ends with 2 and says what was expected', async (_, args, message) => {
    const { code, out, err } = await flowcensus(...args)
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toContain(message)
    expect(err).toContain('(--help explains every command)')
  })
})

describe('README.md', () => {
  const commands = [...new Set([...readme.matchAll(/npm (?:run )?[\w:-]+/g)].map(([text]) => text))]

  it('names only npm commands that there are', () => {
    const { scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'))
    const ownWords = ['ci', 'start', 'test', 'pack', 'packages', 'scripts', 'data']
    const unknown = commands.filter(text => {
      const [, name = ''] = /^npm run ([\w:-]+)$/.exec(text) ?? []
      return name === '' ? !ownWords.includes(text.slice(4)) : scripts[name] === undefined
    })
    expect(commands.length).toBeGreaterThan(5)
    expect(unknown).toEqual([])
  })

  it('names every script that a user runs', () => {
    for (const command of COMMANDS.filter(name => !['start', 'completion', 'generate'].includes(name)))
      expect(readme).toContain(`npm run ${command}`)
  })

  /** Code of the README: spans and indented lines. */
  const code = [...readme.matchAll(/`([^`\n]+)`|^ {4}(.+)$/gm)].map(([, span, line]) => span ?? line ?? '')
  const optionsIn = (text: string) => [...text.matchAll(/(?<![\w-])--[a-z][\w-]*/g)].map(([option]) => option)
  const calls = code.flatMap(text => {
    const [, start, name = start] = /^npm (?:(start)|run (\w+))\b/.exec(text) ?? []
    return name === undefined || !COMMANDS.some(command => command === name) ? [] : [{ name, options: optionsIn(text) }]
  })

  it('gives each command only options that its --help explains', () => {
    expect(calls.length).toBeGreaterThan(8)
    const unknown = calls.flatMap(({ name, options }) => options.filter(option => !whole.get(name)?.includes(option)))
    expect(unknown).toEqual([])
  })

  /** Options of the checks. */
  const OTHERS = new Set(['--every-day'])

  it('names no other option of its own that no command has', () => {
    const alone = code.filter(text => /^(-- )?--[\w-]+( \w+)?$/.test(text)).flatMap(optionsIn)
    const all = [...help.values()].join('\n')
    expect(alone.length).toBeGreaterThan(5)
    expect(alone.filter(option => !OTHERS.has(option) && !all.includes(option))).toEqual([])
  })

  it('has the header of networks.csv as --help has it', () => {
    const [, header = ''] = /^ {4}(cidr,name,\S*)$/m.exec(readme) ?? []
    expect((help.get('start') ?? '').replace(/\s+/g, '')).toContain(header)
  })
})
