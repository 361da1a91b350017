/** Commands for a deployed stage, run as a user runs them, on a stack in ministack and a real Trino. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { GlueClient } from '@aws-sdk/client-glue'
import { AttachUserPolicyCommand, CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { App, Stack } from 'aws-cdk-lib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDeadLetters } from '../../functions/lib/aws/dead-letters.ts'
import { createGlueCatalogue } from '../../functions/lib/aws/glue-catalogue.ts'
import { noteFailure } from '../../functions/lib/ledger/failures.ts'
import { uploadIdOf } from '../../functions/lib/ledger/ids.ts'
import { listReceipts } from '../../functions/lib/ledger/receipts.ts'
import { markSettled } from '../../functions/lib/ledger/settled.ts'
import { createFolderCatalogue } from '../../functions/lib/local/folder-catalogue.ts'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { openCountryRanges, rangesKeyOf } from '../../functions/lib/reference/edition-ranges.ts'
import { currentReference, loadReference, readReferenceFiles } from '../../functions/lib/reference/reference-set.ts'
import { storedReports } from '../../functions/lib/reports/stored-reports.ts'
import { daily, liveness } from '../../functions/lib/tables/rollups.ts'
import { encodeTable } from '../../functions/publish/parquet-table.ts'
import { FlowCensus } from '../../infra/aws/index.ts'
import { type Deployment, openDeployment } from '../../infra/aws/open-deployment.ts'
import { FlowcensusStack, stackName } from '../../infra/aws/stack.ts'
import { readStage } from '../../infra/aws/stages.ts'
import { type AthenaFront, startAthenaFront } from '../support/aws/athena-front.ts'
import { deployStack } from '../support/aws/deploy-stack.ts'
import { ACCOUNT, type Ministack, REGION, ROOT_KEYS, startMinistack } from '../support/aws/ministack.ts'
import { monitor } from '../support/aws/monitor.ts'
import { lastLine, run } from '../support/command-line.ts'
import { allOf } from '../support/contracts/object-store.ts'
import { put, vpcText } from '../support/small-logs.ts'
import { startTrino, type Trino } from '../support/trino/trino.ts'

const folder = mkdtempSync(join(tmpdir(), 'commands-'))
const config = readStage(() => undefined)
const DAY = '2017-06-05'
let ministack: Ministack
let trino: Trino
let front: AthenaFront
let sqs: SQSClient
let deployment: Deployment

beforeAll(async () => {
  ministack = await startMinistack(join(folder, 'aws'), { env: { ATHENA_ENGINE: 'mock' } })
  mkdirSync(join(folder, 'trino'))
  const options = { endpoint: ministack.endpoint, region: REGION, credentials: ROOT_KEYS }
  const starting = startTrino(join(folder, 'trino'), { endpoint: ministack.endpoint, ...ROOT_KEYS })
  // Stopped at the end also where the stack does not come up.
  starting.then(
    started => {
      trino = started
    },
    () => {},
  )
  await deployStack(synthesise(), stackName(config), ministack.endpoint)
  await starting
  front = await startAthenaFront({ trino, ministack: ministack.endpoint })
  sqs = new SQSClient(options)
  Object.assign(process.env, environment(ROOT_KEYS))
  deployment = await openDeployment({ stage: 'dev' })
  const place = `liveness/dt=${DAY}/run=a/`
  const rows = ['one', 'two'].map(exporter => [exporter, 'net', 'team', 'vpc', 1, '1'.repeat(96), '0'.repeat(96), 12])
  await deployment.lake.put(`${place}part-0.parquet`, encodeTable(liveness, rows))
  await pointAt('liveness', place)
})
afterAll(async () => {
  await front?.stop()
  await trino?.stop()
  await ministack?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Makes a folder of the lake the partition of the day. */
async function pointAt(table: string, place: string, day = DAY): Promise<void> {
  const { Database: database, LakeBucket: bucket } = deployment.outputs
  const glue = new GlueClient({ endpoint: front.endpoint, region: REGION, credentials: ROOT_KEYS })
  await createGlueCatalogue({ glue, database, bucket }).point(table, day, place)
}

/** Contacts of use with each remote end, as a published day has them. */
async function publishDaily(contacts: Readonly<Record<string, number>>): Promise<void> {
  const place = `daily/dt=${DAY}/run=a/`
  const rows = Object.entries(contacts).map(([ip, count]) => {
    const known: Record<string, string | number> = { remote_ip: ip, role: 'use', contacts: count }
    return daily.columns.map(
      ({ name, type, nullable }) => known[name] ?? (nullable ? null : type === 'varchar' ? '' : 0),
    )
  })
  await deployment.lake.put(`${place}part-0.parquet`, encodeTable(daily, rows))
  await pointAt('daily', place)
  await deployment.lake.put(`published/dt=${DAY}.json`, '{}')
}

