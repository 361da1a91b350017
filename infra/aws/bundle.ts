/**
 * A function's bundle: its handler and all that it imports as one file, at the same place relative to `queries/` as in
 * the project, with the SQL and, where it asks for it, a first reference set beside it.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { buildSync } from 'esbuild'
import { FUNCTION_NAMES, type FunctionName } from './bundled-code.ts'

const PROJECT = resolve(import.meta.dirname, '../..')

/** Writes a bundle into a folder. Not minified, so that traces can be read. */
export function writeBundle(name: FunctionName, referenceFolder: string | undefined, outputFolder: string): void {
  const outfile = join(outputFolder, 'functions', name, 'handler.mjs')
  mkdirSync(dirname(outfile), { recursive: true })
  buildSync({
    absWorkingDir: PROJECT,
    entryPoints: [join(PROJECT, 'functions', name, 'handler.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    // Some packages are CommonJS and call require for Node's own modules.
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
    // Vega draws on a canvas where there is one; charts here are SVG text.
    external: ['canvas'],
    logLevel: 'warning',
  })
  writeFileSync(join(outputFolder, 'package.json'), '{"type":"module"}\n')
  cpSync(join(PROJECT, 'queries'), join(outputFolder, 'queries'), { recursive: true })
  if (referenceFolder !== undefined) cpSync(referenceFolder, join(outputFolder, 'reference'), { recursive: true })
}

/** All four, each in a folder of its name below `folder`; the reference set goes with normalise, which seeds an empty lake. */
export function writeBundles(folder: string, referenceFolder: string): void {
  rmSync(folder, { recursive: true, force: true })
  for (const name of FUNCTION_NAMES)
    writeBundle(name, name === 'normalise' ? referenceFolder : undefined, join(folder, name))
}
