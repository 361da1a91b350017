/** Reference sets that uploads were read with before the current one: publishing their days reads networks and services of them. */
import { currentReference, loadServices } from '../../../functions/lib/reference/reference-set.ts'
import { storedNetworks } from '../../../functions/lib/reference/stored-networks.ts'
import type { LocalLake } from '../lake.ts'
import type { Ledger } from './examine-ledger.ts'
import type { Finding } from './finding.ts'
import { readAgain } from './read-again.ts'

export async function examineOlderSets(
  { lake, uploads }: LocalLake,
  { current }: Pick<Ledger, 'current'>,
): Promise<Finding[]> {
  const findings: Finding[] = []
  const currentSet = await currentReference(lake)
  const networks = storedNetworks(lake)
  for (const [hash, receipts] of Map.groupBy(current, ({ reference }) => reference)) {
    if (hash === currentSet) continue
    try {
      await networks.of(hash)
      await loadServices(lake, hash)
    } catch (error) {
      const problem = error instanceof Error ? error.message.replaceAll('\n', '; ') : String(error)
      const kind = `reference set of uploads that cannot be read (${problem})`
      for (const receipt of receipts)
        findings.push({ kind, where: receipt.key, ...(await readAgain(uploads, receipt)) })
    }
  }
  return findings
}