/** The stack without bundles: no function of it is called here. */
function synthesise(): string {
  const outdir = join(folder, 'cdk.out')
  const app = new App({ outdir, context: { 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false })
  new FlowcensusStack(app, config)
  app.synth()
  return outdir
}

/** Two constructs in the stack of another app, without bundles. */
function synthesiseTheirs(): string {
  const outdir = join(folder, 'theirs.out')
  const app = new App({ outdir, context: { 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false })
  const stack = new Stack(app, 'Theirs')
  new FlowCensus(stack, 'Campus')
  new FlowCensus(stack, 'North-Wing')
  app.synth()
  return outdir
}

/** What a shell has that works on this deployment. */
const environment = ({ accessKeyId, secretAccessKey }: typeof ROOT_KEYS): Record<string, string> => ({
  AWS_ENDPOINT_URL: ministack.endpoint,
  AWS_ENDPOINT_URL_ATHENA: front.endpoint,
  AWS_ENDPOINT_URL_GLUE: front.endpoint,
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
})

describe('npm run query -- --athena', () => {
  const query = (sql: string, ...more: string[]) => run('query', '--athena', sql, '--stage', 'dev', ...more)

  it('prints rows, then on standard error what was scanned and its price', async () => {
    const sql = `select exporter, records from liveness where dt = '${DAY}' order by exporter`
    const { out, err } = await query(sql)
    expect(err).toMatch(/^scanned/)
    expect(out).toBe('exporter  records\none            12\ntwo            12')
    expect(err).toMatch(
      /^scanned \d[\d,]* bytes, billed 10 MB: \$0\.000050 \(prices of us-east-1, seen \d{4}-\d\d-\d\d\)$/,
    )
    expect(front.executions().at(-1)?.workgroup.name).toBe('flowcensus-dev-analysts')
  })

  it('prints every type as on one machine', async () => {
    const sql =
      "select 1 as whole, 4e0 / 2 as double, true as yes, array[1, null] as list, array['a', 'b'] as words, 0.10 as tenth, " +
      "date '2024-03-01' as day, timestamp '2024-03-01 02:00:10' as second, interval '15' minute as span, interval '14' month as months, " +
      "with_timezone(timestamp '2024-03-01 00:00:00.5', 'UTC') as moment, cast(null as varchar) as nothing"
    const { out } = await query(sql, '--format', 'csv')
    expect(out).toBe(
      'whole,double,yes,list,words,tenth,day,second,span,months,moment,nothing\n' +
        '1,2.0,true,"[1, null]","[a, b]",0.10,2024-03-01,2024-03-01 02:00:10.000,0 00:15:00.000,1-2,2024-03-01 00:00:00.500 UTC,',
    )
  })

  it('prints what only Athena has: functions beyond the portable list, maps and rows', async () => {
    const { out } = await query(
      "select map(array['k'], array[1e0]) as m, row(1, 'x') as r, cast('hi' as varbinary) as b",
      '--format',
      'json',
    )
    expect(JSON.parse(out)).toEqual([{ m: '{k=1.0}', r: '{field0=1, field1=x}', b: '68 69' }])
  })

  it('shows control characters and never sends them', async () => {
    const { out } = await query("select chr(27) || '[31m' as text")
    expect(lastLine(out)).toBe('\\u{1b}[31m')
  })

  it('says what Athena says against a query, and that it is free', async () => {
    const { out, err, failed } = await query('select nonesuch')
    expect(failed).toBe(true)
    expect(out).toBe('')
    expect(err).toMatch(/^scanned 0 bytes, billed nothing: a failed query is free\nflowcensus: .*nonesuch/)
  })

  it('says that a query costs which the workgroup’s limit stopped', async () => {
    front.beforeRun = execution => {
      execution.workgroup.cutoffBytes = 1
    }
    const { err, failed } = await query(`select count(exporter) from liveness where dt = '${DAY}'`)
    front.beforeRun = () => {}
    expect(failed).toBe(true)
    expect(err).toMatch(
      /^scanned \d[\d,]* bytes, billed 10 MB although it was cancelled: .*\nflowcensus: .*limit was exceeded/,
    )
  })

  it('stops the query where the user breaks it off', async () => {
    let go = () => {}
    front.beforeRun = () => new Promise(done => (go = done))
    front.beforeAnswer = ({ action }) => {
      if (action === 'GetQueryExecution') process.emit('SIGINT')
      if (action === 'StopQueryExecution') go()
    }
    const { err, failed } = await query('select 1 as one')
    front.beforeRun = () => {}
    front.beforeAnswer = () => {}
    expect(failed).toBe(true)
    expect(err).toMatch(/although it was cancelled.*\nflowcensus: .*was cancelled/)
    expect(front.executions().at(-1)?.state).toBe('CANCELLED')
  })

  it.each([
    ['prod', /^flowcensus: stack flowcensus-prod: expected to find it with these credentials/],
    ['nonesuch', /^flowcensus: stage: expected dev or prod, found "nonesuch"$/],
  ])('names the stage %s that is not deployed', async (stage, message) => {
    const { err, failed } = await run('query', '--athena', 'select 1', '--stage', stage)
    expect(failed).toBe(true)
    expect(err).toMatch(message)
  })

  it('needs no more than the policy of analysts', async () => {
    const iam = new IAMClient({ endpoint: ministack.endpoint, region: REGION, credentials: ROOT_KEYS })
    await iam.send(new CreateUserCommand({ UserName: 'analyst' }))
    const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/flowcensus-dev-analysts`
    await iam.send(new AttachUserPolicyCommand({ UserName: 'analyst', PolicyArn }))
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'analyst' }))
    const keys = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
    const env = { PATH: process.env.PATH, HOME: folder, ...environment(keys) }
    const typed = (...args: string[]) =>
      new Promise<string>((done, fail) => {
        execFile(process.execPath, ['infra/local/cli.mjs', ...args], { env }, (error, stdout) =>
          error === null ? done(stdout) : fail(error),
        )
      })
    expect(await typed('query', '--athena', `select count(*) as n from liveness where dt = '${DAY}'`)).toBe('n\n2\n')
    const page = await typed('connect', '--athena')
    expect(page).toMatch(new RegExp(`^FlowCensus dev: stack flowcensus-dev in ${REGION}, account ${ACCOUNT}\n`))
    expect(page).toMatch(/^workgroup +flowcensus-dev-analysts: a query may scan 50 GB$/m)
    expect(page).toContain(`${PolicyArn}: attach it`)
    expect(page).toMatch(
      /^results +s3:\/\/flowcensus-dev-lake-[\w-]+\/athena-results\/analysts\/, said by the workgroup/m,
    )
    const [, query = ''] = /^A first query[^\n]*\n\n((?: {4}.*\n)+)/m.exec(page) ?? []
    expect(await typed('query', '--athena', query)).toBe('dt  network  contacts  bytes_in\n')
  })
})

describe('npm run reference -- … --aws dev', () => {
  const networks = join(folder, 'networks.csv')
  it('puts watched networks into the deployed lake, and refuses malformed ones', async () => {
    expect((await run('reference', '--aws', 'dev')).out).toMatch(/no reference set yet/)
    writeFileSync(networks, 'cidr,name,time_zone\n10.1.0.0/16,office,Europe/Berlin\n')
    const { out } = await run('reference', 'put', networks, '--aws', 'dev')
    expect(out).toMatch(/^reference [0-9a-f]{16} is current: its prefixes and dates for uploads from now on/)
    const hash = await currentReference(deployment.lake)
    expect(out).toContain(hash)
    const files = await readReferenceFiles(deployment.lake, hash ?? '')
    expect(new TextDecoder().decode(files['networks.csv'])).toContain('10.1.0.0/16,office')
    expect((await run('reference', 'put', networks, '--aws', 'dev')).out).toBe(`reference ${hash}: the same as before`)
    writeFileSync(networks, 'cidr,name\n10.1.0.0/99,office\n')
    const refused = await run('reference', 'put', networks, '--aws', 'dev')
    expect(refused.failed).toBe(true)
    expect(refused.err).toMatch(/networks\.csv/)
    expect(await currentReference(deployment.lake)).toBe(hash)
  })

  it('puts lists that refer to each other at once, or none of them, and says of each from when on', async () => {
    const written = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const before = await currentReference(deployment.lake)
    const evidence = written(
      'evidence.csv',
      'service,type,value,expected_as_name,source\nIntranet,port,udp/40123,,ours\n',
    )
    const wrong = written('services.csv', 'service,category,exclusion,wide_use,family\nIntranet,Wbe,,,\n')
    for (const files of [[evidence], [wrong, evidence]])
      expect((await run('reference', 'put', ...files, '--aws', 'dev')).failed).toBe(true)
    expect(await currentReference(deployment.lake)).toBe(before)
    const services = written('services.csv', 'service,category,exclusion,wide_use,family\nIntranet,Web,,,\n')
    const { out } = await run('reference', 'put', evidence, services, '--aws', 'dev')
    const hash = await currentReference(deployment.lake)
    expect(out).toBe(
      `reference ${hash} is current, with own rows of evidence.csv and own rows of services.csv: for uploads from now on; ` +
        'npm run replay -- --aws dev says which were made without',
    )
    writeFileSync(networks, 'cidr,name,time_zone\n10.1.0.0/16,office,Europe/Berlin\n')
    const without = [evidence, services].map(path =>
      written(basename(path), `${readFileSync(path, 'utf8').split('\n')[0]}\n`),
    )
    const { out: three } = await run('reference', 'put', ...without, networks, '--aws', 'dev')
    expect(three.split('\n')).toEqual([
      expect.stringMatching(/^reference \w{16} is current, with own rows of evidence\.csv, own rows of services\.csv/),
      expect.stringMatching(/^ {2}own rows of evidence\.csv: for uploads from now on; npm run replay/),
      expect.stringMatching(/^ {2}own rows of services\.csv: for uploads from now on; npm run replay/),
      expect.stringMatching(/^ {2}networks\.csv: its prefixes and dates for uploads from now on/),
    ])
    expect(await currentReference(deployment.lake)).toBe(before)
  })

  it('puts dated events into the deployed lake, and refuses malformed ones', async () => {
    const events = join(folder, 'events.csv')
    writeFileSync(events, 'name,time,zone,set\nlaunch,2017-04-05T06:42,Asia/Pyongyang,launches\n')
    const { out } = await run('reference', 'put', events, '--aws', 'dev')
    expect(out).toMatch(/^reference [0-9a-f]{16} is current, with this events\.csv: for reports from now on$/)
    const hash = await currentReference(deployment.lake)
    expect((await loadReference(deployment.lake, hash ?? '')).events.map(({ set }) => set)).toEqual(['launches'])
    writeFileSync(events, 'name,time,zone,set\nlaunch,2017-04-05T06:42,Pyongyang,launches\n')
    const refused = await run('reference', 'put', events, '--aws', 'dev')
    expect(refused.err).toContain('events.csv line 2, column 3 (zone): expected an IANA zone such as Asia/Pyongyang')
    expect(await currentReference(deployment.lake)).toBe(hash)
  })

  it('puts definitions of reports into the deployed lake, says when each is due, and refuses malformed ones', async () => {
    const reports = join(folder, 'reports.json')
    const definition = { name: 'mine', window: 'week', schedule: { every: 'week', on: 'Monday', at: '07:00' } }
    writeFileSync(reports, JSON.stringify({ reports: [definition] }))
    const { out } = await run('reference', 'put', reports, '--aws', 'dev')
    expect(out).toMatch(
      /^reference [0-9a-f]{16} is current, with this reports\.json: the schedule follows within a quarter of an hour\n {2}mine: 7 days of all networks; every Monday at 07:00 \(Etc\/UTC\), next on \d{4}-\d\d-\d\d at 07:00 UTC$/,
    )
    const hash = await currentReference(deployment.lake)
    expect((await storedReports(deployment.lake)).map(({ name }) => name)).toEqual(['mine'])
    writeFileSync(reports, JSON.stringify({ reports: [{ ...definition, window: 'year' }] }))
    const refused = await run('reference', 'put', reports, '--aws', 'dev')
    expect(refused.err).toContain(
      'reports.json line 1, column 37 (reports[0].window): expected "day", "week", "quarter"',
    )
    expect(await currentReference(deployment.lake)).toBe(hash)
  })

  it('compiles editions here, and puts ranges and set into the deployed lake', async () => {
    const list = join(folder, 'country.csv')
    writeFileSync(list, '210.52.109.0,210.52.109.255,KP\n')
    const added = await run('reference', 'add', '--country', list, '--date', '2017-05-01', '--aws', 'dev')
    expect(added.failed, added.err).toBe(false)
    expect(added.out).toMatch(/^reference \w+ is current\n.*npm run replay -- --aws dev says what it would change/m)
    const hash = await currentReference(deployment.lake)
    const { editions } = await loadReference(deployment.lake, hash ?? '')
    const [first] = editions.country
    expect(first).toMatchObject({ date: '2017-05-01', name: 'country.csv' })
    const ranges = await deployment.lake.get(rangesKeyOf(first?.ranges ?? ''))
    expect(openCountryRanges('test', ranges?.bytes ?? new Uint8Array()).labels).toEqual(['KP'])
    expect((await run('reference', 'list', '--aws', 'dev')).out).toMatch(
      /^country +2017-05-01 +until .* 1 +country\.csv/m,
    )
    await publishDaily({ '210.52.109.9': 3, '9.9.9.9': 1 })
    const diff = await run('reference', 'diff', '2017-05-01', editions.country.at(-1)?.date ?? '', '--aws', 'dev')
    expect(diff.failed, diff.err).toBe(false)
    // The list knows of one network alone; the installed edition has it in CN.
    expect(diff.out).toMatch(/^countries: 2017-05-01, country\.csv and /m)
    expect(diff.out).toMatch(/^ {2}100(\.0+)? % of 4 contacts of use in the lake change \(4\)$/m)
    expect(diff.out).toMatch(/^ +KP +CN +75\.0 % +3$/m)
    await deployment.lake.delete([`published/dt=${DAY}.json`])
    expect((await run('reference', 'remove', '--country', '2017-05-01', '--aws', 'dev')).failed).toBe(false)
    expect((await run('reference', 'list', '--aws', 'dev')).out).not.toContain('2017-05-01')
  })
})

describe('npm run redrive', () => {
  const send = (queue: string, body: string) => sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body }))
  const event = (key: string) =>
    JSON.stringify({
      Records: [
        { eventName: 'ObjectCreated:Put', s3: { bucket: { name: deployment.outputs.UploadsBucket }, object: { key } } },
      ],
    })
  /** Bodies in a queue, which stay there. */
  async function bodiesIn(queue: string): Promise<string[]> {
    const bodies: string[] = []
    await createDeadLetters({ client: sqs, from: queue, to: queue }).each(({ body }) => {
      bodies.push(body)
      return 'keep'
    })
    return bodies.sort()
  }

  async function messagesIn(QueueUrl: string): Promise<number> {
    const AttributeNames = ['ApproximateNumberOfMessages' as const, 'ApproximateNumberOfMessagesNotVisible' as const]
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))
    return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0)
  }

  it('says of an empty queue that it is', async () => {
    expect((await run('redrive')).out).toBe('dev: no dead letters')
  })

  it('lists what died and why, moves nothing before --run, and then all that normalise can read', async () => {
    const { DeadLettersUrl: dead, UploadsBucket } = deployment.outputs
    await deployment.uploads.put('uni/a b.log', 'some text')
    const good = [event('uni/a+b.log'), event('uni/gone%1B.log')]
    for (const body of [...good, 'nonsense']) await send(dead, body)
    const dry = await run('redrive', '--stage', 'dev')
    expect(dry.out).toContain(
      `s3://${UploadsBucket}/uni/a b.log created, 9 bytes, no receipt: see "message failed" in the log`,
    )
    expect(dry.out).toContain(`s3://${UploadsBucket}/uni/gone\\u{1b}.log created, the file is gone`)
    expect(dry.out).toMatch(/message [\w-]+, sent \d{4}-\d\d-\d\d \d\d:\d\dZ: stays: .*found "nonsense"/)
    expect(lastLine(dry.out)).toMatch(
      /^a dry run: 2 messages would go back; 1 message no function can read: .* --run moves them$/,
    )
    expect(await messagesIn(dead)).toBe(3)
    const moved = await run('redrive', '--run')
    expect(lastLine(moved.out)).toMatch(/^2 messages back in the queue of uploads; 1 message no function can read/)
    expect(await bodiesIn(dead)).toEqual(['nonsense'])
    await sqs.send(new PurgeQueueCommand({ QueueUrl: dead }))
  })

  it('brings every message of a long queue to the other, each once', async () => {
    const [from, to] = await Promise.all(
      ['from', 'to'].map(async QueueName => (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? ''),
    )
    const bodies = Array.from({ length: 25 }, (_, at) => `message ${String(at).padStart(2, '0')}`)
    for (const body of bodies) await send(from ?? '', body)
    await createDeadLetters({ client: sqs, from: from ?? '', to: to ?? '' }).each(() => 'move')
    expect(await bodiesIn(to ?? '')).toEqual(bodies)
    expect(await messagesIn(from ?? '')).toBe(0)
  })

  it('loses none where the queue takes none, and leaves them visible', async () => {
    const { QueueUrl: from = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'kept' }))
    for (const body of ['a', 'b']) await send(from, body)
    const nowhere = `${from}-that-is-not-there`
    await expect(createDeadLetters({ client: sqs, from, to: nowhere }).each(() => 'move')).rejects.toThrow(/queue/i)
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: from, MaxNumberOfMessages: 10 }))
    expect(Messages?.map(({ Body }) => Body).sort()).toEqual(['a', 'b'])
  })
})

