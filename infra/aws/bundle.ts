/**
 * A function's bundle: its handler and all that it imports as one file, at the same place relative to `queries/` as in
 * the project, with the SQL and, where it asks for it, a first reference set beside it.
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { AssetHashType, DockerImage } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { buildSync } from 'esbuild'

const PROJECT = resolve(import.meta.dirname, '../..')

export type FunctionName = 'normalise' | 'publish' | 'report' | 'reconcile'

/** What Lambda calls. */
export const handlerOf = (name: FunctionName): string => `functions/${name}/handler.handler`

/** The bundle as an asset of the stack; made only where the stack is to be bundled. */
export function bundleCode(name: FunctionName, referenceFolder: string | undefined): Code {
  return Code.fromAsset(join(PROJECT, 'functions', name), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: the local bundler always answers.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle(outputFolder) {
          writeBundle(name, referenceFolder, outputFolder)
          return true
        },
      },
    },
  })
}

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
