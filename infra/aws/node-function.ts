/** A Lambda function as this house has them: its defaults, its own role with nothing in it, its log. */
import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  RuntimeFamily,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { VariableName } from '../../functions/lib/aws/environment.ts'
import { heapOptions } from '../../functions/lib/node-heap.ts'
import { acknowledge, acknowledgeWildcards } from './acknowledge.ts'
import { bundledCode, type FunctionName, handlerOf } from './bundled-code.ts'
import type { Config } from './config.ts'
import type { Definitions } from './definitions.ts'
import { named } from './names.ts'

export interface NodeFunctionProps {
  config: Config
  name: FunctionName
  description: string
  memoryMb: number
  timeout?: Duration
  /** MB below /tmp. */
  scratchMb?: number
  /** What goes into the reference set of the bundle. */
  definitions?: Definitions
}

/** By its name: older versions of aws-cdk-lib have no constant for it. */
const NODE = new Runtime('nodejs24.x', RuntimeFamily.NODEJS, { supportsInlineCode: true })

export class NodeFunction extends Construct {
  readonly lambda: LambdaFunction
  readonly logGroup: LogGroup

  constructor(scope: Construct, props: NodeFunctionProps) {
    super(scope, props.name)
    const { config, name, description, memoryMb } = props
    this.logGroup = new LogGroup(this, 'Log', {
      ...named('logGroupName', config.names.logGroup(name)),
      retention: config.logRetentionDays === 14 ? RetentionDays.TWO_WEEKS : RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `flowcensus ${config.names.title}: ${name}`,
      inlinePolicies: {
        log: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [this.logGroup.logGroupArn],
            }),
          ],
        }),
      },
    })
    this.lambda = new LambdaFunction(this, 'Function', {
      ...named('functionName', config.names.fixed(name)),
      description,
      runtime: NODE,
      architecture: Architecture.ARM_64,
      code: bundledCode(name, props.definitions),
      handler: handlerOf(name),
      role,
      memorySize: memoryMb,
      timeout: props.timeout ?? Duration.minutes(15),
      ...(props.scratchMb === undefined ? {} : { ephemeralStorageSize: Size.mebibytes(props.scratchMb) }),
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup: this.logGroup,
      // What wakes it comes again anyway.
      retryAttempts: 0,
      environment: {
        POWERTOOLS_SERVICE_NAME: name,
        POWERTOOLS_METRICS_NAMESPACE: config.names.metrics,
        NODE_OPTIONS: heapOptions(memoryMb).join(' '),
      },
    })
    acknowledge(this, {
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray (PutTraceSegments, PutTelemetryRecords) has no resources to name.',
    })
  }

  /** Grants something and tells the function where it is, in one call: neither is of use without the other. */
  bind(variables: Partial<Record<VariableName, string>>, statements: readonly PolicyStatement[]): this {
    for (const [name, value] of Object.entries(variables)) this.lambda.addEnvironment(name, value)
    for (const statement of statements) this.lambda.addToRolePolicy(statement)
    acknowledgeWildcards(
      this,
      statements,
      'The names of what lies below this prefix, or of the tables of this database, are made at run time.',
    )
    return this
  }
}