describe('npm run replay -- --aws dev', () => {
  const place = join(folder, 'lake')
  const here = (...args: string[]) => run(...args, '--lake', place)
  /** What a comparison says of facts, without what a stage and a machine say of uploads. */
  const changesIn = (out: string) =>
    out.split('\n').filter(line => / of \d+ published rows of records would change /.test(line))
  const [header = ''] = vpcText(['2024-03-01'], 1).split('\n')
  /** A service by its AS, another by its port, and an end that both sides listen on. */
  const LINES = [
    ['23.246.2.7', 443, 40_000, 3],
    ['23.246.2.7', 443, 40_001, 3],
    ['31.20.9.5', 22, 40_002, 3],
    ['31.20.9.5', 40_001, 50_001, 16],
  ].map(
    ([remote, port, local, flags]) =>
      `5 eni-1 10.1.0.5 ${remote} ${local} ${port} 6 10 2000 1709290800 1709290850 ACCEPT OK ${flags}\n`,
  )
  const SAID =
    "select service_by_address as a, service_by_remote_port as p, began, network_prefix, count(*) as n from flows where dt = '2024-03-01' " +
    'group by service_by_address, service_by_remote_port, began, network_prefix order by a, p, began, network_prefix'

  async function putOwn(name: string, text: string): Promise<void> {
    const path = join(folder, name)
    writeFileSync(path, text)
    const { failed, err } = await here('reference', 'put', path)
    expect(failed, err).toBe(false)
  }

  /** The whole of the local lake in the place of the stage's. */
  async function bring(): Promise<void> {
    const local = createFolderStore(join(place, 'lake'))
    for (const { key } of await allOf(local.list(''))) {
      if (key.startsWith('catalogue/')) continue
      const object = await local.get(key)
      if (object !== undefined) await deployment.lake.put(key, object.bytes)
    }
    for (const { dt, location } of await createFolderCatalogue(local).list('flows'))
      await pointAt('flows', location, dt)
  }

  beforeAll(async () => {
    put(join(folder, 'logs'), 'a/ends.log', `${header}\n${LINES.join('')}`)
    const networks = join(folder, 'lake-networks.csv')
    writeFileSync(networks, 'cidr,name\n10.1.0.0/16,office\n')
    const started = await here('start', join(folder, 'logs'), '--networks', networks, '--out', join(folder, 'reports'))
    expect(started.err).not.toContain('flowcensus:')
    await putOwn('services.csv', 'service,category,exclusion,wide_use,family\nScreens,Web,,,\nShell,RemoteAccess,,,\n')
    await putOwn(
      'evidence.csv',
      'service,type,value,expected_as_name,source\nScreens,prefix,23.246.2.0/24,,ours\nShell,port,tcp/22,,ours\n',
    )
    await putOwn('ports.csv', 'protocol,port,why,source\ntcp,40001,ours,ours\n')
    await putOwn('networks.csv', 'cidr,name\n10.1.0.0/24,office\n')
    await bring()
  })

  it('says the same of the same lake as on one machine, and changes nothing', async () => {
    const before = (await run('query', '--athena', SAID, '--stage', 'dev', '--format', 'csv')).out
    const local = await here('replay')
    const aws = await run('replay', '--aws', 'dev')
    expect(aws.failed, aws.err).toBe(false)
    expect(changesIn(aws.out)).toEqual(changesIn(local.out))
    expect(changesIn(aws.out)).toEqual([
      'service: 2 of 4 published rows of records would change (Netflix -> Screens: 2)',
      'category: 2 of 4 published rows of records would change (Streaming -> Web: 2)',
      'service by port: 1 of 4 published rows of records would change (SSH -> Shell: 1)',
      'who began: 1 of 4 published rows of records would change (unknown -> local: 1)',
      'network: 4 of 4 published rows of records would change (10.1.0.0/16 -> 10.1.0.0/24: 4)',
    ])
    expect((await run('query', '--athena', SAID, '--stage', 'dev', '--format', 'csv')).out).toBe(before)
    expect(before).toContain('Netflix')
  })

  it('is right: with what the uploads are normalised to, as many rows of the stage say so', async () => {
    expect((await here('replay', '--run')).failed).toBe(false)
    await bring()
    const rows = (await run('query', '--athena', SAID, '--stage', 'dev', '--format', 'csv')).out.split('\n').slice(1)
    const count = (pattern: RegExp) =>
      rows.filter(row => pattern.test(row)).reduce((sum, row) => sum + Number(row.split(',').at(-1)), 0)
    expect([/^Screens,/, /,Shell,/, /,10\.1\.0\.0\/24,/, /Netflix|SSH/].map(count)).toEqual([2, 1, 4, 0])
    const after = await run('replay', '--aws', 'dev')
    expect(after.out).toContain('nothing to replay')
    expect(after.out).toBe('dev: every upload was made by the present build and reference set: nothing to replay')
  })
})

