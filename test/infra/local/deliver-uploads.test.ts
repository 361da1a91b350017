import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import { makeReport } from '../../../functions/report/make-report.ts'
import { sections } from '../../../functions/report/sections/index.ts'
import { deliverUploads } from '../../../infra/local/deliver-uploads.ts'
import { createWorkerLane } from '../../../infra/local/delivery/worker-lane.ts'
import { findUploads } from '../../../infra/local/find-uploads.ts'
import { openLake, useReference } from '../../../infra/local/lake.ts'
import { publishLake } from '../../../infra/local/publish-lake.ts'
import { openUploads } from '../../../infra/local/uploads.ts'
import { someOf } from '../../support/depth.ts'
import { firstDelivery, put, SMALL_NETWORKS, vpcText } from '../../support/small-logs.ts'
import { tableRows } from '../../support/turns.ts'

// As the command line does: what a thread loads was compiled before.
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/flowcensus/compiled'))
const folder = mkdtempSync(join(tmpdir(), 'deliver-uploads-'))
const logs = join(folder, 'logs')
const silent = { step: () => {}, done: () => {}, line: () => {} }

beforeAll(() => {
  firstDelivery(logs)
  put(logs, 'b/words.txt', 'just words\n')
  for (let at = 0; at < 6; at++) put(logs, `c/${at}.log`, vpcText([`2024-03-0${at + 1}`], 40 + at, 5))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A lake of its own, with what was delivered in so many jobs; threads begin at once. */
async function delivered(name: string, jobs: number, before: (root: string) => void = () => {}) {
  const lake = await openLake(join(folder, name), jobs)
  before(lake.root)
  const reference = await useReference(lake.lake, SMALL_NETWORKS)
  const files = await findUploads([logs], '/')
  const said = await deliverUploads(lake, reference, files, { say: silent, leftOut: () => {}, patienceMs: 0 })
  return { lake, reference, said }
}

const bytesBelow = (path: string): [name: string, text: string][] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }): [string, string] => [
      join(parentPath, name).slice(path.length),
      readFileSync(join(parentPath, name), 'latin1'),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1))

describe('uploads of one machine', () => {
  it('give the same landing objects, tables and report in any number of jobs', async () => {
    const made = []
    for (const jobs of [1, 3]) {
      const { lake, reference, said } = await delivered(`jobs-${jobs}`, jobs)
      await publishLake(lake, silent)
      const reports = join(folder, `reports-${jobs}`)
      const some = someOf(
        sections.map(({ name }) => name),
        3,
      )
      const asked = { name: 'test', fromDay: null, toDay: null, sections: some, showLocalAddresses: true, reference }
      await makeReport(asked, { ...(await lake.reporting()), reports: createFolderStore(reports) })
      const written = bytesBelow(join(reports, 'test', '2024-03-05')).filter(([name]) => name !== '/run.json')
      made.push({
        said,
        landing: bytesBelow(join(lake.root, 'landing')),
        tables: await tableRows(await lake.engine()),
        written,
        remembered: readFileSync(join(lake.folder, 'uploads.json'), 'utf8').length,
      })
      await lake.close()
    }
    expect(made[0]?.landing).toHaveLength(12)
    expect(made[0]?.written.map(([name]) => name)).toContain('/index.html')
    expect(made[1]).toEqual(made[0])
  })

  it('are delivered but for the one that fails', async () => {
    const { lake, said } = await delivered('failing', 2, root => {
      mkdirSync(join(root, 'landing'))
      writeFileSync(join(root, 'landing', 'dt=2024-03-04'), 'a file where a folder is meant')
    })
    expect(said.failed).toEqual([
      expect.stringMatching(/^c\/3\.log: .*expected a place for a file, found that its folder takes none/),
    ])
    expect(readdirSync(join(lake.root, 'ledger', 'uploads'))).toHaveLength(10)
    await lake.close()
  })
})

describe('a thread', () => {
  it('that cannot begin, or ends, fails the upload that it has; another begins for the next', async () => {
    const memory = join(folder, 'memory', 'uploads.json')
    const uploads = await openUploads(memory)
    await uploads.add(await findUploads([logs], '/'))
    const lane = createWorkerLane({ root: '/proc/flowcensus/lake', referenceHash: 'none' }, uploads)
    for (const key of ['c/0.log', 'c/1.log'])
      await expect(lane.deliver(key)).rejects.toThrow(
        'expected a place to write to, found a place that takes no folder',
      )
    await lane.close()
    await expect(lane.deliver('nobody-named-this')).rejects.toThrow('nobody-named-this')
  })

  it('gives up what it does where it is closed', async () => {
    const lake = await openLake(join(folder, 'closed'), 2)
    const reference = await useReference(lake.lake, SMALL_NETWORKS)
    await lake.uploads.add(await findUploads([logs], '/'))
    const lane = createWorkerLane({ root: lake.root, referenceHash: reference.hash }, lake.uploads)
    const delivery = lane.deliver('c/0.log')
    delivery.catch(() => {})
    await lane.close()
    await expect(delivery).rejects.toThrow('expected a thread that delivers it, found that it ended')
    await lake.close()
  })
})
