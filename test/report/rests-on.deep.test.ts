import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { manifestKey, readManifest } from '../../functions/lib/ledger/manifests.ts'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { makeReport } from '../../functions/report/make-report.ts'
import { readRestsOn } from '../../functions/report/rests-on.ts'
import { useReference } from '../../infra/local/lake.ts'
import { type LakeRun, startLakeRun } from '../support/lake-run.ts'
import { put, vpcText } from '../support/small-logs.ts'

const HEAD = 'cidr,name,time_zone\n'
const DAYS = ['2024-03-01', '2024-03-02', '2024-03-03']
const WINDOW = { fromDay: '2024-03-01', toDay: '2024-03-03' }
const CONTACTS_OF_DAY = 3

let uploads: string
let run: LakeRun

beforeEach(async () => {
  uploads = mkdtempSync(join(tmpdir(), 'rests-on-'))
  put(uploads, 'a/one.log', vpcText(DAYS, 10, CONTACTS_OF_DAY))
  run = await startLakeRun(`${HEAD}10.1.0.0/16,office,\n`)
  await run.deliver(uploads)
  await run.publish_()
})
afterEach(async () => {
  await run.end()
  rmSync(uploads, { recursive: true, force: true })
})

/** The report of the three days after `csv` became current, and what stands on its first screen. */
async function reportWith(csv: string, publish = true) {
  const reference = await useReference(run.lake, csv)
  if (publish) await run.publish_()
  const reports = createFolderStore(join(run.folder, 'reports'))
  const asked = { name: 'test', ...WINDOW, showLocalAddresses: true, reference }
  const { notices } = await makeReport(asked, { ...(await run.reporting()), reports })
  const report = JSON.parse(await text(reports, 'test/2024-03-03/report.json'))
  return { notices: notices.join('\n'), facts: Object.fromEntries(report.facts), watched: report.watched.join(', ') }
}
async function text(store: ReturnType<typeof createFolderStore>, key: string): Promise<string> {
  return new TextDecoder().decode((await store.get(key))?.bytes)
}
const ALL = `${DAYS.length * CONTACTS_OF_DAY} contacts`

it('leaves no contact out after a zone is set, before and after the days are published anew', async () => {
  const zoned = `${HEAD}10.1.0.0/16,office,Asia/Seoul\n`
  const behind = await reportWith(zoned, false)
  expect(behind.facts['How much']).toContain(ALL)
  expect(behind.notices).toContain('2024-03-01 to 2024-03-03: names, zones or other facts of networks are those before')
  const anew = await reportWith(zoned)
  expect([anew.facts['How much'], anew.facts.When]).toEqual([
    expect.stringContaining(ALL),
    expect.stringContaining('Asia/Seoul'),
  ])
  expect(anew.notices).not.toMatch(/anew|mixed/)
})

it('knows a network that was renamed by its new name alone', async () => {
  const { watched, facts, notices } = await reportWith(`${HEAD}10.1.0.0/16,campus,\n`)
  expect([watched, facts['How much']]).toEqual(['campus', expect.stringContaining(ALL)])
  expect(notices).not.toMatch(/anew|mixed|Nothing was logged/)
})

it.each([
  ['another prefix', '10.1.0.0/17,office,\n', '10.1.0.0/16 in place of 10.1.0.0/17'],
  ['two halves', '10.1.0.0/17,west,\n10.1.128.0/17,east,\n', '10.1.0.0/16 in place of 10.1.0.0/17, 10.1.128.0/17'],
  ['a removed network', '192.0.2.0/24,elsewhere,\n', '10.1.0.0/16 in place of 192.0.2.0/24'],
])('says which days rest on which networks, and leaves no contact out: %s', async (_, csv, change) => {
  const { watched, facts, notices } = await reportWith(HEAD + csv)
  expect(notices).toContain(
    `2024-03-01 to 2024-03-03: placed by other networks than networks.csv has now (${change}). npx flowcensus replay --run places them anew.`,
  )
  expect([watched, facts['How much']]).toEqual(['office', expect.stringContaining(ALL)])
})

it('says that days were made by several versions of the code', async () => {
  const { value } = (await readManifest(run.lake, '2024-03-02')) ?? {}
  await run.lake.put(manifestKey('2024-03-02'), JSON.stringify({ ...value, code: 'other' }))
  const { noticesOf } = await readRestsOn(run.lake, run.reference, WINDOW)
  expect(await noticesOf(WINDOW)).toEqual([
    expect.stringContaining('made by 2 versions of the code (2 days from 2024-03-01 to 2024-03-03; 2024-03-02)'),
  ])
  expect(await noticesOf({ fromDay: '2024-03-01', toDay: '2024-03-01' })).toEqual([])
})
