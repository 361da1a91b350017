/**
 * The whole way on AWS as far as it goes without an account: the template that `npm run synth` writes is deployed through
 * CloudFormation with policies enforced, files are uploaded, everything else happens by itself or as the scheduler does
 * it, and the result is held against one machine's run of the same files: at first, after files changed, and after
 * whatever can go wrong on the way did. Prints each step with its seconds and each fact; the last line is
 * `N passed, M failed`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReportDefinition } from '../../functions/lib/reports/definition.ts'
import { shippedReports } from '../../functions/lib/reports/stored-reports.ts'
import { type DeployedWorld, startWorld } from '../support/aws/deployed-world.ts'
import { checkChanges } from './changes.ts'
import { createChecks } from './checks.ts'
import { checkDefinitions } from './definitions.ts'
import { checkFaults } from './faults.ts'
import { layOutFiles, TEAMS } from './files.ts'
import { checkMetrics, checkStatus } from './operating.ts'
import { checkPeople } from './people.ts'
import { checkWholeWay } from './whole-way.ts'

/** The Tuesday after the study's days. */
const SCHEDULED = '2017-06-13T07:00:00Z'

const began = performance.now()
const checks = createChecks()
const scratch = mkdtempSync(join(tmpdir(), 'e2e-aws-'))
let starting: Promise<DeployedWorld> | undefined

async function end(): Promise<void> {
  const world = await starting?.catch(() => undefined)
  await world?.stop()
  rmSync(scratch, { recursive: true, force: true })
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void end().finally(() => process.exit(130)))

try {
  const files = await checks.step('files are laid out', () => layOutFiles(scratch))
  starting = startWorld({ teams: TEAMS, onStep: checks.took })
  const world = await starting
  const report = { definition: definitionOf('weekly'), scheduledTime: SCHEDULED }
  await checkWholeWay(world, files, report, checks)
  await checkPeople(world, checks)
  await checkStatus(world, checks)
  const expected = await checkChanges(world, files, report, checks)
  await checkFaults(world, files, report, expected, checks)
  await checkDefinitions(world, files, checks)
  await checkMetrics(world, checks)
} catch (error) {
  checks.ended(error)
} finally {
  await end()
}
console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  in all`)
process.exitCode = checks.finish() ? 0 : 1

function definitionOf(name: string): ReportDefinition {
  const definition = shippedReports().find(report => report.name === name)
  if (definition === undefined) throw new Error(`reports.json: expected a shipped report ${name}, found none`)
  return definition
}
