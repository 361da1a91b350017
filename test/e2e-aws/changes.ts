/** Files change after they were published: one is overwritten, one removed. The tables and the report follow. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { listDirtyDays } from '../../functions/lib/ledger/days.ts'
import { daysOf, listReceipts } from '../../functions/lib/ledger/receipts.ts'
import { type DeployedWorld, nextNight } from '../support/aws/deployed-world.ts'
import { type Checks, same } from './checks.ts'
import type { UploadedFiles } from './files.ts'
import { type OneMachine, runOnOneMachine, type ScheduledReport } from './one-machine.ts'
import { checkReport, checkTables } from './whole-way.ts'

/** Resolves to what one machine makes of the files as they are then. */
export async function checkChanges(
  world: DeployedWorld,
  files: UploadedFiles,
  report: ScheduledReport,
  checks: Checks,
): Promise<OneMachine> {
  const before = world.front.executions().length
  await checks.step('publish once more', () => world.invoke('publish', { scheduledTime: nextNight() }))
  await checks.fact('a wake of publish that finds nothing changed starts no query', () =>
    same(world.front.executions().length - before, 0, 'queries'),
  )

  const { overwritten, removed } = change(files)
  const keys = files.keys.filter(key => key !== removed)
  const expected = await checks.step('one machine: the changed files', () =>
    runOnOneMachine({ ...files, keys }, report),
  )
  await world.uploads.put(overwritten, readFileSync(join(files.folder, overwritten)))
  if (removed !== undefined) await world.uploads.delete([removed])
  await checks.step('one file overwritten, one removed', async () => {
    await world.waitForReceipts([overwritten])
    await world.waitForQueue()
  })
  await checks.fact('the days of both are dirty, and no others', async () => {
    // Those that the versions of the overwritten file touch, some beyond its own midnight, and those of the removed one.
    const touched = new Set<string>()
    for await (const receipt of listReceipts(world.lake))
      if (receipt.key === overwritten || receipt.key === removed) for (const day of daysOf(receipt)) touched.add(day)
    same(touched.has('2017-06-09'), true, 'the day of the overwritten file')
    same(await listDirtyDays(world.lake), [...touched].sort().reverse(), 'days')
  })
  await checks.step('publish', () => world.settle())
  await checkTables(world, expected, checks)
  await checkReport(world, report, expected, checks)
  return expected
}

/** Changes the files of one machine: cuts the first day of the first sensor in half, takes the real Zeek log away. */
function change({ folder, keys }: UploadedFiles): { overwritten: string; removed: string | undefined } {
  const overwritten = keys.find(key => key.startsWith('pyongyang/zeek/2017-06-09/')) ?? ''
  const lines = gunzipSync(readFileSync(join(folder, overwritten)))
    .toString()
    .split('\n')
  writeFileSync(join(folder, overwritten), `${lines.slice(0, lines.length >> 1).join('\n')}\n`)
  const removed = keys.find(key => key.endsWith('zat__conn.log'))
  if (removed !== undefined) rmSync(join(folder, removed))
  return { overwritten, removed }
}
