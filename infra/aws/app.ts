/** What `cdk` runs: the stack of one stage, checked against the AWS Solutions rules. */
import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { cacheFolder } from '../local/installation.ts'
import { writeBundles } from './bundle.ts'
import { BUNDLES } from './bundled-code.ts'
import { writeFirstReference } from './first-reference.ts'
import { FlowcensusStack } from './stack.ts'
import { readStage } from './stages.ts'

const app = new App()
const config = readStage(name => app.node.tryGetContext(name))
writeBundles(BUNDLES, await writeFirstReference(cacheFolder()))
new FlowcensusStack(app, config)
Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
app.synth()
