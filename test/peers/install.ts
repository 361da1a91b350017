/** Second implementations, installed into a folder of their own: nothing of the machine is changed. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../support/aws/processes.ts'

/** Packages of PyPI, without what they depend on: their readers of records need none of it. */
export const PYTHON_PACKAGES = { netflow: '0.12.2', dpkt: '1.9.8', ipfix: '0.9.7', zat: '0.4.9' } as const
const DEBIAN_PACKAGES = ['nfdump', 'tshark'] as const

const folder = cacheFolder('peers')

const run = (command: string, args: readonly string[], cwd?: string): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** Python with the packages; throws with what is missing. */
export function installPython(): string {
  const venv = join(folder, 'venv')
  const python = join(venv, 'bin', 'python')
  const ready = join(venv, 'ready')
  if (existsSync(ready)) return python
  run('python3', ['-m', 'venv', venv])
  const named = Object.entries(PYTHON_PACKAGES).map(([name, version]) => `${name}==${version}`)
  run(python, ['-m', 'pip', 'install', '-q', '--no-deps', ...named])
  writeFileSync(ready, '')
  return python
}

/** Runs a program of a Debian package: the machine's own, else that of the package, unpacked with what it links to. */
export interface Debian {
  path(program: string): string
  env: NodeJS.ProcessEnv
}

/** Unpacks what the machine lacks; throws where apt-get and dpkg are not there. */
export function installDebian(): Debian {
  const has = (program: string) => existsSync(join('/usr/bin', program))
  const root = join(folder, 'debian')
  const ready = join(root, 'ready')
  const missing = DEBIAN_PACKAGES.filter(name => !has(name))
  if (missing.length > 0 && !existsSync(ready)) {
    mkdirSync(root, { recursive: true })
    const depends = run('apt-cache', [
      'depends',
      '--recurse',
      '--no-recommends',
      '--no-suggests',
      '--no-conflicts',
      '--no-breaks',
      '--no-replaces',
      '--no-enhances',
      ...missing,
    ])
    const libraries = depends.split('\n').filter(line => /^(lib|wireshark)[a-z0-9.+-]*$/.test(line))
    run('apt-get', ['download', ...new Set([...missing, ...libraries])], root)
    for (const file of readdirSync(root)) if (file.endsWith('.deb')) run('dpkg', ['-x', file, '.'], root)
    writeFileSync(ready, '')
  }
  const libraries = ['usr/lib/x86_64-linux-gnu', 'usr/lib/aarch64-linux-gnu', 'usr/lib'].map(path => join(root, path))
  return {
    path: program => (has(program) ? join('/usr/bin', program) : join(root, 'usr/bin', program)),
    env: missing.length === 0 ? process.env : { ...process.env, LD_LIBRARY_PATH: libraries.join(':') },
  }
}
