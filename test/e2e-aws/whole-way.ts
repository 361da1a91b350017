/** From the first upload to a report on the deployed stack, and the same on one machine: what must be equal is. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { currentReference } from '../../functions/lib/reference/reference-set.ts'
import { type DeployedWorld, STAGE } from '../support/aws/deployed-world.ts'
import { type Checks, same } from './checks.ts'
import { TEAMS, type UploadedFiles } from './files.ts'
import { listenToNotices } from './notices.ts'
import { type OneMachine, reportFiles, runOnOneMachine, type ScheduledReport, untold } from './one-machine.ts'
import { landingRows, receiptsOf, tableRows } from './rows.ts'

/** A first file that nothing recognises: it leaves a receipt and no rows. */
const FIRST = 'samples/first upload.txt'

export async function checkWholeWay(
  world: DeployedWorld,
  files: UploadedFiles,
  report: ScheduledReport,
  checks: Checks,
): Promise<void> {
  const expected = await checks.step('one machine: the whole way', () => runOnOneMachine(files, report))
  await checkReference(world, files, expected, checks)

  await checks.step(`${files.keys.length} uploads`, () => uploadFiles(world, files))
  await checks.step('S3 event, queue, normalise', () => world.waitForReceipts(files.keys))
  await checks.fact('no message is left, and none is dead', async () =>
    same([await world.messages('uploads'), await world.messages('dead')], [0, 0], 'messages'),
  )
  await checks.fact('receipts say the same as on one machine', async () =>
    same(await receiptsOf(world.lake, files.keys), expected.receipts, 'receipts'),
  )
  await checks.fact(`landing has the same ${expected.landing.length} rows`, async () =>
    same(await landingRows(world.lake), expected.landing, 'landing'),
  )

  const wakes = await checks.step('publish', () => world.settle())
  await checks.fact(`no day is dirty after ${wakes} wakes`, () => same(wakes <= 2, true, 'wakes'))
  await checkTables(world, expected, checks)
  await checkReport(world, report, expected, checks)
}

/** The first upload seeds the lake with the set of the bundle; the command then puts another. */
async function checkReference(world: DeployedWorld, files: UploadedFiles, expected: OneMachine, checks: Checks) {
  const { lake } = world
  await world.uploads.put(FIRST, 'no log at all\n')
  await checks.step('the first upload', () => world.waitForReceipts([FIRST]))
  const first = await currentReference(lake)
  await checks.fact('the first upload of all seeds a reference set', () =>
    same([typeof first, first === expected.reference], ['string', false], 'reference'),
  )
  await checks.step('npm run reference -- put networks.csv --aws', () =>
    world.command(['reference', 'put', files.networksCsv, '--aws', STAGE]),
  )
  await checks.fact('the command puts the same reference set as one machine', async () =>
    same(await currentReference(lake), expected.reference, 'reference'),
  )
}

/** Each file by its team, with that team's own rights. */
async function uploadFiles(world: DeployedWorld, { folder, keys }: UploadedFiles): Promise<void> {
  const Bucket = world.outputs.UploadsBucket
  for (const team of TEAMS) {
    const { s3 } = await world.person(`upload-${team}`)
    for (const Key of keys.filter(key => key.startsWith(`${team}/`)))
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: readFileSync(join(folder, Key)) }))
  }
}

/** Every published table, of the files that Glue points to. */
export async function checkTables(world: DeployedWorld, expected: OneMachine, checks: Checks): Promise<void> {
  const tables = await tableRows(world.lake, world.catalogue)
  for (const [name, rows] of expected.tables)
    await checks.fact(`${name} has the same ${rows.length} rows`, () => same(tables.get(name), rows, name))
}

/** The report as the scheduler asks for it, every file; and its notice. */
export async function checkReport(
  world: DeployedWorld,
  { definition: { name }, scheduledTime }: ScheduledReport,
  expected: OneMachine,
  checks: Checks,
): Promise<void> {
  const event = { report: name, scheduledTime }
  const notices = await listenToNotices(world)
  await checks.step('report', () => world.invoke('report', event))
  const found = await reportFiles(world.reports, name)
  await checks.fact('the report has the same files', () =>
    same([...found.keys()], [...expected.report.keys()], 'report'),
  )
  for (const [key, text] of untold(expected.report, name))
    await checks.fact(`${key} is byte-identical`, () => same(found.get(key)?.split('\n'), text.split('\n'), key))
  await checks.fact('who subscribed is told of it: its name, conclusions and key', async () => {
    const [told = ''] = await notices()
    const [text = ''] = [...expected.report].flatMap(([key, content]) => (key.endsWith('/notice.txt') ? [content] : []))
    // The last line says where it lies, which is another place here; a report after changes is another revision.
    const lines = text
      .trimEnd()
      .split('\n')
      .slice(0, -1)
      .filter(line => !line.startsWith('Revision '))
    const missing = [`report ${name} to `, `Key: ${name}/`, ...lines].filter(line => !told.includes(line))
    same([lines.length > 5, missing], [true, []], `notice ${JSON.stringify(told)}`)
  })

  const before = world.front.executions().length
  await checks.step('the report once more', () => world.invoke('report', event))
  await checks.fact('a report that is asked for again starts no query and changes no file', async () => {
    same(world.front.executions().length - before, 0, 'queries')
    same(await reportFiles(world.reports, name), found, 'files')
  })
}
