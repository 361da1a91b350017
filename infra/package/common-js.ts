/** The construct for apps that are CommonJS, as most of CDK are: one file beside the compiled modules, with types of its own. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'

/** Modules that the types of the construct are of; each has a twin whose name ends with .d.cts. */
const TYPED = ['index', 'flow-census', 'settings']

/** Writes `index.cjs` and its types into the folder that holds the compiled `index.js`. */
export function writeCommonJs(folder: string): void {
  buildSync({
    entryPoints: [join(folder, 'index.js')],
    outfile: join(folder, 'index.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['aws-cdk-lib', 'constructs'],
    define: {
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
      'import.meta.url': 'urlOfModule',
    },
    banner: { js: "const urlOfModule = require('node:url').pathToFileURL(__filename).href;" },
    logLevel: 'warning',
  })
  for (const name of TYPED) {
    const types = readFileSync(join(folder, `${name}.d.ts`), 'utf8')
    writeFileSync(join(folder, `${name}.d.cts`), types.replace(/(from '\.\/[\w-]+)\.[jt]s'/g, "$1.cjs'"))
  }
}
