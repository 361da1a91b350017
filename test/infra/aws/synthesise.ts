/** The stack of a stage without bundles, as tests look at it. */
import { App, Validations } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks } from 'cdk-nag'
import { readConfig, type Stage } from '../../../infra/aws/config.ts'
import { FlowcensusStack } from '../../../infra/aws/stack.ts'

/** Throws where a rule of AWS Solutions finds something that nobody acknowledged. */
export function synthesise(stage: Stage): Template {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false })
  const context: Record<string, string> = { stage, teams: 'uni', alarmEmail: 'operator@example.org' }
  const stack = new FlowcensusStack(
    app,
    readConfig(name => context[name]),
    'no-reference-set',
  )
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  app.synth()
  return Template.fromStack(stack)
}
