/** What `cdk` runs where the package is installed: the stack of one stage, with the bundles that the package has. */
import { readFileSync } from 'node:fs'
import { App } from 'aws-cdk-lib'
import { z } from 'zod'
import { FlowcensusStack } from './stack.ts'
import { readStage } from './stages.ts'

// That of the project, whose rules of CDK the templates of every copy follow; the build lays it beside this file.
const file = readFileSync(new URL('cdk.json', import.meta.url), 'utf8')
const { context } = z.object({ context: z.record(z.string(), z.unknown()) }).parse(JSON.parse(file))
const app = new App({ context, analyticsReporting: false })
new FlowcensusStack(
  app,
  readStage(name => app.node.tryGetContext(name)),
)
app.synth()
