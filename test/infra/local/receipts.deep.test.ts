import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listReceipts } from '../../../functions/lib/ledger/receipts.ts'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import type { Receipt } from '../../../functions/lib/receipt.ts'
import { lastLine, type Ran, run } from '../../support/command-line.ts'
import { startLakeRun } from '../../support/lake-run.ts'
import { put, SMALL_NETWORKS, vpcText } from '../../support/small-logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'receipts-'))
const logs = join(folder, 'logs')
let lake: string
let end: () => Promise<void>
let everyReceipt: Receipt[]

const outside = '5 eni-1 198.51.100.1 203.0.113.7 40000 443 6 10 2000 1709290800 1709290850 ACCEPT OK 3\n'
const rejected = ['5 eni-1 10.1.0.999 x 1 2 6 1 1 1 2 ACCEPT OK 3\n', 'too few\n', 'too few again\n']

const command = (...args: string[]): Promise<Ran> => run(...args, '--lake', lake)
const receiptsIn = async (): Promise<Receipt[]> => {
  const found: Receipt[] = []
  for await (const receipt of listReceipts(createFolderStore(join(lake, 'lake')))) found.push(receipt)
  return found.sort((a, b) => (a.key < b.key ? -1 : 1))
}

beforeAll(async () => {
  const made = await startLakeRun(SMALL_NETWORKS)
  put(logs, 'a/good.log', vpcText(['2024-03-01'], 10) + outside.repeat(2) + rejected.join(''))
  put(logs, 'b/words.txt', 'just words\n')
  await made.deliver(logs)
  await made.publish_()
  lake = made.folder
  end = made.end
  everyReceipt = await receiptsIn()
})
afterAll(async () => {
  await end()
  rmSync(folder, { recursive: true })
})

describe('npm run receipts', () => {
  it('has one line an upload: format, rows, rejected by reason, times, share with a watched end', async () => {
    const { out } = await command('receipts', '--format', 'json')
    const [good, words] = JSON.parse(out)
    expect(good).toEqual({
      upload: everyReceipt[0]?.uploadId.slice(0, 10),
      key: 'a/good.log',
      counts: 'yes',
      format: 'aws-vpc',
      read: 12,
      accepted: 6,
      rejected: 'bad_address 1, field_count 2',
      watched: '75.0 %',
      from: '2024-03-01 02:00',
      to: '2024-03-01 04:01',
      note: '',
    })
    expect(words).toMatchObject({ format: 'unknown', read: 0, rejected: '', watched: '' })
    expect(words.note).toContain('text of an unknown kind: no format reads it; text is read of ')
    expect((await command('receipts')).out.split('\n')).toHaveLength(3)
  })

  it('with the beginning of an id prints the whole receipt', async () => {
    for (const receipt of everyReceipt) {
      const { out } = await command('receipts', receipt.uploadId.slice(0, 8))
      expect(JSON.parse(out)).toEqual(receipt)
    }
  })

  it('says that no upload has such an id', async () => {
    const { err, failed } = await command('receipts', 'zzz')
    expect(failed).toBe(true)
    expect(err).toContain(
      `receipts: expected an upload id, found none that begins with zzz; npm run receipts -- --lake ${lake} lists them`,
    )
  })
})

describe('npm run rejects', () => {
  it('prints the lines with their reasons below their upload', async () => {
    const { out } = await command('rejects')
    const lines = out.split('\n')
    expect(lines[0]).toBe(`a/good.log (${everyReceipt[0]?.uploadId.slice(0, 10)}): 3 rejected, 3 kept`)
    expect(lines[1]).toMatch(/^ {2}line 10, field 3 \(srcaddr\): bad_address: expected .*, found "10\.1\.0\.999"; /)
    expect(lines[2]).toMatch(/^ {2}line 11: field_count: /)
    expect(lines).toHaveLength(4)
  })

  it('shows as many as --limit says', async () => {
    expect((await command('rejects', '--limit', '1')).out.split('\n')).toHaveLength(2)
  })

  it('says that of this upload nothing was rejected, and that there is none', async () => {
    expect((await command('rejects', everyReceipt[1]?.uploadId ?? '')).out).toBe('nothing was rejected')
    const { err, failed } = await command('rejects', 'zzz')
    expect(failed).toBe(true)
    expect(err).toContain(
      `rejects: expected an upload id, found none that begins with zzz; npm run receipts -- --lake ${lake} lists them`,
    )
  })
})

