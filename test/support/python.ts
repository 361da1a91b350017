/** Python with packages of PyPI, in an environment of its own below the cache: nothing of the machine is changed. */
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './aws/processes.ts'

/** Path of a Python that has them; undefined where there is no Python 3, or no registry is reached. */
export function pythonWith(name: string, packages: Readonly<Record<string, string>>): string | undefined {
  const named = Object.entries(packages).map(([of, version]) => `${of}==${version}`)
  const venv = join(cacheFolder(name), 'venv')
  const python = join(venv, 'bin', 'python')
  const ready = join(venv, `ready-${named.join('-')}`)
  if (existsSync(ready)) return python
  const isDone = (command: string, ...args: string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0
  if (!isDone('python3', '-m', 'venv', '--clear', venv)) return undefined
  if (!isDone(python, '-m', 'pip', 'install', '-q', ...named)) return undefined
  writeFileSync(ready, '')
  return python
}
