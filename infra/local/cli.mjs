#!/usr/bin/env node
// Plain JavaScript, so that an older Node can still say what is wrong.
const wanted = 24
const found = process.versions.node
if (Number(found.split('.')[0]) < wanted) {
  console.error(
    `flowcensus expects Node ${wanted} or later, found ${found}. ` +
      'npm scripts use the one that `npm ci` installs as a package; its install script did not run. ' +
      'Run `npm rebuild node` (npm 12: it is allowed by "allowScripts" in package.json; with ignore-scripts it is not), ' +
      'or put a newer Node on the PATH.',
  )
  process.exit(1)
}
const { main } = await import('./main.ts')
await main(process.argv)
