import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { afterAll, describe, expect, it } from 'vitest'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import type { Receipt } from '../../functions/lib/receipt.ts'
import { hashOfRanges, type RangesReader, rangesInMemory } from '../../functions/lib/reference/edition-ranges.ts'
import type { Edition, EditionData, Editions } from '../../functions/lib/reference/editions.ts'
import { encodeNameKinds, nameKindsFileOf, nameKindsKeyOf } from '../../functions/lib/reference/name-kinds.ts'
import { encodeRanges } from '../../functions/lib/reference/ranges.ts'
import { openReference } from '../../functions/lib/reference/reference-set.ts'
import { createEnricher } from '../../functions/normalise/enrich/create-enricher.ts'
import { openRangesFolder } from '../../functions/normalise/fetch-ranges.ts'
import { normaliseUpload } from '../../functions/normalise/normalise-upload.ts'
import { buildReferenceFiles } from '../../infra/local/reference-files.ts'
import { SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'

const COMPILED = resolve(import.meta.dirname, '../../node_modules/.cache/flowcensus')
const folder = mkdtempSync(join(tmpdir(), 'editions-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Two letters for a number below 676. */
const code = (n: number) => String.fromCharCode(65 + Math.floor(n / 26), 65 + (n % 26))
const everywhere = [{ first: 0, last: 2 ** 32 - 1, value: 0 }]

/** Editions of these days; the n-th has every address in the country `code(n)`, or in AS 64500 + n. */
function made(data: EditionData, days: readonly string[]) {
  const bytes = days.map((_, n) =>
    encodeRanges(everywhere, [], [data === 'country' ? code(n) : { asn: 64_500 + n, name: `system ${n}` }]),
  )
  const editions = days.map((date, n): Edition => {
    const ranges = hashOfRanges(bytes[n] ?? new Uint8Array())
    return { data, date, name: `made ${data}`, version: String(n), licence: 'none', notice: '', ranges }
  })
  return { bytes, editions }
}

/**
 * Places the text by editions of these days; the rows of each day, and the receipt. `open` makes the reader of their ranges;
 * by default all are in memory.
 */
async function normalise(
  text: string,
  countryDays: readonly string[],
  asnDays: readonly string[],
  open: (editions: Editions, bytes: readonly Uint8Array[]) => Promise<RangesReader> = async (_, bytes) =>
    rangesInMemory(bytes),
) {
  const [country, asn] = [made('country', countryDays), made('asn', asnDays)]
  const editions: Editions = { country: country.editions, asn: asn.editions }
  const { files } = await buildReferenceFiles(SMALL_NETWORKS, COMPILED)
  const reader = await open(editions, [...country.bytes, ...asn.bytes])
  const enricher = createEnricher({ ...openReference(files), editions }, reader)
  const lake = createFolderStore(mkdtempSync(join(folder, 'lake-')))
  const content = new TextEncoder().encode(text)
  const upload = {
    ...{ bucket: 'uploads', key: 'team/flows.log', version: '1', size: content.length },
    receivedMs: Date.parse('2024-06-01'),
    async stream() {
      return (async function* () {
        yield content
      })()
    },
    read: async (start: number, end: number) => content.subarray(start, end),
  }
  const clock = { nowMs: () => upload.receivedMs }
  const dependencies = { lake, enricher, reference: 'reference', scratchDir: folder, clock }
  const receipt = await normaliseUpload(upload, 'upload', 'build', dependencies)
  const rows: Record<string, Record<string, unknown>[]> = {}
  for (const { key, dt } of receipt.outputs) {
    const bytes = (await lake.get(key))?.bytes ?? new Uint8Array()
    rows[dt] = await parquetReadObjects({ file: bytes.slice().buffer, compressors })
  }
  return { receipt, rows }
}

const placesOf = (rows: Record<string, Record<string, unknown>[]>) =>
  Object.fromEntries(
    Object.entries(rows).map(([dt, own]) => [
      dt,
      [...new Set(own.map(row => `${row.remote_country} ${row.remote_asn}`))].join(),
    ]),
  )
const placed = ({ placed: rows }: Receipt) => rows.map(({ data, date, rows: count }) => `${data} ${date} ${count}`)

describe('an upload over several editions', () => {
  it('has each day placed by the editions of that day, of countries and of systems each', async () => {
    const days = ['2024-03-01', '2024-03-02', '2024-03-03', '2024-03-04']
    const { receipt, rows } = await normalise(
      vpcText(days, 10),
      ['2024-02-01', '2024-03-03'],
      ['2024-03-02', '2024-03-04'],
    )
    expect(placesOf(rows)).toEqual({
      '2024-03-01': 'AA 64500',
      '2024-03-02': 'AA 64500',
      '2024-03-03': 'AB 64500',
      '2024-03-04': 'AB 64501',
    })
    expect(placed(receipt)).toEqual([
      'asn 2024-03-02 18',
      'asn 2024-03-04 6',
      'country 2024-02-01 12',
      'country 2024-03-03 12',
    ])
  })

  it('names in its receipt where the editions come from', async () => {
    const { receipt } = await normalise(vpcText(['2024-03-01'], 10), ['2024-02-01'], ['2024-03-02'])
    expect(receipt.placed).toEqual([
      { data: 'asn', date: '2024-03-02', name: 'made asn', version: '0', rows: 6 },
      { data: 'country', date: '2024-02-01', name: 'made country', version: '0', rows: 6 },
    ])
  })

  it('has a record over midnight placed on each of its days by the edition of that day', async () => {
    const [header = ''] = vpcText([], 10).split('\n')
    const start = Date.parse('2024-03-01T23:59:00Z') / 1000
    const line = `5 eni-1 10.1.0.7 93.184.1.1 40000 443 6 10 2000 ${start} ${start + 300} ACCEPT OK 3`
    const { rows } = await normalise(`${header}\n${line}\n`, ['2024-03-01', '2024-03-02'], ['2024-03-01'])
    expect(placesOf(rows)).toEqual({ '2024-03-01': 'AA 64500', '2024-03-02': 'AB 64500' })
  })

  it('is placed right by forty editions of days in turns, though four pairs stay open', async () => {
    const days = Array.from({ length: 40 }, (_, i) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10))
    const shuffled = days.map((_, i) => days[(i * 17) % 40] ?? '')
    const { receipt, rows } = await normalise(vpcText([...shuffled, ...days], 10, 1), days, ['2024-01-01'])
    expect(placesOf(rows)).toEqual(Object.fromEntries(days.map((dt, n) => [dt, `${code(n)} 64500`])))
    expect(receipt.placed).toHaveLength(41)
  })

  it('counts rows with external ends only', async () => {
    const [header = ''] = vpcText([], 10).split('\n')
    const start = Date.parse('2024-03-01T10:00:00Z') / 1000
    const to = (remote: string) => `5 eni-1 10.1.0.7 ${remote} 40000 443 6 10 2000 ${start} ${start + 30} ACCEPT OK 3\n`
    const text = `${header}\n${['93.184.1.1', '10.1.0.9', '192.168.1.1'].map(to).join('')}`
    const { receipt } = await normalise(text, ['2024-03-01'], ['2024-03-01'])
    expect(receipt.outputs).toMatchObject([{ rows: 3, externalRows: 1 }])
    expect(placed(receipt)).toEqual(['asn 2024-03-01 1', 'country 2024-03-01 1'])
  })
})

const RULES = '0123456789abcdef'
const setOf = (editions: Editions) => ({ editions, rules: RULES })
const isOfRanges = (key: string) => key.endsWith('.bin')

/** A lake that holds these ranges, and `others`; what it was asked for stands in `asked`. `get` waits so many ms. */
function lakeOf(bytes: readonly Uint8Array[], waitMs = 0, others: Record<string, Uint8Array> = {}) {
  const stored = new Map(bytes.map(own => [`reference/ranges/${hashOfRanges(own)}.bin`, own]))
  for (const [key, own] of Object.entries(others)) stored.set(key, own)
  const asked: string[] = []
  return {
    asked,
    async get(key: string) {
      asked.push(key)
      await new Promise(resolve => setTimeout(resolve, waitMs))
      const found = stored.get(key)
      return found === undefined
        ? undefined
        : { bytes: found, head: { key, size: found.length, etag: '1', modifiedMs: 0 } }
    },
  }
}

describe('an upload to a function that has no edition on its disk', () => {
  const years = ['2013-01-01', '2017-01-01', '2024-01-01']

  /** What was asked of the lake, by edition. */
  async function asked(text: string, waitMs = 0) {
    let lake = lakeOf([])
    let known: Editions | undefined
    const made = await normalise(text, years, years, (editions, bytes) => {
      lake = lakeOf(bytes, waitMs)
      known = editions
      return openRangesFolder(lake, setOf(editions), mkdtempSync(join(folder, 'ranges-')))
    })
    const all = [...(known?.country ?? []), ...(known?.asn ?? [])]
    const nameOf = (key: string) => {
      const edition = all.find(({ ranges }) => key.includes(ranges))
      return `${edition?.data} ${edition?.date}`
    }
    return { ...made, asked: lake.asked.filter(isOfRanges).map(nameOf).sort() }
  }

  it('reads the editions of its day, and no others', async () => {
    const { rows, asked: read } = await asked(vpcText(['2018-05-01'], 10))
    expect(read).toEqual(['asn 2017-01-01', 'country 2017-01-01'])
    expect(placesOf(rows)).toEqual({ '2018-05-01': 'AB 64501' })
  })

  it('reads each edition once, however many days it places', async () => {
    const days = ['2012-12-31', '2018-05-01', '2018-05-02', '2019-05-01']
    const { rows, asked: read } = await asked(vpcText(days, 10))
    expect(read).toEqual(['asn 2013-01-01', 'asn 2017-01-01', 'country 2013-01-01', 'country 2017-01-01'])
    expect(placesOf(rows)).toMatchObject({ '2012-12-31': 'AA 64500', '2019-05-01': 'AB 64501' })
  })

  it('keeps the rows of more than a row group that come before the edition does', async () => {
    const [header = '', line = ''] = vpcText(['2018-05-01'], 10).split('\n')
    const { receipt, rows } = await asked(`${header}\n${`${line}\n`.repeat(110_000)}`, 50)
    expect(receipt.accepted).toBe(110_000)
    expect(rows['2018-05-01']).toHaveLength(110_000)
    expect(placesOf(rows)).toEqual({ '2018-05-01': 'AB 64501' })
  })

  it('fails where the lake lacks the edition of its day, and not where it lacks another', async () => {
    const without = (lost: string) => (editions: Editions, bytes: readonly Uint8Array[]) => {
      const gone = editions.country.find(({ date }) => date === lost)?.ranges
      const lake = lakeOf(bytes.filter(own => hashOfRanges(own) !== gone))
      return openRangesFolder(lake, setOf(editions), mkdtempSync(join(folder, 'ranges-')))
    }
    const text = vpcText(['2018-05-01'], 10)
    await expect(normalise(text, years, years, without('2017-01-01'))).rejects.toThrow(
      'expected the ranges of the country edition of 2017-01-01, found none; put the set again',
    )
    await expect(normalise(text, years, years, without('2024-01-01'))).resolves.toMatchObject({
      receipt: { status: 'ok' },
    })
  })
})

describe('the ranges of editions on the local disk', () => {
  const [country, asn] = [made('country', ['2024-01-01', '2024-02-01']), made('asn', ['2024-01-01'])]
  const editions: Editions = { country: country.editions, asn: asn.editions }
  const all = [...editions.country, ...editions.asn]
  const bytes = [...country.bytes, ...asn.bytes]
  const bringAll = async (reader: Required<RangesReader>) => {
    await Promise.all(all.map(edition => reader.bring(edition)))
  }

  it('are fetched once, kept while a set names them, and removed when none does', async () => {
    const at = join(folder, 'ranges')
    const lake = lakeOf(bytes)
    const reader = await openRangesFolder(lake, setOf(editions), at)
    expect(lake.asked).toEqual([])
    await Promise.all([bringAll(reader), bringAll(reader)])
    expect(lake.asked.filter(isOfRanges).sort()).toEqual(
      bytes.map(own => `reference/ranges/${hashOfRanges(own)}.bin`).sort(),
    )
    for (const own of bytes) expect(new Uint8Array(reader.read(hashOfRanges(own)))).toEqual(own)
    expect(all.map(edition => reader.bring(edition))).toEqual([undefined, undefined, undefined])
    const newer = await openRangesFolder(lake, setOf({ ...editions, country: country.editions.slice(1) }), at)
    expect(newer.bring(country.editions[1] as Edition)).toBeUndefined()
    expect(() => newer.read(country.editions[0]?.ranges ?? '')).toThrow('ENOENT')
  })

  it('are brought by many that share the folder, and what one writes no other removes', async () => {
    const at = join(folder, 'shared')
    const hash = hashOfRanges(bytes[0] ?? new Uint8Array())
    mkdirSync(at)
    const [growing, givenUp] = [join(at, `${hash}.bin.now`), join(at, `${hash}.bin.long-ago`)]
    for (const path of [growing, givenUp]) writeFileSync(path, 'half')
    utimesSync(givenUp, 0, 0)
    const readers = await Promise.all(
      Array.from({ length: 8 }, () => openRangesFolder(lakeOf(bytes), setOf(editions), at)),
    )
    expect(existsSync(growing)).toBe(true)
    expect(existsSync(givenUp)).toBe(false)
    await Promise.all(readers.map(bringAll))
    for (const own of bytes) expect(new Uint8Array(readers[7]?.read(hashOfRanges(own)) ?? [])).toEqual(own)
  })

  it('are refused where the lake lacks them or holds others, naming the edition, and asked for again', async () => {
    const gone: Edition = { ...(asn.editions[0] as Edition), ranges: 'ffffffffffffffff' }
    const lake = lakeOf(bytes)
    const reader = await openRangesFolder(lake, setOf({ ...editions, asn: [gone] }), join(folder, 'gone'))
    for (const _ of [1, 2])
      await expect(reader.bring(gone)).rejects.toThrow(
        'reference/ranges/ffffffffffffffff.bin: expected the ranges of the asn edition of 2024-01-01, found none; put the set again',
      )
    expect(lake.asked.filter(isOfRanges)).toHaveLength(2)
    const [first] = country.editions
    const changed = {
      get: async (key: string) => ({
        bytes: asn.bytes[0] ?? new Uint8Array(),
        head: { key, size: 1, etag: '1', modifiedMs: 0 },
      }),
    }
    const other = await openRangesFolder(changed, setOf(editions), join(folder, 'changed'))
    await expect(other.bring(first as Edition)).rejects.toThrow(
      'expected the ranges that the hash was made of, found others',
    )
  })

  it('come with what rules on names say of their systems, where the lake has it', async () => {
    const { ranges } = asn.editions[0] as Edition
    const [key, file] = [nameKindsKeyOf(ranges, RULES), nameKindsFileOf(ranges, RULES)]
    const worked = encodeNameKinds(key, [], [{ asn: 1, name: 'One' }])
    const at = join(folder, 'kinds')
    const reader = await openRangesFolder(lakeOf(bytes, 0, { [key]: worked }), setOf(editions), at)
    expect(reader.nameKinds(file)).toBeUndefined()
    await bringAll(reader)
    expect(new Uint8Array(reader.nameKinds(file) ?? [])).toEqual(worked)
    const none = lakeOf([])
    const again = await openRangesFolder(none, setOf(editions), at)
    await bringAll(again)
    expect(none.asked).toEqual([])
    // Other rules: the lake is asked for theirs, and has none.
    const other = await openRangesFolder(none, { editions, rules: 'f'.repeat(16) }, at)
    await bringAll(other)
    expect(none.asked).toEqual([nameKindsKeyOf(ranges, 'f'.repeat(16))])
    expect(readdirSync(at).filter(name => !isOfRanges(name))).toEqual([])
    const damaged = lakeOf(bytes, 0, {
      [key]: Uint8Array.from(worked, (byte, index) => (index === 20 ? byte ^ 1 : byte)),
    })
    const broken = await openRangesFolder(damaged, setOf(editions), join(folder, 'damaged'))
    await expect(broken.bring(asn.editions[0] as Edition)).rejects.toThrow(`${key}: expected what was worked out`)
  })

  it('are not read from half of a file that a killed process left', async () => {
    const at = join(folder, 'killed')
    const lake = lakeOf(bytes)
    await bringAll(await openRangesFolder(lake, setOf(editions), at))
    writeFileSync(join(at, `${'e'.repeat(16)}.bin.part`), 'half')
    const reader = await openRangesFolder(lake, setOf(editions), at)
    await bringAll(reader)
    expect(reader.read(asn.editions[0]?.ranges ?? '')).toHaveLength((asn.bytes[0] ?? new Uint8Array()).length)
    expect(readdirSync(at).sort()).toEqual(bytes.map(own => `${hashOfRanges(own)}.bin`).sort())
  })
})
