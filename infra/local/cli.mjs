#!/usr/bin/env node
// Plain JavaScript, so that an older Node can still say what is wrong, or start a newer one that npm installed here.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { availableParallelism, homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// A checkout runs what the package is compiled from, for which Node 24 strips the types; below node_modules it strips none.
const checkout = new URL('main.ts', import.meta.url)
const isCheckout = existsSync(checkout)
const compiled = new URL('../../dist/infra/local/main.js', import.meta.url)
const wanted = isCheckout ? [24, 0] : [22, 15]

const [major, minor] = process.versions.node.split('.').map(Number)
const isNewEnough = major > wanted[0] || (major === wanted[0] && minor >= wanted[1])

/** The program of the package `node`, where npm installed it here and its install script ran. */
function newerNode() {
  try {
    const path = createRequire(import.meta.url).resolve('node/bin/node')
    return path === process.execPath ? undefined : path
  } catch {
    return undefined
  }
}

if (isNewEnough) {
  // Files, zlib and DuckDB's queries share one pool of threads, 4 by default, which is read when it is first used.
  process.env.UV_THREADPOOL_SIZE ??= String(Math.min(availableParallelism(), 8) + 4)
  // Node 22 warns of its SQLite, which keeps the receipts' rows of one machine; what it means to say is told by the tests.
  const { emitWarning } = process
  process.emitWarning = (warning, ...rest) => {
    if (rest[0] !== 'ExperimentalWarning') emitWarning(warning, ...rest)
  }
  // What was compiled is kept for the next run, beside what `cacheFolder` holds; where nobody may write, it is compiled each time.
  const cache = isCheckout
    ? fileURLToPath(new URL('../../node_modules/.cache', import.meta.url))
    : process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  module.enableCompileCache(join(cache, 'flowcensus', 'compiled'))
  const { main } = await import((isCheckout ? checkout : compiled).href)
  await main(process.argv)
} else {
  const other = process.env.FLOWCENSUS_NODE === 'other' ? undefined : newerNode()
  if (other === undefined) {
    const found = `flowcensus expects Node ${wanted.join('.')} or later, found ${process.versions.node}`
    console.error(
      isCheckout
        ? `${found}. Commands use the one that \`npm ci\` installs as a package; its install script did not run. ` +
            'Run `npm rebuild node` (npm 12: it is allowed by "allowScripts" in package.json; with ignore-scripts it is not), ' +
            'or put a newer Node on the PATH.'
        : `${found}. Put a newer Node on the PATH, or install one beside it: npm install node@24`,
    )
    process.exitCode = 1
  } else {
    // The terminal sends Ctrl-C to both: the other ends what it does, this one hands on how it ended.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined)
    const env = { ...process.env, FLOWCENSUS_NODE: 'other' }
    const child = spawn(other, process.argv.slice(1), { stdio: 'inherit', env })
    child.on('error', error => {
      console.error(`flowcensus: expected to start ${other}, found: ${error.message}`)
      process.exitCode = 1
    })
    child.on('close', (code, signal) => {
      if (signal === null) process.exitCode = code
      else {
        process.removeAllListeners(signal)
        process.kill(process.pid, signal)
      }
    })
  }
}
