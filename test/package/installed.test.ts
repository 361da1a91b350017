/** The package as a stranger has it: packed, installed where nobody may write, and used by another user from a folder of theirs. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { firstDelivery, SMALL_NETWORKS } from '../support/small-logs.ts'

const project = resolve(import.meta.dirname, '../..')
const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
const run = promisify(execFile)

/** Has a space and an umlaut, as folders of people have. */
const folder = mkdtempSync(join(tmpdir(), 'Päckchen mit Leer-'))
const installed = join(folder, 'installed')
const home = join(folder, 'Zuhause ä')
const isRoot = process.getuid?.() === 0
/** Nobody's, where this may be chosen. */
const user = isRoot ? { uid: 65_534, gid: 65_534 } : {}

/** Programs of other versions of Node, by version as npm has them. */
const nodes = new Map<string, string>()
const VERSIONS = ['20.20.2', '22.15.0', '24.21.0']
const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  out: string
  err: string
}

const cli = () => join(installed, 'node_modules/flowcensus/infra/local/cli.mjs')

/** The command line of the package, as the other user in a folder of theirs. */
function begin(node: string, cwd: string, ...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const env = { PATH: process.env.PATH, HOME: home, NO_COLOR: '1' }
  const child = spawn(node, [cli(), ...args], { cwd, env, ...user })
  const texts = { out: '', err: '' }
  child.stdout.on('data', data => {
    texts.out += data
  })
  child.stderr.on('data', data => {
    texts.err += data
  })
  return { child, ended: new Promise(done => child.on('close', (code, signal) => done({ code, signal, ...texts }))) }
}

const flowcensus = (cwd: string, ...args: string[]): Promise<Ended> => begin(process.execPath, cwd, ...args).ended

/** A folder of the other user with small logs and networks. */
function workplace(name: string): string {
  const cwd = join(home, name)
  firstDelivery(join(cwd, 'logs'))
  writeFileSync(join(cwd, 'networks.csv'), SMALL_NETWORKS)
  if (isRoot)
    for (const path of ['.', ...readdirSync(cwd, { recursive: true })])
      chownSync(join(cwd, String(path)), 65_534, 65_534)
  return cwd
}
/** Three days of a few records make a report that nobody should rest on. */
const WEAK = 3
const LOGS = ['start', 'logs', '--networks', 'networks.csv']

const listed = inject('packed')

beforeAll(async () => {
  mkdirSync(installed)
  const quiet = ['--no-audit', '--no-fund', '--loglevel', 'error']
  await run('npm', ['install', ...quiet, listed.path], { cwd: installed })
  for (const wanted of VERSIONS) {
    const at = join(folder, wanted)
    mkdirSync(at)
    await run('npm', ['install', ...quiet, '--force', `${nodePackage}@${wanted}`], { cwd: at })
    nodes.set(wanted, join(at, 'node_modules', nodePackage, 'bin/node'))
  }
  mkdirSync(home)
  if (isRoot) chownSync(home, 65_534, 65_534)
  chmodSync(folder, 0o755)
  await run('chmod', ['-R', 'a-w', installed])
})
afterAll(async () => {
  await run('chmod', ['-R', 'u+w', installed])
  rmSync(folder, { recursive: true })
})

describe('the tarball', () => {
  it('holds what is run and read, with types and maps, and no tests', () => {
    const paths = listed.files.map(({ path }) => path)
    for (const path of [
      'package.json',
      'README.md',
      'LICENSE',
      'NOTICE',
      'infra/local/cli.mjs',
      'dist/infra/local/main.js',
      'dist/infra/aws/index.js',
      'dist/infra/aws/index.cjs',
      'dist/infra/aws/index.d.cts',
      ...['normalise', 'publish', 'report', 'reconcile'].map(
        name => `dist/bundles/${name}/functions/${name}/handler.mjs`,
      ),
    ])
      expect(paths).toContain(path)
    for (const end of ['.js', '.d.ts', '.js.map', '.csv', '.sql'])
      expect(
        paths.some(path => path.endsWith(end)),
        end,
      ).toBe(true)
    const strange = paths.filter(
      path =>
        !/^(dist\/(functions|infra|queries|bundles)\/|infra\/local\/cli\.mjs$|[A-Z]+(\.md)?$|package\.json$)/.test(
          path,
        ),
    )
    expect(strange).toEqual([])
    expect(paths.filter(path => /\.test\.|(?<!\.d)\.ts$/.test(path))).toEqual([])
  })

  it('is below 20 MB', () => expect(listed.size).toBeLessThan(20e6))
})

