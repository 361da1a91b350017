/** What `cdk` runs: the stack of one stage, checked against the AWS Solutions rules. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { DEFAULT_NETWORKS_CSV } from '../../functions/lib/networks.ts'
import { hashOfReference, openReference } from '../../functions/lib/reference/reference-set.ts'
import { buildReferenceFiles } from '../local/reference-files.ts'
import { readConfig } from './config.ts'
import { FlowcensusStack } from './stack.ts'

const CACHE = resolve(import.meta.dirname, '../../node_modules/.cache/flowcensus')

/** The set that seeds an empty lake: the installed data and catalogue, private networks watched. */
async function firstReference(): Promise<string> {
  const { files, ranges } = await buildReferenceFiles(DEFAULT_NETWORKS_CSV, CACHE)
  const folder = join(CACHE, 'first', hashOfReference(files))
  await mkdir(join(folder, 'ranges'), { recursive: true })
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes)
  const { country, asn } = openReference(files).editions
  for (const { ranges: hash } of [...country, ...asn])
    await writeFile(join(folder, 'ranges', `${hash}.bin`), ranges.read(hash))
  return folder
}

const app = new App()
const config = readConfig(name => app.node.tryGetContext(name))
new FlowcensusStack(app, config, await firstReference())
Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
app.synth()