interface StatusLine {
  what: string
  state: string
  number: number
  detail: string
  advice: string
}

/** Lines of `status` by what they are of. */
async function statusOf(...words: string[]): Promise<{ lines: Map<string, StatusLine>; code: number }> {
  const { out, err, code } = await run('status', ...words, '--json')
  expect(err).toBe('')
  const lines: StatusLine[] = JSON.parse(out)
  return { lines: new Map(lines.map(line => [line.what, line])), code }
}

describe('npm run status -- --stage dev', () => {
  beforeAll(async () => {
    const { QueueUrl, DeadLettersUrl } = deployment.outputs
    for (const queue of [QueueUrl, DeadLettersUrl]) await sqs.send(new PurgeQueueCommand({ QueueUrl: queue }))
  })

  it('of a stage with which all is well says so of each thing, and ends with 0', async () => {
    const { lines, code } = await statusOf('--stage', 'dev')
    expect([...lines.values()].map(({ what, state }) => [what, state])).toEqual([
      ['uploads waiting', 'ok'],
      ['dead letters', 'ok'],
      ['refused lately', 'ok'],
      ['days unpublished', 'ok'],
      ['reports due', 'ok'],
      ['alarms', 'ok'],
      ['cost this month', 'ok'],
    ])
    expect(lines.get('uploads waiting')?.number).toBe(0)
    expect(code).toBe(0)
  })

  it('says what waits, died, was refused, fails and rings, and ends with 1', async () => {
    const { lake, outputs } = deployment
    for (const QueueUrl of [outputs.QueueUrl, outputs.QueueUrl, outputs.DeadLettersUrl])
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'nonsense' }))
    const name = { bucket: outputs.UploadsBucket, key: 'uni/large.log' }
    const uploadId = uploadIdOf(name.bucket, name.key, 'v')
    const [receipt] = await allOf(listReceipts(createFolderStore(join(folder, 'lake', 'lake'))))
    const refused = {
      ...receipt,
      ...name,
      uploadId,
      source: 'uni',
      status: 'refused',
      refusal: 'expected less, found more',
    }
    await lake.put(`ledger/uploads/${uploadId}.json`, JSON.stringify(refused))
    const counts = { accepted: 0, outOfScope: 0, skipped: {}, rejected: {} }
    const said = { status: 'refused', contentBytes: 1, source: 'uni', unreadForm: false, uploadId, ...counts } as const
    await markSettled(lake, name, { etag: 'e', modifiedMs: 0 }, said, Date.now())
    await lake.put('dirty/dt=2024-03-01/one', '')
    await noteFailure(lake, '2024-03-02', new Error('expected tables, found none'))
    const { setAlarm } = monitor(ministack.endpoint)
    await setAlarm('flowcensus-dev-PublishFailed', 'ALARM', 'as the test wants it')

    const { lines, code } = await statusOf('--stage', 'dev')
    const found = (what: string) => lines.get(what)
    expect(found('uploads waiting')).toMatchObject({ state: 'ok', number: 2 })
    expect(found('dead letters')).toMatchObject({ state: 'look', number: 1, advice: 'npm run redrive -- --stage dev' })
    expect(found('refused lately')).toMatchObject({ state: 'ok', number: 1 })
    expect(found('upload refused')).toMatchObject({
      detail: 'uni/large.log: expected less, found more',
      advice: 'tell uni',
    })
    expect(found('days unpublished')).toMatchObject({ state: 'ok', number: 1 })
    expect(found('day failing')).toMatchObject({ state: 'look' })
    expect(found('day failing')?.detail).toMatch(/^2024-03-02, last tried 20.* UTC: expected tables, found none$/)
    expect(found('alarm')).toMatchObject({ state: 'look' })
    expect(found('alarm')?.detail).toMatch(
      /^flowcensus-dev-PublishFailed since 20\S+ \d\d:\d\d UTC: as the test wants it$/,
    )
    expect(code).toBe(1)
    await setAlarm('flowcensus-dev-PublishFailed', 'OK', 'mended')
    for (const QueueUrl of [outputs.QueueUrl, outputs.DeadLettersUrl])
      await sqs.send(new PurgeQueueCommand({ QueueUrl }))
  })

  it('counts what the month cost by what CloudWatch counted', async () => {
    const before = (await statusOf('--stage', 'dev')).lines.get('cost this month')
    const { putMetric } = monitor(ministack.endpoint)
    const of = { WorkGroup: 'flowcensus-dev-reports', QueryState: 'SUCCEEDED', QueryType: 'DML' }
    await putMetric('AWS/Athena', 'ProcessedBytes', of, 2e12)
    await putMetric('AWS/Athena', 'ProcessedBytes', { ...of, QueryState: 'FAILED' }, 9e12)
    await putMetric('AWS/Lambda', 'Invocations', { FunctionName: 'flowcensus-dev-publish' }, 5_000_000)
    const after = (await statusOf('--stage', 'dev')).lines.get('cost this month')
    expect((after?.number ?? 0) - (before?.number ?? 0)).toBeCloseTo(11, 2)
    expect(after?.detail).toContain('Athena $10.0000;')
    expect(after?.detail).toContain('Lambda, invocations $1.0000;')
  })

  it('is aligned for people, with what to do behind each', async () => {
    const { out } = await run('status', '--stage', 'dev')
    expect(out.split('\n')[0]).toMatch(/^what +state +number +detail +advice$/)
  })
})

