/** A Lambda function as this house has them: its defaults, its own role with nothing in it, its log. */
import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { VariableName } from '../../functions/lib/aws/environment.ts'
import { acknowledge, acknowledgeWildcards } from './acknowledge.ts'
import { bundleCode, type FunctionName, handlerOf } from './bundle.ts'
import type { Config } from './config.ts'

export interface NodeFunctionProps {
  config: Config
  name: FunctionName
  description: string
  memoryMb: number
  timeout?: Duration
  /** MB below /tmp. */
  scratchMb?: number
  /** Folder of the reference set that goes into the bundle. */
  referenceFolder?: string
}

/** The part of the heap that V8 may take of the function's memory; the rest is for buffers. */
const HEAP_SHARE = 0.6

export class NodeFunction extends Construct {
  readonly lambda: LambdaFunction

  constructor(scope: Construct, props: NodeFunctionProps) {
    super(scope, props.name)
    const { config, name, description, memoryMb } = props
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/flowcensus/${config.stage}/${name}`,
      retention: config.logRetentionDays === 14 ? RetentionDays.TWO_WEEKS : RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `flowcensus ${config.stage}: ${name}`,
      inlinePolicies: {
        log: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [logGroup.logGroupArn],
            }),
          ],
        }),
      },
    })
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName: `flowcensus-${config.stage}-${name}`,
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: bundleCode(name, props.referenceFolder),
      handler: handlerOf(name),
      role,
      memorySize: memoryMb,
      timeout: props.timeout ?? Duration.minutes(15),
      ...(props.scratchMb === undefined ? {} : { ephemeralStorageSize: Size.mebibytes(props.scratchMb) }),
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      // What wakes it comes again anyway.
      retryAttempts: 0,
      environment: {
        POWERTOOLS_SERVICE_NAME: name,
        POWERTOOLS_METRICS_NAMESPACE: metricsNamespace(config),
        NODE_OPTIONS: `--max-old-space-size=${Math.floor(memoryMb * HEAP_SHARE)}`,
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

/** Where the functions' own metrics are. */
export const metricsNamespace = ({ stage }: Pick<Config, 'stage'>): string => `flowcensus/${stage}`