describe('npm run reference and npm run replay', () => {
  const networks = join(folder, 'networks.csv')

  it('print the set in use, its data and whom it watches', async () => {
    const { out } = await command('reference')
    expect(out).toMatch(/^reference [0-9a-f]+$/m)
    expect(out).toContain('  watches 10.1.0.0/16 as office, zone Asia/Pyongyang')
    expect(out).toMatch(/^ {2}countries of \d{4}-\d{2}-\d{2}: \S+ \S+ \(.+\)$/m)
    expect(out).toMatch(/^ {2}\d+ services, \d+ rules for kinds, \d+ listed ports$/m)
  })

  it('have nothing to replay while nothing is new', async () => {
    expect((await command('replay')).out).toContain('nothing to replay')
  })

  it('refuse a malformed networks.csv whole, and the old one stays', async () => {
    writeFileSync(networks, 'cidr,name\n10.1.0.0/16,office\n198.51.100.0/24,"out\n')
    const { err, failed } = await command('reference', 'put', networks)
    expect(failed).toBe(true)
    expect(err).toContain(`flowcensus: ${networks}: networks.csv line 3, column 2 (name): expected a closing quote`)
    expect((await command('reference')).out).not.toContain('198.51.100.0/24')
  })

  it('say of a misspelt action, and of a file that is missing, what was expected', async () => {
    expect((await command('reference', 'putt', networks)).err).toContain(
      'reference: expected put, add, add-package, list, remove, diff or nothing, found "putt"',
    )
    expect((await command('reference', 'put')).err).toContain("missing required argument 'files'")
    const { err } = await command('reference', 'put', join(folder, 'no.csv'))
    expect(err).toContain(`reference put: expected a file that can be read at ${join(folder, 'no.csv')}, found none`)
  })

  it('put new networks, first show what they would change, then change it', async () => {
    writeFileSync(networks, 'cidr,name\n10.1.0.0/16,office\n198.51.100.0/24,outpost\n')
    expect((await command('reference', 'put', networks)).out).toMatch(
      /^reference \w+ is current, with this networks\.csv; npm run replay -- --lake \S+ says what it would change$/,
    )
    expect((await command('reference', 'put', networks)).out).toMatch(/^reference \w+: the same as before$/)

    const pointer = () => readFileSync(join(lake, 'lake', 'reference', 'current.json'), 'utf8')
    const before = pointer()
    const dry = await command('replay')
    expect(dry.out).toContain('a/good.log: build')
    expect(dry.out).toContain('is outdated (newer networks or reference data), 1 day\n')
    expect(dry.out).toMatch(
      /^a dry run: 2 uploads would be normalised again; npm run replay -- --run --lake \S+ does it$/m,
    )
    expect(await receiptsIn()).toEqual(everyReceipt)
    expect(pointer()).toBe(before)

    const done = await command('replay', '--run')
    expect(done.out).toContain(
      'a/good.log: replayed, accepted 6 -> 8, without a watched end 2 -> 0, networks 10.1.0.0/16 -> 10.1.0.0/16 and 198.51.100.0/24\n',
    )
    expect(done.out).toContain(
      'b/words.txt: replayed, the same counts and networks, by newer networks.csv or reference data',
    )
    expect(lastLine(done.out)).toBe(`published; npm start -- ${logs} --lake ${lake} makes the report anew`)
    const sql = "select count(*) as records from flows where dt > '2024' and network = 'outpost'"
    expect(JSON.parse((await command('query', sql, '--format', 'json')).out)).toEqual([{ records: 2 }])
    expect((await command('replay')).out).toContain('nothing to replay')
  })
})
