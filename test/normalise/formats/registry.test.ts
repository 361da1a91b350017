/** What holds for every format of the registry: one that is added is tried here without a line of its own. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Format, StreamFormat } from '../../../functions/normalise/formats/format.ts'
import { MAX_UNIT_BYTES } from '../../../functions/normalise/formats/format.ts'
import {
  formatNames,
  formatOf,
  formatOfFile,
  formats,
  recogniseFormat,
} from '../../../functions/normalise/formats/index.ts'
import { streamUnitTexts } from '../../../functions/normalise/unit-texts.ts'
import { damagedBytes } from '../../support/damaged-bytes.ts'
import { runsOf } from '../../support/depth.ts'
import { sampleOf } from '../../support/format-samples.ts'
import { fileOf, readBytes, readUnlessOther, readWith } from '../../support/recording-sink.ts'

const seed = 20_170_401
const chunkSizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 })

/** Whether the format says that it reads these bytes: of those that read by place, by the directory that they have. */
const saysYes = async (format: Format, bytes: Uint8Array): Promise<boolean> =>
  format.recognise(bytes, true) && (format.access === 'stream' || (await format.holds(fileOf(bytes))))

const streams = formats.filter((format): format is StreamFormat => format.access === 'stream')
const named = <T extends Format>(of: readonly T[]): [name: string, format: T][] =>
  of.map(format => [format.name, format])

describe.each(named(formats))('%s', (name, format) => {
  it('is the format that recognises its sample, and no other does', async () => {
    const sample = sampleOf(name)
    const found = recogniseFormat(sample, true)
    expect(found?.access === 'random' ? await formatOfFile(fileOf(sample), sample, true) : found).toBe(format)
    const yes = await Promise.all(formats.map(async other => ((await saysYes(other, sample)) ? [other.name] : [])))
    expect(yes.flat()).toEqual([name])
    expect(formatOf(name)).toBe(format)
  })

  it('reads its sample: records, nothing refused, every unit accounted for', async () => {
    const { rows, rejects, refusals, violations } = await readBytes(format, sampleOf(name))
    expect({ rejects, refusals, violations }).toEqual({ rejects: [], refusals: [], violations: [] })
    expect(rows.length).toBeGreaterThan(0)
  })

  it('never throws on any bytes, and balances', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 100 })).map(([at, more]) => {
        const sample = sampleOf(name)
        return new Uint8Array(Buffer.concat([sample.subarray(0, at % sample.length), more]))
      }),
    )
    await fc.assert(
      fc.asyncProperty(bytes, async found => {
        format.recognise(found, true)
        format.recognise(found, false)
        expect((await readUnlessOther(format, found))?.violations ?? []).toEqual([])
      }),
      { seed, numRuns: runsOf(200) },
    )
  })

  it('never throws on its sample with damage, and balances', async () => {
    let rows = 0
    await fc.assert(
      fc.asyncProperty(damagedBytes(sampleOf(name)), async bytes => {
        const recording = await readUnlessOther(format, bytes)
        expect(recording?.violations ?? []).toEqual([])
        rows += recording?.rows.length ?? 0
      }),
      // What is read by place hardly ever has rows left after damage.
      { seed, numRuns: format.access === 'random' ? 200 : runsOf(200) },
    )
    expect(rows).toBeGreaterThan(0)
  })

  it('gives back the text of each unit that it read', async () => {
    const sample = sampleOf(name)
    const ordinals = new Set((await readBytes(format, sample)).rows.map(({ ordinal }) => ordinal))
    const content = (async function* () {
      for (let at = 0; at < sample.length; at += 100) yield sample.subarray(at, at + 100)
    })()
    const texts =
      format.access === 'random'
        ? await format.unitTexts(fileOf(sample), ordinals)
        : await streamUnitTexts(format, content, ordinals)
    expect([...texts.keys()].sort((a, b) => a - b)).toEqual([...ordinals])
    for (const text of texts.values()) expect(text.length).toBeGreaterThan(10)
  })
})

describe.each(named(streams))('%s, read as it comes', (name, format) => {
  it('gives the same however it is split, damaged or not', () => {
    const files = fc.oneof(fc.constant(sampleOf(name)), damagedBytes(sampleOf(name)))
    fc.assert(
      fc.property(files, chunkSizes, (bytes, chunks) => {
        expect(readWith(format, bytes, { chunks })).toEqual(readWith(format, bytes))
      }),
      { seed, numRuns: runsOf(200) },
    )
  })

  it('holds no unit without end: what is too long is refused as such, and what follows is read', () => {
    const sample = Buffer.from(sampleOf(name))
    // Of text: what else may end a unit is the format's own affair.
    if (sample.includes(0)) return
    const long = Buffer.concat([Buffer.from('x'.repeat(MAX_UNIT_BYTES + 1)), Buffer.from('\n'), sample])
    const lineEnd = sample.at(-1) === 10 ? '' : '\n'
    const { rejects, rows } = readWith(format, new Uint8Array(Buffer.concat([sample, Buffer.from(lineEnd), long])))
    // Of text between documents a format need not know how long it is.
    expect(rejects.map(({ reason }) => reason)).toEqual([expect.stringMatching(/^(too_long|bad_json)$/)])
    expect(rows.length).toBe(2 * readWith(format, sampleOf(name)).rows.length)
  })
})

describe('the registry', () => {
  it('has every name once', () => {
    expect(new Set(formatNames()).size).toBe(formatNames().length)
  })

  it('knows nothing of empty or blank content', () => {
    for (const text of ['', '\n', ' \r\n\t\n', '\ufeff']) {
      expect(recogniseFormat(new TextEncoder().encode(text), true)).toBeUndefined()
    }
  })
})
