/** The stack of a stage without bundles, as tests look at it. */
import { App, Validations } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks } from 'cdk-nag'
import { FlowcensusStack } from '../../../infra/aws/stack.ts'
import { readStage, type Stage, type StageConfig } from '../../../infra/aws/stages.ts'

/**
 * An app that bundles nothing. CDK's own validation is left out: what it finds are warnings that no test reads, and it takes
 * longer than all else.
 */
export const newApp = (): App =>
  new App({
    context: { 'aws:cdk:bundling-stacks': [] },
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
  })

const synthesised = new Map<string, FlowcensusStack>()

/** `changes` are to the stage's own numbers. Throws where a rule of AWS Solutions finds something that nobody acknowledged. */
export function synthesise(stage: Stage, changes: Partial<StageConfig> = {}): Template {
  const name = JSON.stringify([stage, changes])
  const known = synthesised.get(name)
  if (known !== undefined) return Template.fromStack(known)
  const app = newApp()
  const context: Record<string, string> = { stage, teams: 'uni', alarmEmail: 'operator@example.org' }
  const stack = new FlowcensusStack(app, { ...readStage(name => context[name]), ...changes })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  app.synth()
  synthesised.set(name, stack)
  return Template.fromStack(stack)
}
