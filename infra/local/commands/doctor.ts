/** `npm run doctor`: what is wrong with a lake, and what to do. */
import { BUCKET } from '../delivery/dependencies.ts'
import { examineLanding } from '../doctor/examine-landing.ts'
import { examineLedger } from '../doctor/examine-ledger.ts'
import { examineOlderSets } from '../doctor/examine-older-sets.ts'
import { examinePlace } from '../doctor/examine-place.ts'
import { examineReference } from '../doctor/examine-reference.ts'
import { examineTables } from '../doctor/examine-tables.ts'
import type { Finding } from '../doctor/finding.ts'
import { mendLake } from '../doctor/mend-lake.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { type LocalLake, openExistingLake } from '../lake.ts'
import { commandOn } from '../lake-folders.ts'
import { createProgress } from '../progress.ts'
import { print, printable } from '../terminal.ts'

/** Of one kind that are named one by one. */
const NAMED = 10

export async function doctor(options: { mend?: boolean; lake?: string }): Promise<void> {
  const lake = await openExistingLake(options.lake)
  const say = createProgress()
  try {
    let findings = await examineLake(lake)
    printFindings(findings)
    if (options.mend === true && findings.some(({ mends }) => mends.length > 0)) {
      await mendLake(findings, lake, say)
      const before = findings.length
      findings = await examineLake(lake)
      print(
        `mended; examined again: ${findings.length === 0 ? 'nothing is wrong' : `${findings.length} of ${before} are left`}`,
      )
      if (findings.length > 0) printFindings(findings)
    } else if (findings.length === 0) print('nothing is wrong')
    else if (options.mend !== true && findings.some(({ mends }) => mends.length > 0))
      print(`${commandOn(lake.folder, 'doctor', '--mend')} mends what can be`)
    if (findings.length > 0) process.exitCode = EXIT_CODES.failed
  } finally {
    await lake.close()
  }
}

async function examineLake(lake: LocalLake): Promise<Finding[]> {
  const place = await examinePlace(lake)
  // What cannot be read says nothing of what else is wrong.
  if (place.some(({ kind }) => kind === 'no permission')) return place
  const reference = await examineReference(lake)
  const ledger = await examineLedger(lake, BUCKET)
  return [
    ...place,
    ...reference,
    ...ledger.findings,
    ...(await examineOlderSets(lake, ledger)),
    ...(await examineLanding(lake, ledger)),
    ...(await examineTables(lake)),
  ]
}

function printFindings(findings: readonly Finding[]): void {
  for (const [kind, own] of Map.groupBy(findings, ({ kind: of, advice }) => `${of}\n${advice}`)) {
    const [what = '', advice = ''] = kind.split('\n')
    print(`${own.length === 1 ? '' : `${own.length} × `}${what}: ${advice}`)
    for (const { where } of own.slice(0, NAMED)) print(`  ${printable(where)}`)
    if (own.length > NAMED) print(`  … ${own.length - NAMED} more`)
  }
}
