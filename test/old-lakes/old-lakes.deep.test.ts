import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { extract } from 'tar'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listPublishedDays, readManifest } from '../../functions/lib/ledger/manifests.ts'
import { SOFTWARE } from '../../functions/lib/software.ts'
import { NORMALISE_VERSION } from '../../functions/normalise/version.ts'
import { EXIT_CODES } from '../../infra/local/exit-codes.ts'
import { type LocalLake, openLake } from '../../infra/local/lake.ts'
import { standingUploads } from '../../infra/local/standings.ts'
import { run } from '../support/command-line.ts'
import { sampleOf } from '../support/format-samples.ts'
import { said } from './said.ts'

const LAKES = resolve(import.meta.dirname, '../golden/lakes')
const versions = readdirSync(LAKES).flatMap(name => /^(.+)\.tar\.gz$/.exec(name)?.[1] ?? [])
const REPORT = 'networks/2017-04-02'

let folder: string
let reports: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'old-lake-'))
  reports = join(folder, 'reports')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const saidBy = (version: string) => JSON.parse(readFileSync(join(LAKES, `${version}.json`), 'utf8'))
const readRun = () => JSON.parse(readFileSync(join(reports, REPORT, 'run.json'), 'utf8'))

/** Runs a command on the lake, which must do what was asked; a report of two days is one that nobody should rest on. */
async function typed(...args: string[]): Promise<string> {
  const { out, err, code } = await run(...args, '--lake', folder)
  expect(code, `${out}\n${err}`).toBe(args[0] === 'start' ? EXIT_CODES.weakReport : 0)
  return out
}

async function inLake<T>(ask: (lake: LocalLake) => Promise<T>): Promise<T> {
  const lake = await openLake(folder)
  try {
    return await ask(lake)
  } finally {
    await lake.close()
  }
}

it('there is a lake of each version that was released', () => {
  const changes = readFileSync(resolve(import.meta.dirname, '../../.github/CHANGELOG.md'), 'utf8')
  const released = [...changes.matchAll(/^## (\d+\.\d+\.\d+)$/gm)].map(([, version]) => version!)
  // Lakes of the first one were never anybody's; that of a version is kept when it is released.
  expect(released.filter(version => version !== '0.1.0' && version !== SOFTWARE).sort()).toEqual(
    versions.filter(version => version !== SOFTWARE).sort(),
  )
})

describe.each(versions)('a lake of version %s', version => {
  beforeEach(() => extract({ cwd: folder, file: join(LAKES, `${version}.tar.gz`) }))

  it('is read as it lies', async () => {
    expect(await inLake(said)).toEqual(saidBy(version))
    expect(await typed('receipts')).toContain('team/aws-vpc.log')
  })

  it('gives a report of its tables as they lie, the same or the next revision of the one beside it', async () => {
    const before = readRun()
    await typed('start', join(folder, 'uploads'), '--out', reports)
    const { revision, software } = readRun()
    expect(software).toBe(SOFTWARE)
    expect([before.revision, before.revision + 1]).toContain(revision)
    expect(await inLake(said)).toEqual(saidBy(version))
  })

  it('is normalised and published anew with all that it said', async () => {
    await typed('replay', '--run')
    expect(await inLake(said)).toEqual(saidBy(version))
    await inLake(async lake => {
      const versionsOf = new Set((await standingUploads(lake.lake)).map(({ receipt }) => receipt.normaliseVersion))
      expect([...versionsOf]).toEqual([NORMALISE_VERSION])
      for (const dt of await listPublishedDays(lake.lake))
        expect((await readManifest(lake.lake, dt))?.value).toMatchObject({ dt, software: SOFTWARE })
    })
  })

  it('takes more uploads beside its own', async () => {
    const more = join(folder, 'more')
    mkdirSync(more)
    writeFileSync(join(more, 'gcp.jsonl'), sampleOf('gcp-vpc'))
    const out = await typed('start', more, '--out', reports)
    expect(out).toMatch(/^8 uploads: /m)
  })
})
