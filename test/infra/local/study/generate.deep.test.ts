import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { INSTITUTIONS } from '../../../../infra/local/study/address-book.ts'
import { numberOf } from '../../../../infra/local/study/connections.ts'
import { generateStudy } from '../../../../infra/local/study/generate.ts'
import { NETWORKS } from '../../../../infra/local/study/intended.ts'
import { createRandom } from '../../../../infra/local/study/random.ts'
import { connectionsOfDay } from '../../../../infra/local/study/world.ts'

const folder = mkdtempSync(join(tmpdir(), 'generate-'))
afterAll(() => rmSync(folder, { recursive: true }))

const filesBelow = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
const digestOf = (path: string): string => {
  const hash = createHash('sha256')
  for (const file of filesBelow(path)) hash.update(file.slice(path.length)).update(readFileSync(file))
  return hash.digest('hex')
}

describe('the study', () => {
  it('has the same bytes for the same seed, others for another', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map(name => join(folder, name)) as [string, string, string]
    await generateStudy({ outDir: a, seed: 5, records: 3000 })
    await generateStudy({ outDir: b, seed: 5, records: 3000 })
    await generateStudy({ outDir: c, seed: 6, records: 3000 })
    expect(digestOf(b)).toBe(digestOf(a))
    expect(digestOf(c)).not.toBe(digestOf(a))
  })

  it.for([5000, 20_000, 100_000])('holds about %i records', async records => {
    const truth = await generateStudy({ outDir: join(folder, String(records)), records })
    expect(truth.records).toBeGreaterThan(0.7 * records)
    expect(truth.records).toBeLessThan(1.6 * records)
  })

  it('holds what makes logs hard', async () => {
    const outDir = join(folder, '20000')
    const texts = new Map(
      filesBelow(join(outDir, 'uploads')).map(path => [
        path.slice(outDir.length + 9),
        gunzipSync(readFileSync(path)).toString(),
      ]),
    )
    const later = filesBelow(join(outDir, 'later')).map(path => path.slice(outDir.length + 7))
    const some = (pattern: RegExp) => [...texts.values()].some(text => pattern.test(text))
    expect(some(/NODATA/), 'heartbeats').toBe(true)
    expect(some(/SKIPDATA/), 'lost records').toBe(true)
    expect(some(/REJECT/), 'denied').toBe(true)
    expect(some(/pkt-srcaddr[\s\S]*10\.20\.0\.4/), 'both sides of a NAT gateway').toBe(true)
    expect(some(/^lab-1\t/m), 'a second sensor').toBe(true)
    expect(some(/<script>/), 'broken lines').toBe(true)
    expect(
      later.filter(key => !texts.has(key)),
      'late files',
    ).toHaveLength(2)
    expect(
      later.filter(key => texts.has(key)),
      'an overwritten file',
    ).toHaveLength(1)
    const contents = [...texts.values()]
    expect(contents.length - new Set(contents).size, 'copies').toBe(2)
    expect(
      [...texts.keys()].filter(key => key.startsWith('pyongyang') && key.includes('2017-05-04')),
      'an outage',
    ).toEqual([])
  })

  it('has a sensor that writes under a new key after its outage', () => {
    const days = filesBelow(join(folder, '20000', 'uploads')).map(path => path.split('/').slice(-3, -1))
    const last = days.filter(([name]) => name === 'zeek-before').map(([, day]) => day)
    const first = days.filter(([name, day]) => name === 'zeek' && /^2017/.test(day ?? '')).map(([, day]) => day)
    expect([last.sort().at(-1), first.sort()[0]]).toEqual(['2017-05-02', '2017-05-05'])
  })

  it('comes without tcp-flags where they are left out', async () => {
    const outDir = join(folder, 'without-flags')
    await generateStudy({ outDir, records: 5000, without: ['tcp-flags'] })
    const logs = filesBelow(join(outDir, 'uploads')).filter(path => path.includes('AWSLogs'))
    expect(logs.length).toBeGreaterThan(40)
    expect(logs.filter(path => gunzipSync(readFileSync(path)).toString().includes('tcp-flags'))).toEqual([])
  })

  it.for([[], ['institutions'], ['ties']] as const)('meets institutions unless %j are left out', without => {
    const blocks = new Set(INSTITUTIONS.flatMap(({ base }) => [0, 1, 2].map(i => numberOf(base) + i)))
    const [network] = NETWORKS
    const day = { dayMs: Date.parse('2017-04-20'), meanConnections: 1000, noise: 1, random: createRandom(4) }
    const made = [...connectionsOfDay({ network: network!, ...day, without: new Set(without) })]
    const met = made.filter(({ remote }) => blocks.has(remote)).length
    expect(made.length).toBeGreaterThan(500)
    if (without.length === 0) expect(met).toBeGreaterThan(20)
    else expect(met).toBe(0)
  })
})
