/** A short run of `npm run fuzz`. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decompress } from '../../../functions/normalise/content/decompress.ts'
import { families } from '../../../functions/normalise/formats/index.ts'
import { bzip2File } from '../../support/bzip2-file.ts'
import { runsOf } from '../../support/depth.ts'
import { xzFile } from '../../support/xz-file.ts'
import { allSamples, basesOf, nameOfFamily } from './bases.ts'
import { inputOf } from './inputs.ts'
import { minimise } from './minimise.ts'
import { tryInput } from './trial.ts'

const SEED = 20_170_401
/** Of a family, in all: `npm run fuzz` tries many more. */
const RUNS = 300

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fuzz-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe.each(families.map(family => [nameOfFamily(family), family] as const))('%s', (_, { formats }) => {
  it('keeps its promises on mutated inputs, of which some are still read', async () => {
    const bases = basesOf(formats, false)
    const others = allSamples()
    let rows = 0
    for (let number = 0; number < runsOf(RUNS); number++) {
      const input = inputOf(SEED, number, bases, others)
      const tried = await tryInput(input, folder)
      expect({ number, failure: tried.failure }).toEqual({ number, failure: undefined })
      rows += tried.rows
    }
    expect(rows).toBeGreaterThan(0)
  })
})

describe('an input', () => {
  it('is the same for its seed and number, and another for another', () => {
    const bases = basesOf(
      families.flatMap(({ formats }) => formats),
      false,
    )
    const others = allSamples()
    const input = inputOf(1, 7, bases, others)
    expect(inputOf(1, 7, bases, others)).toEqual(input)
    expect(inputOf(1, 7 + bases.size, bases, others).bytes).not.toEqual(input.bytes)
    expect(inputOf(2, 7, bases, others).bytes).not.toEqual(input.bytes)
  })

  it('that fails is made small', async () => {
    const bytes = Buffer.from(`${'x'.repeat(500)}a${'y'.repeat(300)}b${'z'.repeat(100)}`)
    const least = await minimise(bytes, async part => /a.*b/s.test(Buffer.from(part).toString()))
    expect(Buffer.from(least).toString()).toBe('ab')
  })
})

const packers: [name: string, pack: (bytes: Uint8Array) => Uint8Array][] = [
  ['bzip2', bzip2File],
  ['xz', xzFile],
]
describe.each(packers)('what is packed as %s for it', (name, pack) => {
  it.each(['', 'a', 'x'.repeat(5000), Array.from({ length: 900 }, (_, i) => `${i} ${Math.sin(i)}\n`).join('')])(
    'is what the product unpacks',
    async text => {
      const unpacked = decompress(
        (async function* () {
          yield pack(Buffer.from(text))
        })(),
      )
      const chunks: Uint8Array[] = []
      for await (const chunk of unpacked.chunks) chunks.push(chunk)
      expect(Buffer.concat(chunks).toString()).toBe(text)
      expect(unpacked).toMatchObject({ codecs: [name], damage: undefined })
    },
  )
})
