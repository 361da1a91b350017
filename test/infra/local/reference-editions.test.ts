import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { hashOfRanges } from '../../../functions/lib/reference/edition-ranges.ts'
import { type Edition, type Editions, parseEditions } from '../../../functions/lib/reference/editions.ts'
import { hashOfRules, nameKindsFileOf } from '../../../functions/lib/reference/name-kinds.ts'
import { encodeRanges } from '../../../functions/lib/reference/ranges.ts'
import type { ReferenceContent } from '../../../functions/lib/reference/reference-set.ts'
import { withEditions } from '../../../infra/local/reference-editions.ts'
import { buildReferenceFiles } from '../../../infra/local/reference-files.ts'
import { SMALL_NETWORKS } from '../../support/small-logs.ts'

const COMPILED = resolve(import.meta.dirname, '../../../node_modules/.cache/flowcensus')
const editionsIn = ({ files }: Pick<ReferenceContent, 'files'>): Editions =>
  parseEditions(new TextDecoder().decode(files['editions.csv']))
const build = (kept?: Editions) => buildReferenceFiles(SMALL_NETWORKS, COMPILED, kept)
const BYTES = encodeRanges([{ first: 0, last: 9, value: 0 }], [], ['KP'])
const own = (date: string): Edition => ({
  ...{ data: 'country', date, name: 'own list', version: '1', licence: 'own', notice: '' },
  ranges: hashOfRanges(BYTES),
})
const datesOf = (editions: readonly Edition[]) => editions.map(({ name, date }) => `${name} ${date}`)

let installed: Editions
let country: Edition
beforeAll(async () => {
  installed = editionsIn(await build())
  country = installed.country[0] as Edition
})

describe('the editions of a set that is made anew', () => {
  it('are the installed ones, of countries and of systems, where there was none', () => {
    expect(installed.country).toHaveLength(1)
    expect(installed.asn).toHaveLength(1)
    expect(country.date).toMatch(/^2026-/)
  })

  it('are those that it had, and no second one of what is installed', async () => {
    const { country: found } = editionsIn(await build({ ...installed, country: [own('2017-05-04'), country] }))
    expect(found).toEqual([own('2017-05-04'), country])
  })

  it('have what is installed with the ranges that it compiles to now', async () => {
    const before = { ...country, ranges: '0123456789abcdef' }
    expect(editionsIn(await build({ ...installed, country: [before] })).country).toEqual([country])
  })

  it('have a newer version of a package behind the older one, which goes on placing its days', async () => {
    const older = { ...country, version: '1.0.2025010100', date: '2025-01-01', ranges: '0123456789abcdef' }
    expect(editionsIn(await build({ ...installed, country: [older] })).country).toEqual([older, country])
  })

  it('do not get back what was removed from it', async () => {
    expect(editionsIn(await build({ ...installed, country: [own('2017-05-04')] })).country).toEqual([own('2017-05-04')])
  })
})

describe('an edition that is added', () => {
  it('joins the others in order of date, with its ranges at hand', async () => {
    const content = withEditions(await build(), [{ edition: own('2017-05-04'), bytes: BYTES }])
    expect(datesOf(editionsIn(content).country)).toEqual(['own list 2017-05-04', `${country.name} ${country.date}`])
    expect(content.ranges.read(hashOfRanges(BYTES))).toBe(BYTES)
    expect(content.ranges.read(country.ranges).length).toBeGreaterThan(1_000_000)
  })

  it('takes the place of one of the same data and day, and of no other', async () => {
    const content = withEditions(await build(), [{ edition: own(country.date), bytes: BYTES }])
    expect(datesOf(editionsIn(content).country)).toEqual([`own list ${country.date}`])
    expect(editionsIn(content).asn).toEqual(installed.asn)
  })
})

describe('what rules say of names, which is kept between lakes', () => {
  it('is worked out anew where its file is damaged', async () => {
    const cache = mkdtempSync(join(tmpdir(), 'reference-cache-'))
    cpSync(COMPILED, cache, { recursive: true, filter: path => !path.startsWith(join(COMPILED, 'compiled')) })
    const { files } = await buildReferenceFiles(SMALL_NETWORKS, cache)
    const file = nameKindsFileOf(editionsIn({ files }).asn[0]?.ranges ?? '', hashOfRules(files['kinds.csv'], undefined))
    const kept = join(cache, 'ranges', file)
    const sound = readFileSync(kept)
    writeFileSync(kept, sound.subarray(0, 1000))
    const steps: [what: string, of: number][] = []
    await buildReferenceFiles(SMALL_NETWORKS, cache, undefined, { step: (...told) => steps.push(told) })
    expect(readFileSync(kept).equals(sound)).toBe(true)
    expect(steps).toHaveLength((sound.length - 48) / 2)
    expect(steps.at(-1)).toEqual(['asking rules of names of systems', steps.length])
    rmSync(cache, { recursive: true })
  }, 60_000)
})
