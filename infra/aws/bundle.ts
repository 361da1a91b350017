/**
 * A function's bundle: its handler with all that it imports, and beside it what is only read where it is asked for, at the
 * same place relative to `queries/` as in the project, with the SQL and, where it asks for it, a first reference set.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildSync } from 'esbuild'
import { FUNCTION_NAMES, type FunctionName } from './bundled-code.ts'

const PROJECT = resolve(import.meta.dirname, '../..')
const NODE_HTTP = join(import.meta.dirname, 'node-http.cjs')

/** Writes a bundle into a folder. Not minified, so that traces can be read. */
export function writeBundle(name: FunctionName, referenceFolder: string | undefined, outputFolder: string): void {
  const folder = join('functions', name)
  mkdirSync(join(outputFolder, folder), { recursive: true })
  const { outputFiles } = buildSync({
    absWorkingDir: PROJECT,
    entryPoints: [{ in: join(PROJECT, folder, 'handler.ts'), out: join(folder, 'handler') }],
    outdir: outputFolder,
    outExtension: { '.js': '.mjs' },
    chunkNames: join(folder, '[name]-[hash]'),
    bundle: true,
    splitting: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: { 'node:http': NODE_HTTP, http: NODE_HTTP },
    // Some packages are CommonJS and call require for Node's own modules.
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
    // Vega draws on a canvas where there is one; charts here are SVG text.
    external: ['canvas'],
    logLevel: 'warning',
  })
  for (const { path, text } of outputFiles) writeFileSync(path, asciiOf(text))
  writeFileSync(join(outputFolder, 'package.json'), '{"type":"module"}\n')
  cpSync(join(PROJECT, 'queries'), join(outputFolder, 'queries'), { recursive: true })
  if (referenceFolder !== undefined) cpSync(referenceFolder, join(outputFolder, 'reference'), { recursive: true })
}

/**
 * Escapes the letters that esbuild leaves, in comments and regular expressions: for one of them V8 keeps a whole file in
 * twice the bytes, and takes a quarter longer to read it.
 */
const asciiOf = (code: string): string =>
  code.replace(/[^\0-\x7f]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** All four, each in a folder of its name below `folder`; the reference set goes with normalise, which seeds an empty lake. */
export function writeBundles(folder: string, referenceFolder: string): void {
  rmSync(folder, { recursive: true, force: true })
  for (const name of FUNCTION_NAMES)
    writeBundle(name, name === 'normalise' ? referenceFolder : undefined, join(folder, name))
}
