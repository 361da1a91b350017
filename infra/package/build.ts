/**
 * `npm run build`: what the package holds, in `dist/`: compiled files with their types and source maps, laid out as the
 * project is, beside them what they read, and in `dist/bundles/` the functions as Lambda gets them. npm makes it before it packs.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, globSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { writeBundles } from '../aws/bundle.ts'
import { writeFirstReference } from '../aws/first-reference.ts'
import { cacheFolder } from '../local/installation.ts'
import { writeCommonJs } from './common-js.ts'

const TOP = resolve(import.meta.dirname, '../..')
const DIST = join(TOP, 'dist')

rmSync(DIST, { recursive: true, force: true })
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
execFileSync(process.execPath, [compiler, '--project', import.meta.dirname], { stdio: 'inherit' })
const read = globSync(['{functions,infra}/**/*.{csv,json,txt}', 'queries/**/*'], { cwd: TOP })
for (const path of read.filter(path => !path.endsWith('tsconfig.json') && /\.\w+$/.test(path)))
  cpSync(join(TOP, path), join(DIST, path))
cpSync(join(TOP, 'cdk.json'), join(DIST, 'infra/aws/cdk.json'))
writeCommonJs(join(DIST, 'infra/aws'))
writeBundles(join(DIST, 'bundles'), await writeFirstReference(cacheFolder()))
