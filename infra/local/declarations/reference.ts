/** `npm run reference`: the reference set in use, and what makes another one current; each action is a command of its own. */
import type { Command } from 'commander'
import { deploymentOf, stackOption } from '../deployment-name.ts'
import { examples, lakeOption } from '../options.ts'
import type { TargetOptions } from '../reference/target.ts'
import { newCommand } from '../summaries.ts'
import { print } from '../terminal.ts'
import {
  addCommand,
  addPackageCommand,
  diffCommand,
  listCommand,
  putCommand,
  removeCommand,
} from './reference-actions.ts'

/** Declares `reference`. The options say which lake is meant, and stand before or behind the action. */
export const command = (): Command =>
  newCommand('reference')
    .description('The reference set in use; an action makes another one, validates it whole and then points at it.')
    .argument('[action...]', 'a command below, with what it takes; without it the set in use is printed')
    .addOption(lakeOption())
    .option('--aws <stage>', 'of the deployed lake of this stage, instead of a local one')
    .addOption(stackOption())
    .addCommand(putCommand())
    .addCommand(addCommand())
    .addCommand(addPackageCommand())
    .addCommand(listCommand())
    .addCommand(removeCommand())
    .addCommand(diffCommand())
    .addHelpText(
      'after',
      examples(
        ['reference', 'the set in use, and whom it watches'],
        ['reference put networks.csv', 'other networks'],
        ['reference put evidence.csv', 'own rows of a list, which win over the shipped ones'],
        ['reference put services.csv evidence.csv', 'lists that refer to each other: both or neither'],
        ['reference put sources.csv', 'zones, sampling and exporters that logs do not say'],
        ['reference put events.csv', 'dated events that reports test activity around'],
        ['reference put reports.json', 'which reports are made, about whom and when'],
        ['reference put networks.csv --aws dev', 'other networks of a deployed stage'],
        [
          'reference add --country GeoLite2-Country.mmdb --as GeoLite2-ASN.mmdb --date 2017-05-02',
          'editions of that day, beside those that there are',
        ],
        ['reference add --country country-ipv4.csv country-ipv6.csv --date 2017-05-02', 'the same from lists'],
        ['reference add-package geoip-lite@1.2.1', 'countries of May 2017, from the npm registry'],
        ['reference list', 'the editions, and which days each of them places'],
        ['reference remove --country 2017-05-02', 'a set without that edition'],
        ['reference diff 2017-05-02 2026-06-17', 'what the editions of two days say otherwise'],
      ),
    )
    .action(async ([action]: string[], options: TargetOptions, reference: Command) => {
      if (action !== undefined) throw unknownAction(action, reference)
      const of = deploymentOf(options)
      if (of === undefined) {
        const { showReference } = await import('../reference/show.ts')
        return showReference(options)
      }
      const { currentOnAws } = await import('../../aws/commands/reference.ts')
      print(await currentOnAws(of))
    })

const unknownAction = (found: string, { commands }: Command): Error =>
  new Error(
    `reference: expected ${commands.map(action => action.name()).join(', ')} or nothing, found ${JSON.stringify(found)}`,
  )
