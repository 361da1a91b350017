/** CDK's own program, which deploys: where it is, on which app it runs, and that it runs to its end. */
import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join, resolve } from 'node:path'
import { homeFolder, isPackage } from '../../local/installation.ts'
import { shellWord } from '../../local/user-paths.ts'

export interface CdkProgram {
  /** Program and words before its own. */
  begins: readonly [string, ...string[]]
  /** Where its app lies, and `cdk.context.json`. */
  folder: string
}

/**
 * Words with which CDK finds the app of the package, and asks nobody for notices; a checkout's cdk.json says both. The app is a command
 * for a shell, and must not begin with a quote: where it ends with one too, CDK takes both away.
 */
export const appWords = (): string[] =>
  isPackage ? ['--app', `node ${shellWord(resolve(import.meta.dirname, '../packed-app.js'))}`, '--no-notices'] : []

/** That of the PATH, as npm has it where a package is installed; else the one that is installed here. Throws where one is missing. */
export function findCdk(): CdkProgram {
  const missing = ['aws-cdk-lib', 'constructs'].filter(name => installed(name) === undefined)
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .map(folder => join(folder, 'cdk'))
    .find(isProgram)
  const own = installed('aws-cdk')
  const folder = homeFolder()
  if (missing.length === 0 && onPath !== undefined) return { begins: [onPath], folder }
  if (missing.length === 0 && own !== undefined) return { begins: [process.execPath, join(own, 'bin/cdk')], folder }
  const found = [...missing, ...(onPath === undefined && own === undefined ? ['aws-cdk'] : [])].join(', ')
  throw new Error(
    `deploy: expected AWS CDK (aws-cdk, aws-cdk-lib, constructs), found no ${found}; ${
      isPackage
        ? 'npm install aws-cdk aws-cdk-lib constructs, or make FlowCensus of flowcensus/cdk part of an app of your own'
        : 'npm ci installs it'
    }`,
  )
}

/** Runs it in this terminal. Throws where it does not end with 0; it has said why. */
export async function runCdk({ begins, folder }: CdkProgram, words: readonly string[], region: string): Promise<void> {
  const [program, ...before] = begins
  const env = {
    ...process.env,
    // Where nothing names a region, CDK takes one of its own.
    AWS_REGION: region,
    // Else it tells AWS how it is used, and asks npm's registry whether there is a newer one.
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: 'true',
    // The app runs on the Node that runs this.
    PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
  }
  // The terminal sends Ctrl-C to both: CDK ends what it does, this one says how it ended.
  const wait = () => undefined
  process.on('SIGINT', wait)
  try {
    const ended = await new Promise<number | string>((done, fail) => {
      const child = spawn(program, [...before, ...words], { cwd: folder, env, stdio: 'inherit' })
      child.on('error', fail)
      child.on('close', (code, signal) => done(signal ?? code ?? 1))
    })
    if (ended !== 0) throw new Error(`deploy: expected cdk deploy to end with 0, found ${ended}; it says why above`)
  } finally {
    process.off('SIGINT', wait)
  }
}

/** Folder of an installed package. */
function installed(name: string): string | undefined {
  for (const from of [import.meta.filename, join(homeFolder(), 'package.json')])
    try {
      return dirname(createRequire(from).resolve(`${name}/package.json`))
    } catch {
      // Looked for in the next place.
    }
  return undefined
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
