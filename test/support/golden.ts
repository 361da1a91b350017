/** Golden files: real files that one can open. A mismatch leaves what was found beside, to be looked at and renamed. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { expect } from 'vitest'

const GOLDEN = resolve(import.meta.dirname, '../golden')

/**
 * Expects these files, and no others, to be those of `test/golden/<folder>`; writes each that differs as
 * `<name>.changed.<extension>` beside, then fails with all of them.
 */
export function expectGoldens(folder: string, files: ReadonlyMap<string, string>): void {
  const place = join(GOLDEN, folder)
  mkdirSync(place, { recursive: true })
  const problems: string[] = []
  for (const [name, text] of files) {
    const changed = join(place, `${name.slice(0, name.length - extname(name).length)}.changed${extname(name)}`)
    const known = existsSync(join(place, name)) ? readFileSync(join(place, name), 'utf8') : undefined
    rmSync(changed, { force: true })
    if (known === text) continue
    writeFileSync(changed, text)
    problems.push(known === undefined ? `${name}: new` : `${name}: line ${firstDifference(known, text)}`)
  }
  for (const name of readdirSync(place))
    if (!name.includes('.changed.') && !files.has(name)) problems.push(`${name}: made no more`)
  expect(problems, `look at *.changed.* in ${place} and rename what is right`).toEqual([])
}

function firstDifference(known: string, text: string): number {
  const [a, b] = [known.split('\n'), text.split('\n')]
  const at = a.findIndex((line, index) => line !== b[index])
  return (at < 0 ? a.length : at) + 1
}
