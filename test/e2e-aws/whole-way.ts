/** From upload to report on the deployed stack, and the same on one machine: what must be equal is. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { currentReference } from '../../functions/lib/reference/reference-set.ts'
import { readConfig } from '../../infra/aws/config.ts'
import { type DeployedWorld, STAGE } from '../support/aws/deployed-world.ts'
import { type Checks, same } from './checks.ts'
import { TEAMS, type UploadedFiles } from './files.ts'
import { reportFiles, runOnOneMachine } from './one-machine.ts'
import { landingRows, receiptsOf, tableRows } from './rows.ts'

const PROJECT = resolve(import.meta.dirname, '../..')
const REPORT = 'weekly'
/** The Tuesday after the study's days. */
const SCHEDULED = '2017-06-13T07:00:00Z'

export async function checkWholeWay(world: DeployedWorld, files: UploadedFiles, checks: Checks): Promise<void> {
  const { lake, catalogue, outputs } = world
  const definition = readConfig(() => undefined).reports.find(({ name }) => name === REPORT)
  if (definition === undefined) throw new Error(`config: expected a report ${REPORT}, found none`)
  const expected = await checks.step('one machine: the whole way', () =>
    runOnOneMachine(files, definition, Date.parse(SCHEDULED)),
  )

  await checks.step('npm run reference -- put networks.csv --aws', () => putReference(world, files.networksCsv))
  await checks.fact('the command puts the same reference set as one machine', async () =>
    same(await currentReference(lake), expected.reference, 'reference'),
  )

  await checks.step(`${files.keys.length} uploads`, () => upload(world, files))
  await checks.step('S3 event, queue, normalise', () => world.waitForReceipts(files.keys))
  await checks.fact('no message is left, and none is dead', async () =>
    same([await world.messages('uploads'), await world.messages('dead')], [0, 0], 'messages'),
  )
  await checks.fact('receipts say the same as on one machine', async () =>
    same(await receiptsOf(lake), expected.receipts, 'receipts'),
  )
  await checks.fact(`landing has the same ${expected.landing.length} rows`, async () =>
    same(await landingRows(lake), expected.landing, 'landing'),
  )

  const wakes = await checks.step('publish', () => world.settle())
  await checks.fact(`no day is dirty after ${wakes} wakes`, async () => same(wakes <= 2, true, 'wakes'))
  const tables = await tableRows(lake, catalogue)
  for (const [name, rows] of expected.tables)
    await checks.fact(`${name} has the same ${rows.length} rows`, () => same(tables.get(name), rows, name))

  await checks.step('report', () => world.invoke('report', { report: REPORT, scheduledTime: SCHEDULED }))
  const report = await reportFiles(world.reports)
  await checks.fact('the report has the same files', () =>
    same([...report.keys()], [...expected.report.keys()], outputs.ReportsBucket ?? ''),
  )
  for (const [key, text] of expected.report)
    await checks.fact(`${key} is byte-identical`, () => same(report.get(key)?.split('\n'), text.split('\n'), key))
}

async function putReference({ environment, folder }: DeployedWorld, networksCsv: string): Promise<void> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(PROJECT, 'infra/local/cli.mjs'), 'reference', 'put', networksCsv, '--aws', STAGE],
    { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, ...environment } },
  )
  if (!/^reference \w+ is current/.test(stdout)) throw new Error(`reference put: expected it current, found ${stdout}`)
}

/** Each file by its team, with that team's own rights. */
async function upload(world: DeployedWorld, { folder, keys }: UploadedFiles): Promise<void> {
  const Bucket = world.outputs.UploadsBucket
  for (const team of TEAMS) {
    const { s3 } = await world.person(`upload-${team}`)
    for (const Key of keys.filter(key => key.startsWith(`${team}/`)))
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: readFileSync(join(folder, Key)) }))
  }
}
