/** The stack of a stage: the construct, and nothing else. */
import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { FlowCensus } from './flow-census.ts'
import { type StageConfig, stackNameOf } from './stages.ts'

export const stackName = ({ stage }: Pick<StageConfig, 'stage'>): string => stackNameOf(stage)

export class FlowcensusStack extends Stack {
  constructor(scope: Construct, { stage, disposable, ...props }: StageConfig) {
    super(scope, stackName({ stage }), {
      description: `flowcensus, stage ${stage}: flow logs in, checkable reports out`,
      tags: { project: 'flowcensus', stage },
      terminationProtection: !disposable,
    })
    // CDK leaves an id Default out of logical ids: those of stages that were deployed before there was a construct stay.
    new FlowCensus(this, 'Default', {
      ...props,
      stage,
      removalPolicy: disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    })
  }
}
