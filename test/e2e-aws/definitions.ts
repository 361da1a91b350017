/** Reports by their definitions: a new reports.json is followed without a deployment, and each report is begun once. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseNetworks } from '../../functions/lib/networks.ts'
import { currentReference } from '../../functions/lib/reference/reference-set.ts'
import { type DeployedWorld, STAGE } from '../support/aws/deployed-world.ts'
import { type Checks, same } from './checks.ts'
import type { UploadedFiles } from './files.ts'

const NAME = 'week-of-one'
const WINDOW = { from: '2017-06-05', to: '2017-06-11' }
/** A report of one section of a week is a matter of seconds; machines are busy. */
const LONGEST_MS = 300_000

export async function checkDefinitions(
  world: DeployedWorld,
  { folder, networksCsv }: Pick<UploadedFiles, 'folder' | 'networksCsv'>,
  checks: Checks,
): Promise<void> {
  const { lake, reports } = world
  const network = parseNetworks(readFileSync(networksCsv, 'utf8'))[0]?.name ?? ''
  const path = join(folder, '..', 'reports.json')
  const put = (definition: object) => {
    writeFileSync(path, JSON.stringify({ reports: [definition] }))
    return world.command(['reference', 'put', path, '--aws', STAGE])
  }
  const definition = { name: NAME, networks: [network], window: WINDOW, sections: ['hours'], schedule: 'once' }
  await checks.step('npm run reference -- put reports.json --aws', () => put(definition))
  const set = await currentReference(lake)
  await checks.fact('a malformed one is refused, and the set before stays', async () => {
    const refused = await put({ ...definition, sections: ['hour'] }).then(
      () => 'taken',
      error => String(error),
    )
    same(/expected one of the sections/.test(refused), true, refused)
    same(await currentReference(lake), set, 'reference')
  })
  await checks.step('publish', () => world.settle())
  const wake = () => world.invoke('reconcile', { check: 'reports' })
  await checks.step('the wake that finds it due, and its report', async () => {
    await wake()
    await until(async () => (await claimsOf(world))[0]?.done != null)
  })
  await checks.fact('the report is of its days, networks and sections', async () => {
    const object = await reports.get(`${NAME}/${WINDOW.to}/report.json`)
    const report = JSON.parse(new TextDecoder().decode(object?.bytes))
    const sections = report.sections.map(({ name }: { name: string }) => name)
    same([report.window.fromDay, report.networks, sections], [WINDOW.from, [network], ['hours']], 'report')
  })
  await checks.fact('the next wake begins nothing', async () => {
    const before = world.front.executions().length
    await wake()
    same(
      (await claimsOf(world)).map(({ tries }) => tries),
      [1],
      'tries',
    )
    same(world.front.executions().length - before, 0, 'queries')
  })
}

async function claimsOf({ lake }: DeployedWorld): Promise<{ tries: number; done: string | null }[]> {
  const claims: { tries: number; done: string | null }[] = []
  for await (const { key } of lake.list(`ledger/reports/${NAME}/`))
    claims.push(JSON.parse(new TextDecoder().decode((await lake.get(key))?.bytes)))
  return claims
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + LONGEST_MS
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`expected the report within ${LONGEST_MS / 1000} s, found none`)
    await new Promise(done => setTimeout(done, 500))
  }
}
