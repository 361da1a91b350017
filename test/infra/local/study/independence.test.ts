import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../../../..')
const STUDY = 'infra/local/study'

const filesBelow = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => `${folder}/${name}`)
/** What a file imports: a module's name, or a path from the root. */
const importsOf = (file: string): string[] =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/(?:from|import|import\()\s*'([^']+)'/g)].map(([, name = '']) =>
    name.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), name)) : name,
  )

describe("the study's generator and the product", () => {
  it('know nothing of each other: the generator imports Node and itself only', () => {
    const foreign = filesBelow(STUDY).flatMap(file =>
      importsOf(file)
        .filter(name => !name.startsWith('node:') && !name.startsWith(`${STUDY}/`))
        .map(name => `${file} imports ${name}`),
    )
    expect(filesBelow(STUDY).length).toBeGreaterThan(8)
    expect(foreign).toEqual([])
  })

  it('know nothing of each other: the generator reads no file', () => {
    const reading = filesBelow(STUDY).filter(file =>
      /\b(readFile|readFileSync|createReadStream|readdir|readdirSync|openSync|fetch)\b|\.csv'/.test(
        readFileSync(join(ROOT, file), 'utf8').replaceAll(/'(networks|events)\.csv'/g, ''),
      ),
    )
    expect(reading).toEqual([])
  })

  it('know nothing of each other: no function imports the generator or names its files', () => {
    const knowing = filesBelow('functions').filter(
      file =>
        importsOf(file).some(name => name.startsWith('infra/')) ||
        /address-book|infra\/local\/study/.test(readFileSync(join(ROOT, file), 'utf8')),
    )
    expect(knowing).toEqual([])
  })
})
