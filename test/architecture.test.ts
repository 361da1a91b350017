import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')

/** Project files below a folder, as paths from the root with `/`. */
function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
}

const sources = [...filesBelow('functions'), ...filesBelow('infra')].filter(path => /\.(ts|mjs)$/.test(path))
const tests = filesBelow('test').filter(path => path.endsWith('.ts'))

/** What a module imports: project files as paths from the root, packages and node modules by name. */
function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8')
  const specifiers = [
    ...text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g),
  ]
  return specifiers
    .map(match => match[1] ?? match[2] ?? '')
    .map(name =>
      name.startsWith('.')
        ? relative(root, resolve(root, dirname(path), name))
            .split(sep)
            .join('/')
        : name,
    )
}

const imports = new Map(sources.map(path => [path, importsOf(path)]))
const lambdas = ['normalise', 'publish', 'report', 'reconcile']
/** The house of a module: a Lambda, lib, or a folder of infra. */
const houseOf = (path: string) => path.split('/').slice(0, 2).join('/')

const violations = (rule: (path: string, imported: string) => boolean) =>
  [...imports].flatMap(([path, names]) => names.filter(name => rule(path, name)).map(name => `${path} imports ${name}`))

describe('the houses', () => {
  it('keep the top level closed', () => {
    const allowed = [
      'infra',
      'functions',
      'queries',
      'test',
      'cdk.json',
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'README.md',
      'LICENSE',
      'NOTICE',
      'node_modules',
      'reports',
      'cdk.out',
      'cdk.context.json',
      'dist',
    ]
    const found = readdirSync(root).filter(name => !name.startsWith('.'))
    expect(found.filter(name => !allowed.includes(name))).toEqual([])
  })

  it('have no folder or file named after a kind', () => {
    const kinds = /(^|\/)(utils?|helpers?|common|misc|types|models)(\.ts)?(\/|$)/
    expect([...sources, ...tests].filter(path => kinds.test(path))).toEqual([])
  })

  it('hold only the four functions and lib', () => {
    const below = filesBelow('functions').filter(path => path !== 'functions/README.md')
    const folders = new Set(below.map(path => path.split('/')[1]))
    expect([...folders].sort()).toEqual(['lib', 'normalise', 'publish', 'reconcile', 'report'])
  })

  it('never let one function import another', () => {
    expect(
      violations((path, name) => {
        const from = path.split('/')[1] ?? ''
        const to = name.split('/')[1] ?? ''
        return (
          path.startsWith('functions/') &&
          name.startsWith('functions/') &&
          lambdas.includes(from) &&
          lambdas.includes(to) &&
          from !== to
        )
      }),
    ).toEqual([])
  })

  it('never let lib import a function or infra', () => {
    expect(
      violations((path, name) => path.startsWith('functions/lib/') && /^(functions\/(?!lib\/)|infra\/)/.test(name)),
    ).toEqual([])
  })

  it('never let functions import infra, nor anything import test', () => {
    expect(
      violations(
        (path, name) => (path.startsWith('functions/') && name.startsWith('infra/')) || name.startsWith('test/'),
      ),
    ).toEqual([])
  })

  it('keep the AWS SDK in lib/aws, and DuckDB in lib/local and infra/local', () => {
    expect(violations((path, name) => name.startsWith('@aws-sdk/') && !path.startsWith('functions/lib/aws/'))).toEqual(
      [],
    )
    expect(
      violations((path, name) => name.startsWith('@duckdb/') && !/^(functions\/lib\/local|infra\/local)\//.test(path)),
    ).toEqual([])
  })

  it('keep I/O out of parsers, enrichment, SQL building, statistics and rendering', () => {
    const pure =
      /^functions\/(normalise\/(formats|enrich)\/|report\/(statistics|render|sections)\/|lib\/(tables\/|networks|addresses|reference\/(ranges|catalogue)|sql-literals))/
    const io = /^(node:(fs|net|http|https|dns|child_process|worker_threads|dgram|tls)|@duckdb\/|@aws-sdk\/)/
    expect(violations((path, name) => pure.test(path) && io.test(name))).toEqual([])
  })

  it('never let a family of formats, or a section, import another; formats import framing, some parquet', () => {
    const room = (path: string) =>
      /^functions\/(?:normalise\/formats|report\/sections)\/([^/]+)\//.exec(path)?.[1] ?? path
    const shared = ['framing', 'parquet']
    const isRoom = (path: string) => /^functions\/(normalise\/formats|report\/sections)\/[^/]+\//.test(path)
    expect(
      violations(
        (path, name) => isRoom(path) && isRoom(name) && room(path) !== room(name) && !shared.includes(room(name)),
      ),
    ).toEqual([])
    // What all families use knows none of them.
    expect(
      violations((path, name) => shared.includes(room(path)) && isRoom(name) && !shared.includes(room(name))),
    ).toEqual([])
  })

  it('keep every file of a family and of a section in its folder', () => {
    const places = [
      filesBelow('functions/normalise/formats'),
      filesBelow('functions/report/sections'),
      filesBelow('queries/sections'),
    ]
    const loose = places.flat().filter(path => path.split('/').length === (path.startsWith('queries/') ? 3 : 4))
    expect(loose.filter(path => !/\/(index|format)\.ts$|\/README\.md$/.test(path))).toEqual([])
  })

  it('have the same file names in every section, and its own subjects by name', () => {
    const usual = ['findings', 'index', 'counts', 'tables', 'chart', 'words']
    /** What is counted apart from the rest of its section. */
    const subjects = [
      'activity/change',
      'activity/like-for-like',
      'activity/per-day',
      'activity/standing-out',
      'hours/busiest-weekdays',
      'presence/reasons',
      'presence/waterfall',
      'presence/thresholds',
      'presence/moved',
      'coverage/named',
      'coverage/editions',
      'services/change',
      'services/shares',
      'habits/rhythm',
      'habits/shares',
      'habits/thresholds',
      'onsets/keys',
      'onsets/changes',
      'onsets/disturbances',
      'onsets/groups',
      'onsets/nearest-event',
      'suspicious/scans',
      'suspicious/pairs',
      'suspicious/regular',
      'suspicious/listed',
      'suspicious/volume',
      'suspicious/devices',
      'suspicious/figures',
      'obfuscation/definition',
      'obfuscation/masked',
      'obfuscation/shares',
      'events/sets',
      'events/set-figures',
    ]
    const folders = new Map<string, string[]>()
    for (const path of filesBelow('functions/report/sections')) {
      const [, section, name] = /^functions\/report\/sections\/([^/]+)\/([^/]+)\.ts$/.exec(path) ?? []
      if (section !== undefined && name !== undefined) folders.set(section, [...(folders.get(section) ?? []), name])
    }
    expect(folders.size).toBeGreaterThan(3)
    for (const [section, names] of folders) {
      expect(names, section).toEqual(expect.arrayContaining(['index', 'words']))
      // A subject may have its words beside it.
      const subjectOf = (name: string) => `${section}/${name.replace(/-words$/, '')}`
      const other = names.filter(name => !usual.includes(name) && !subjects.includes(subjectOf(name)))
      expect(other, section).toEqual([])
    }
  })

  it('keep the sentences of a section in its words', () => {
    const said = filesBelow('functions/report/sections').flatMap(path => {
      if (!path.endsWith('.ts') || /[/-]words\.ts$/.test(path)) return []
      const code = readFileSync(join(root, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
      // Seven words and more; labels of columns are shorter.
      return [...code.matchAll(/'(?:[^'\n]* ){6}[^'\n]*'|`(?:[^`\n$]* ){6}[^`\n]*`/g)]
        .map(([text]) => text)
        .filter(text => /^['`][A-Za-z][^{}()[\]=<>:;]*['`]$/.test(text))
        .map(text => `${path}: ${text}`)
    })
    expect(said).toEqual([])
  })

  it('import in one direction only', () => {
    const circles: string[] = []
    const done = new Set<string>()
    const walk = (path: string, trail: readonly string[]) => {
      const at = trail.indexOf(path)
      if (at >= 0) circles.push([...trail.slice(at), path].join(' → '))
      if (at >= 0 || done.has(path)) return
      for (const name of imports.get(path) ?? []) if (imports.has(name)) walk(name, [...trail, path])
      done.add(path)
    }
    for (const path of imports.keys()) walk(path, [])
    expect(circles).toEqual([])
  })

  it('move code to lib only when a second house uses it', () => {
    const shared = sources.filter(path => /^functions\/lib\/(?!local\/|aws\/)/.test(path) && path.endsWith('.ts'))
    const users = (path: string, seen = new Set<string>()): Set<string> => {
      const houses = new Set<string>()
      for (const [user, names] of imports) {
        if (!names.includes(path) || seen.has(user)) continue
        seen.add(user)
        if (/^functions\/lib\/(?!local\/|aws\/)/.test(user)) for (const house of users(user, seen)) houses.add(house)
        else houses.add(/^functions\/lib\/(local|aws)\//.exec(user)?.[0] ?? houseOf(user))
      }
      return houses
    }
    expect(
      shared.filter(path => users(path).size < 2).map(path => `${path}: ${[...users(path)].join(', ') || 'nobody'}`),
    ).toEqual([])
  })
})

describe('modules', () => {
  it('are short, or say why not', () => {
    const long = sources.filter(path => {
      const text = readFileSync(join(root, path), 'utf8')
      return text.split('\n').length > 300 && !/^\/\*\*[\s\S]*?(one subject|one table|data|grammar)/i.test(text)
    })
    expect(long).toEqual([])
  })

  it('have no line of over 140 characters', () => {
    const long = sources.flatMap(path =>
      readFileSync(join(root, path), 'utf8')
        .split('\n')
        .flatMap((line, at) => (line.length > 140 ? [`${path}:${at + 1}`] : [])),
    )
    expect(long).toEqual([])
  })

  it('hide nothing from the compiler', () => {
    const loophole = /@ts-(ignore|nocheck|expect-error)/
    expect(sources.filter(path => loophole.test(readFileSync(join(root, path), 'utf8')))).toEqual([])
  })
})
