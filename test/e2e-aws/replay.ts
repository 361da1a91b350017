/** New networks, and what was normalised before them: `replay` sends it again, and all is as if they had been there at once. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DeployedWorld, STAGE } from '../support/aws/deployed-world.ts'
import { type Checks, same } from './checks.ts'
import type { UploadedFiles } from './files.ts'
import { runOnOneMachine, type ScheduledReport } from './one-machine.ts'
import { landingRows, receiptsOf, standingReceipts } from './rows.ts'
import { checkTables } from './whole-way.ts'

/** Part of a network that is watched: its addresses are placed anew. */
const NEW_NETWORK = '192.168.88.0/24,Sample desk,,,,,,,,'

export async function checkReplay(
  world: DeployedWorld,
  files: UploadedFiles,
  report: ScheduledReport,
  checks: Checks,
): Promise<void> {
  const networksCsv = join(world.folder, 'newer-networks.csv')
  writeFileSync(networksCsv, `${readFileSync(files.networksCsv, 'utf8').trimEnd()}\n${NEW_NETWORK}\n`)
  const expected = await checks.step('one machine: newer networks', () =>
    runOnOneMachine({ ...files, networksCsv }, report),
  )
  await world.command(['reference', 'put', networksCsv, '--aws', STAGE])

  await checks.fact(
    'replay names what is outdated, counts it and says what it would cost, and changes nothing',
    async () => {
      const said = await world.command(['replay', '--aws', STAGE])
      const wanted = [
        'is outdated (newer networks or reference data)',
        'a dry run: ',
        ' days published, for about $0.0',
      ]
      same(
        wanted.filter(text => !said.includes(text)),
        [],
        `replay ${said}`,
      )
      same(await world.messages('uploads'), 0, 'messages')
    },
  )
  await checks.step('npm run replay -- --aws --run, and what it sent', async () => {
    const said = await world.command(['replay', '--aws', STAGE, '--run'])
    same(/^\d+ of \d+ uploads sent to normalise/m.test(said), true, `replay ${said}`)
    await world.waitForQueue()
    await world.settle()
  })
  await checks.fact('after a replay nothing is outdated, and no message is dead', async () => {
    const said = await world.command(['replay', '--aws', STAGE])
    same(said.includes('nothing to replay'), true, `replay ${said}`)
    same(await world.messages('dead'), 0, 'dead letters')
  })
  const { lake } = world
  await checks.fact('receipts say the same as on one machine that had the newer networks at once', async () =>
    same(await receiptsOf(lake, files.keys, standingReceipts(lake)), expected.receipts, 'receipts'),
  )
  await checks.fact(`landing has the same ${expected.landing.length} rows`, async () =>
    same(await landingRows(lake, standingReceipts(lake)), expected.landing, 'landing'),
  )
  await checkTables(world, expected, checks)
}