describe('the installed command', () => {
  it('says its version, and what it takes', async () => {
    expect((await flowcensus(home, '--version')).out).toBe(`${version}\n`)
    const { out } = await flowcensus(home, 'start', '--help')
    expect(out).toContain('\n  npx flowcensus start /var/log/flows --networks networks.csv\n')
    expect(out).not.toContain('npm run')
  })

  it('makes a lake and a report in the folder where its user stands, and nothing where it is installed', async () => {
    const cwd = workplace('erste Auswertung')
    const made = await flowcensus(cwd, ...LOGS)
    expect(made.code, made.err).toBe(WEAK)
    const [, index = ''] = /^report: (.*)$/m.exec(made.out) ?? []
    expect(index.startsWith(join(cwd, 'reports'))).toBe(true)
    expect(readFileSync(index, 'utf8')).toContain('</html>')
    expect(existsSync(join(cwd, '.lake'))).toBe(true)
    const receipts = await flowcensus(cwd, 'receipts', '--format', 'csv')
    expect(receipts.out.trim().split('\n')).toHaveLength(5)
    const rows = await flowcensus(cwd, 'query', '--format', 'json', 'select count(*) as n from contacts')
    expect(Object.keys(JSON.parse(rows.out)[0])).toEqual(['n'])
  })

  it('runs twice at once, each in its own lake', async () => {
    const [one, two] = [workplace('eins'), workplace('zwei')]
    const ended = await Promise.all([flowcensus(one, ...LOGS), flowcensus(two, ...LOGS)])
    for (const { code, err } of ended) expect(code, err).toBe(WEAK)
    expect(ended[0]?.out.replaceAll('eins', 'zwei')).toBe(ended[1]?.out)
  })

  it('is ended at any moment, and brings it to the end the next time', async () => {
    const whole = workplace('ungestört')
    const expected = (await flowcensus(whole, ...LOGS)).out.replaceAll('ungestört', 'unterbrochen')
    const cwd = workplace('unterbrochen')
    for (const ms of [300, 700, 1100, 1500, 2000, 3000]) {
      const { child, ended } = begin(process.execPath, cwd, ...LOGS)
      const timer = setTimeout(() => child.kill('SIGINT'), ms)
      await ended
      clearTimeout(timer)
    }
    const { code, out, err } = await flowcensus(cwd, ...LOGS)
    expect(code, err).toBe(WEAK)
    expect(out).toBe(expected)
  })

  it('ends with 2 where its words cannot be right', async () => {
    const { code, err } = await flowcensus(home, 'start', '--records', '5', 'logs')
    expect({ code, err }).toEqual({
      code: 2,
      err: 'flowcensus: --records and --seed: expected no files with them, found some; they make the study\n',
    })
  })
})

describe('other versions of Node', () => {
  it.each(['22.15.0', '24.21.0'])('%s makes the same, without a warning', async wanted => {
    const cwd = workplace(`Node ${wanted}`)
    const { code, err, out } = await begin(nodes.get(wanted) ?? '', cwd, ...LOGS).ended
    expect(code, err).toBe(WEAK)
    expect(out).toContain('\nreport: ')
    expect(err).not.toMatch(/warning/i)
  })

  it('20 says in one line which it needs', async () => {
    const { code, err, out } = await begin(nodes.get('20.20.2') ?? '', home, '--version').ended
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toBe(
      'flowcensus expects Node 22.15 or later, found 20.20.2. Put a newer Node on the PATH, or install one beside it: npm install node@24\n',
    )
  })
})
