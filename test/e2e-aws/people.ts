/** What the stack's policies let people do, and what not. */
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { type DeployedWorld, STAGE } from '../support/aws/deployed-world.ts'
import { type Checks, same } from './checks.ts'

export async function checkPeople(world: DeployedWorld, checks: Checks): Promise<void> {
  const { UploadsBucket, LakeBucket, ReportsBucket } = world.outputs
  const [report = ''] = await keysBelow(world, 'reports')
  const [landed = ''] = await keysBelow(world, 'lake')

  const team = await world.person('upload-cloud')
  await checks.fact('a team writes below its own name only', async () => {
    await refused(() => team.s3.send(new PutObjectCommand({ Bucket: UploadsBucket, Key: 'laboratory/x', Body: 'x' })))
    await refused(() => team.s3.send(new PutObjectCommand({ Bucket: UploadsBucket, Key: 'cloudy/x', Body: 'x' })))
  })
  await checks.fact('a team reads neither lake nor reports', async () => {
    await refused(() => team.s3.send(new GetObjectCommand({ Bucket: LakeBucket, Key: landed })))
    await refused(() => team.s3.send(new GetObjectCommand({ Bucket: ReportsBucket, Key: report })))
  })

  const reader = await world.person('readers')
  await checks.fact('a reader reads reports, and nothing of the lake', async () => {
    await reader.s3.send(new GetObjectCommand({ Bucket: ReportsBucket, Key: report }))
    await refused(() => reader.s3.send(new GetObjectCommand({ Bucket: LakeBucket, Key: landed })))
  })

  const analyst = await world.person('analysts')
  const count = "select count(*) as n from flows_and_landed where dt >= '2013-01-01'"
  await checks.fact('an analyst asks the tables and the view from the command line', async () => {
    const said = await world.command(['query', '--athena', '--stage', STAGE, '--format', 'csv', count], analyst.keys)
    if (!/^n\r?\n\d+\s*$/.test(said)) throw new Error(`query: expected one count, found ${said}`)
  })
  await checks.fact('an analyst reads no raw upload', async () => {
    const [upload = ''] = await keysBelow(world, 'uploads')
    await refused(() => analyst.s3.send(new GetObjectCommand({ Bucket: UploadsBucket, Key: upload })))
  })

  await checks.fact('reconcile finds every upload received, and no report overdue', async () => {
    same(await world.invoke('reconcile', { check: 'uploads' }), null, 'reconcile')
    same(await world.invoke('reconcile', { check: 'reports' }), null, 'reconcile')
    same(await world.messages('uploads'), 0, 'messages')
  })
}

async function keysBelow(world: DeployedWorld, store: 'uploads' | 'lake' | 'reports'): Promise<string[]> {
  for await (const { key } of world[store].list('')) return [key]
  return []
}

/** Throws unless S3 said that it is not allowed. */
async function refused(ask: () => Promise<unknown>): Promise<void> {
  const answer = await ask().then(
    () => 'it was allowed',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  )
  if (answer !== 'AccessDenied') throw new Error(`expected AccessDenied, found ${answer}`)
}
