/** The code of a function as an asset: its bundle, which is made before, with what this deployment defines laid into it. */
import { cpSync, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AssetHashType, DockerImage } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { type Definitions, writeDefinitions } from './definitions.ts'

export const FUNCTION_NAMES = ['normalise', 'publish', 'report', 'reconcile'] as const
export type FunctionName = (typeof FUNCTION_NAMES)[number]

/** What Lambda calls. */
export const handlerOf = (name: FunctionName): string => `functions/${name}/handler.handler`

/** The package holds compiled files and the bundles; in a checkout the app makes them before it synthesises. */
const isPackage = !import.meta.filename.endsWith('.ts')
export const BUNDLES = resolve(
  import.meta.dirname,
  isPackage ? '../../bundles' : '../../node_modules/.cache/flowcensus/bundles',
)

/** Copied only where the stack is to be bundled: tests and \`cdk list\` need no bundle. Throws where there is none. */
export function bundledCode(name: FunctionName, definitions?: Definitions): Code {
  return Code.fromAsset(import.meta.dirname, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: the local bundler always answers.
      image: DockerImage.fromRegistry('none'),
      // CDK takes what it bundled before where source and options are the same: these say what is in it.
      command: [name, JSON.stringify(definitions ?? {})],
      local: {
        tryBundle(outputFolder) {
          const bundle = join(BUNDLES, name)
          if (!existsSync(bundle))
            throw new Error(
              `${bundle}: expected the bundle of ${name}, found none; ${isPackage ? 'install the package again' : 'run npm run synth'}`,
            )
          cpSync(bundle, outputFolder, { recursive: true })
          if (definitions !== undefined) writeDefinitions(definitions, join(outputFolder, 'reference'))
          return true
        },
      },
    },
  })
}
