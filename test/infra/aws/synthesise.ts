/** The stack of a stage without bundles, as tests look at it. */
import { App, Validations } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks } from 'cdk-nag'
import { FlowcensusStack } from '../../../infra/aws/stack.ts'
import { readStage, type Stage, type StageConfig } from '../../../infra/aws/stages.ts'

/** `changes` are to the stage's own numbers. Throws where a rule of AWS Solutions finds something that nobody acknowledged. */
export function synthesise(stage: Stage, changes: Partial<StageConfig> = {}): Template {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false })
  const context: Record<string, string> = { stage, teams: 'uni', alarmEmail: 'operator@example.org' }
  const stack = new FlowcensusStack(app, { ...readStage(name => context[name]), ...changes })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  app.synth()
  return Template.fromStack(stack)
}
