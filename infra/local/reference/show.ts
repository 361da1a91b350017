/** `npm run reference`: the set in use, and whom it watches. */
import { currentReference, loadReference } from '../../../functions/lib/reference/reference-set.ts'
import { definitionLines } from '../definition-lines.ts'
import { deletionText } from '../deletion-text.ts'
import { typedCommand } from '../installation.ts'
import { openExistingLake } from '../lake.ts'
import { institutionLines } from '../reference-lists/institution-lines.ts'
import { print, printable } from '../terminal.ts'

const EDITION_DATA = { country: 'countries', asn: 'autonomous systems' } as const

/** Prints what the current set of a lake holds. */
export async function showReference(options: { lake?: string }): Promise<void> {
  const { lake, clock, close } = await openExistingLake(options.lake)
  try {
    const hash = await currentReference(lake)
    if (hash === undefined) {
      print(`no reference set yet; ${typedCommand('start')} makes the first one`)
      return
    }
    const set = await loadReference(lake, hash)
    print(`reference ${hash}`)
    for (const { data, name, version, date, licence } of [...set.editions.country, ...set.editions.asn])
      print(`  ${printable(`${EDITION_DATA[data]} of ${date}: ${name} ${version} (${licence})`)}`)
    print(
      `  ${set.catalogue.services.length} services, ` +
        `${set.catalogue.kinds.length} rules for kinds, ${set.catalogue.ports.length} listed ports`,
    )
    for (const line of institutionLines(set.catalogue)) print(`  ${line}`)
    for (const { source, timeZone, sampling, exporter } of set.sources)
      print(
        `  ${printable(
          `logs of ${source} that do not say it: ` +
            [
              timeZone === '' ? '' : `zone ${timeZone}`,
              sampling === null ? '' : `one packet in ${sampling}`,
              exporter === '' ? '' : `exporter ${exporter}`,
            ]
              .filter(part => part !== '')
              .join(', '),
        )}`,
      )
    for (const row of set.deletions) print(`  ${printable(`keeps nothing of ${deletionText(row)}`)}`)
    for (const [name, own] of Map.groupBy(set.events, event => event.set))
      print(`  ${printable(`events of the set ${name}: ${own.length}`)}`)
    for (const line of await definitionLines(lake, clock.nowMs())) print(`  ${printable(`report ${line}`)}`)
    for (const network of set.networks)
      print(`  ${printable(`watches ${network.cidr} as ${network.name}, zone ${network.timeZone || 'not set (UTC)'}`)}`)
  } finally {
    await close()
  }
}
