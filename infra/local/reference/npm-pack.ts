/** A package of the npm registry as its tarball, by the npm client that the user has, with the user's registry and rights. */
import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** One of them, and one exact version. */
export interface PackageVersion {
  name: string
  version: string
}

/** Longer than any package takes on a slow line. */
const LONGEST_MS = 15 * 60_000

/**
 * Reads `NAME@VERSION`. Throws where it is not a package that holds editions, or not one version of it: what is written here
 * becomes an argument of npm.
 */
export function parsePackage(text: string): PackageVersion {
  const [, name, version] =
    /^(geoip-lite|@ip-location-db\/[a-z0-9][a-z0-9-]*)@(\d{1,4}\.\d{1,4}\.\d{1,12})$/.exec(text) ?? []
  if (name === undefined || version === undefined)
    throw new Error(
      'add-package: expected geoip-lite@VERSION or @ip-location-db/NAME@VERSION, the version in full, ' +
        `found ${JSON.stringify(text)}`,
    )
  return { name, version }
}

/**
 * Puts the package's tarball into an empty folder: `npm pack`, which runs no script of a package. Resolves to its path.
 * Throws, in one line, what npm says where it is not to be had.
 */
export async function packPackage({ name, version }: PackageVersion, folder: string): Promise<string> {
  const args = [
    ...['pack', `${name}@${version}`, '--pack-destination', folder, '--ignore-scripts'],
    ...['--loglevel=error', '--fetch-retries=1', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=500'],
  ]
  // npm says where it lies to the scripts that it runs; the user's own call need not be on the PATH.
  const own = process.env.npm_execpath
  const [command, before] = own?.endsWith('.js') === true ? [process.execPath, [own]] : ['npm', []]
  const { code, err } = await run(command, [...before, ...args], folder)
  const [tarball] = (await readdir(folder)).filter(file => file.endsWith('.tgz'))
  if (code === 0 && tarball !== undefined) return join(folder, tarball)
  throw new Error(`${name}@${version}: expected npm to get it, found ${reasonOf(err, code)}; nothing was changed`)
}

function run(command: string, args: readonly string[], folder: string): Promise<{ code: number | null; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], timeout: LONGEST_MS })
    let err = ''
    child.stderr.setEncoding('utf8').on('data', text => {
      if (err.length < 65_536) err += text
    })
    child.on('error', error =>
      reject(new Error(`npm: expected the npm client, found ${error.message}; install it, or put it on the PATH`)),
    )
    child.on('close', code => resolve({ code, err }))
  })
}

/** What npm gave as its reason, in the first line that is more than a code. */
function reasonOf(err: string, code: number | null): string {
  const lines = err.split('\n').flatMap(line => /^npm (?:error|ERR!) (.+)$/.exec(line.trim())?.[1] ?? [])
  const said = lines.find(line => !/^(code|errno|syscall|stack|type|\W)\b/.test(line) && /\w/.test(line))
  return said === undefined ? `that it ended with ${code}` : said.replace(/^(notarget|404|FetchError:)\s+/, '')
}