describe('npm run deploy -- --print', () => {
  it('says of the stage that is there what would be kept, and where it is', async () => {
    const { out, code } = await run('deploy', '--stage', 'dev', '--print')
    expect(code).toBe(0)
    expect(out).toContain(`\naccount   ${ACCOUNT}\ncaller    arn:aws:iam::${ACCOUNT}:root\nregion    ${REGION}\n`)
    expect(out).toContain('stack     flowcensus-dev, which is there\n')
    expect(out).toContain('teams     no policy for any (as deployed)\nalarms    nobody is told (as deployed)\n')
    const more = await run('deploy', '--stage', 'dev', '--teams', 'uni,lab', '--print')
    expect(more.out).toMatch(/^command {3}npx cdk deploy --context stage=dev --context teams=uni,lab$/m)
  })
})

describe('--stack', () => {
  beforeAll(async () => {
    await deployStack(synthesiseTheirs(), 'Theirs', ministack.endpoint)
  })

  it('finds a construct in the stack of any app, by its id where there are several', async () => {
    const file = join(folder, 'theirs.csv')
    writeFileSync(file, 'cidr,name\n10.7.0.0/16,campus\n')
    const put = await run('reference', 'put', file, '--stack', 'Theirs/North-Wing')
    expect(put.err).toBe('')
    expect(put.out).toMatch(/^reference [0-9a-f]{16} is current/)
    expect((await run('reference', '--stack', 'Theirs/North-Wing')).out).toMatch(/^reference [0-9a-f]{16}$/)
    expect((await run('reference', '--stack', 'Theirs/Campus')).out).toMatch(/no reference set yet/)
    expect((await run('redrive', '--stack', 'Theirs/Campus')).out).toBe('Theirs/Campus: no dead letters')
    expect((await run('replay', '--stack', 'Theirs/North-Wing')).out).toBe(
      'Theirs/North-Wing: every upload was made by the present build and reference set: nothing to replay',
    )
    const { out, err } = await run('query', '--athena', 'select 1 as n', '--stack', 'Theirs/Campus', '--csv')
    expect([out, err]).toEqual(['n\n1', expect.stringMatching(/^scanned /)])
    expect(front.executions().at(-1)?.workgroup.name).toMatch(/campus.*-analysts$/)
    expect((await statusOf('--stack', 'Theirs/Campus')).code).toBe(0)
    const page = (await run('connect', '--athena', '--stack', 'Theirs/North-Wing')).out
    expect(page).toMatch(new RegExp(`^FlowCensus Theirs/North-Wing: stack Theirs in ${REGION}, account ${ACCOUNT}\n`))
    expect(page).toMatch(/^workgroup +\S*north-?wing\S*-analysts: a query may scan/m)
    expect(page).toContain('--data-source-id flowcensus-Theirs-North-Wing ')
  })

  it('finds the stack of a stage too, whose construct CDK leaves out of names', async () => {
    expect((await run('redrive', '--stack', 'flowcensus-dev')).out).toBe('flowcensus-dev: no dead letters')
    expect((await run('redrive', '--stack', 'flowcensus-dev/Default')).out).toBe(
      'flowcensus-dev/Default: no dead letters',
    )
  })

  it('says which there are, where none is named, or one that is not there', async () => {
    const none = await run('redrive', '--stack', 'Theirs')
    expect(none.err).toBe(
      'flowcensus: stack Theirs: expected one FlowCensus, found Theirs/Campus, Theirs/NorthWing; name one so',
    )
    const wrong = await run('redrive', '--stack', 'Theirs/South')
    expect(wrong.err).toBe(
      'flowcensus: stack Theirs: expected Theirs/Campus, Theirs/NorthWing, found Theirs/South; name one',
    )
    expect((await run('redrive', '--stack', 'Nobody')).err).toMatch(/^flowcensus: stack Nobody: expected to find it/)
    expect((await run('redrive', '--stage', 'nobody')).err).toMatch(/stage: expected dev or prod, found "nobody"$/)
  })
})
