/** `npm run reference`: the reference set in use, or a new one with other networks. */
import { Command } from 'commander'
import { listPublishedDays } from '../../../functions/lib/ledger/manifests.ts'
import { currentReference, loadReference } from '../../../functions/lib/reference/reference-set.ts'
import { openExistingLake, openLake, useReference } from '../lake.ts'
import { commandOn, ownLakeFolder } from '../lake-folders.ts'
import { readNetworksFile } from '../networks-file.ts'
import { examples, lakeOption } from '../options.ts'
import { createProgress } from '../progress.ts'
import { publishLake } from '../publish-lake.ts'
import { print, printable } from '../terminal.ts'
import { fromUser } from '../user-paths.ts'

/** Declares `reference`. */
export const command = (): Command =>
  new Command('reference')
    .description('The reference set in use; `put networks.csv` validates a new one and then points at it.')
    .argument('[action]', 'put: make the file current; without it the set in use is printed')
    .argument('[file]', 'the networks.csv to put; a malformed one is refused whole, and the old one stays')
    .addOption(lakeOption())
    .option('--aws <stage>', 'of the deployed lake of this stage, instead of a local one')
    .addHelpText(
      'after',
      examples(
        ['npm run reference', 'the set in use, and whom it watches'],
        ['npm run reference -- put networks.csv', 'other networks'],
        ['npm run reference -- put networks.csv --aws dev', 'other networks of a deployed stage'],
      ),
    )
    .action(async (action: string | undefined, file: string | undefined, options) => {
      const path = file === undefined ? undefined : fromUser(file)
      if (options.aws === undefined) {
        await reference(action, path, options)
        return
      }
      const { referenceOnAws } = await import('../../aws/commands/reference.ts')
      print(await referenceOnAws(action, path, options.aws))
    })

export async function reference(
  action: string | undefined,
  file: string | undefined,
  options: { lake?: string },
): Promise<void> {
  if (action !== undefined && action !== 'put')
    throw new Error(`reference: expected put or nothing, found ${JSON.stringify(action)}`)
  const opened = action === 'put' ? await openLake(ownLakeFolder(options.lake)) : await openExistingLake(options.lake)
  const { folder, lake, close } = opened
  try {
    if (action === 'put') {
      if (file === undefined) throw new Error('reference put: expected the path of a networks.csv, found none')
      const before = await currentReference(lake)
      const set = await useReference(lake, await readNetworksFile(file))
      print(
        before === set.hash
          ? `reference ${set.hash}: the same as before`
          : `reference ${set.hash} is current; ${commandOn(folder, 'replay')} says which uploads it places otherwise`,
      )
      if ((await listPublishedDays(lake)).length > 0) await publishLake(opened, createProgress())
      return
    }
    const hash = await currentReference(lake)
    if (hash === undefined) {
      print('no reference set yet; npm start makes the first one')
      return
    }
    const set = await loadReference(lake, hash)
    print(`reference ${hash}`)
    for (const { name, version, date, licence } of set.sources)
      print(`  ${name} ${version}, data of ${date ?? 'unknown date'} (${licence})`)
    print(
      `  ${set.catalogue.services.length} services, ` +
        `${set.catalogue.kinds.length} rules for kinds, ${set.catalogue.ports.length} listed ports`,
    )
    for (const network of set.networks)
      print(`  ${printable(`watches ${network.cidr} as ${network.name}, zone ${network.timeZone || 'not set (UTC)'}`)}`)
  } finally {
    await close()
  }
}
