/**
 * `npm run build`: what the package holds, in `dist/`: compiled files with their types and source maps, laid out as the
 * project is, and beside them what they read. npm makes it before it packs.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, globSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

const TOP = resolve(import.meta.dirname, '../..')
const DIST = join(TOP, 'dist')

rmSync(DIST, { recursive: true, force: true })
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
execFileSync(process.execPath, [compiler, '--project', import.meta.dirname], { stdio: 'inherit' })
const read = globSync(['{functions,infra}/**/*.{csv,json,txt}', 'queries/**/*'], { cwd: TOP })
for (const path of read.filter(path => !path.endsWith('tsconfig.json') && /\.\w+$/.test(path)))
  cpSync(join(TOP, path), join(DIST, path))
