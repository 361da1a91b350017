/** All of flowcensus as one construct, in any app of CDK version 2. */
import { CfnOutput, RemovalPolicy, Tags } from 'aws-cdk-lib'
import type { IVpc } from 'aws-cdk-lib/aws-ec2'
import {
  Grant,
  type IGrantable,
  type IManagedPolicy,
  PermissionsBoundary,
  type PolicyStatement,
} from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { NORMALISE_VERSION } from '../../functions/normalise/version.ts'
import { acknowledgeWildcards } from './acknowledge.ts'
import { Alarms } from './alarms.ts'
import { Buckets } from './buckets.ts'
import { type Config, checkTeams, settingsWith } from './config.ts'
import { Dashboard } from './dashboard.ts'
import { readDefinitions } from './definitions.ts'
import { Functions } from './functions.ts'
import { allowLogDelivery, FlowLogs } from './log-delivery.ts'
import { namesOfPath, namesOfStage } from './names.ts'
import { PEOPLE_READ, People } from './people.ts'
import { rightsToAnalyse, rightsToRead, rightsToUpload } from './rights.ts'
import { Schedules } from './schedules.ts'
import type { Settings } from './settings.ts'
import { Tables } from './tables.ts'
import { Topics } from './topics.ts'
import { UploadQueue } from './upload-queue.ts'
import { WORKGROUPS, Workgroups, workgroupName } from './workgroups.ts'

/** Everything may be left out: then private networks are watched, and the shipped reports are made. */
export interface FlowCensusProps {
  /**
   * Path of networks.csv: whom the first reports are about. Default: private address space (RFC 1918, RFC 4193). It is read into
   * the first reference set of a lake; `flowcensus reference put` changes a lake that has one.
   */
  readonly networks?: string
  /** Path of reports.json: which reports are made and when, in the same set. Default: daily, weekly and quarterly ones. */
  readonly reports?: string
  /** First parts of keys; for each a managed policy is made with which its holders upload there. Default: none. */
  readonly teams?: readonly string[]
  /** A bucket that is there already, of which the queue hears by EventBridge. Default: one of its own, with versions. */
  readonly uploads?: IBucket
  /** Whether `uploads` sends its events to EventBridge as it is; else that is switched on. Default: false. */
  readonly uploadsSendEvents?: boolean
  /** A bucket that is there already. Default: one of its own, with versions. */
  readonly reportsBucket?: IBucket
  /** A flow log of each is made, of all traffic, below `vpc/` of the uploads bucket. Default: none. */
  readonly vpcFlowLogs?: readonly IVpc[]
  /** Other accounts whose VPC flow logs may be delivered to the uploads bucket. Default: none. */
  readonly flowLogAccounts?: readonly string[]
  /** Encrypts its own buckets and results of queries; its policy must let IAM decide. Default: S3's own keys. */
  readonly encryptionKey?: IKey
  /** Of every role. Default: none. */
  readonly permissionsBoundary?: IManagedPolicy
  /** Of everything that takes tags. Default: none of its own. */
  readonly tags?: Readonly<Record<string, string>>
  /** DESTROY: removing it removes its own buckets, once they are empty, and queues. Default: RETAIN_ON_UPDATE_OR_DELETE. */
  readonly removalPolicy?: RemovalPolicy
  /** Who is told of alarms by e-mail. Default: nobody; subscribe to the topic `alarms`. */
  readonly alarmEmail?: string
  /** Numbers to change; a group of them as a whole. */
  readonly settings?: Partial<Settings>
  /**
   * Fixed names, `flowcensus-<stage>-…`, by which people find things; once in account and region. Default: CloudFormation's names,
   * and for workgroups and database ones made of the path.
   */
  readonly stage?: string
}

export class FlowCensus extends Construct {
  /** Files that are put here below `<team>/` are normalised. */
  readonly uploads: IBucket
  /** Landing rows, ledger and tables. */
  readonly lake: IBucket
  /** Where reports are written. */
  readonly reports: IBucket
  /** Plain text for each new report. */
  readonly newReports: ITopic
  readonly alarms: ITopic
  /** Glue database of the tables. */
  readonly database: string
  /** Athena workgroup of analysts, with its own scan limit. */
  readonly analystsWorkgroup: string
  readonly #config: Config
  readonly #buckets: Buckets
  readonly #tables: Tables

  /** Throws where a file or a name cannot be right. */
  constructor(scope: Construct, id: string, props: FlowCensusProps = {}) {
    super(scope, id)
    const config = configOf(this, props)
    const definitions = readDefinitions(props)
    const buckets = new Buckets(this, config, { uploads: props.uploads, reports: props.reportsBucket })
    const { uploads, isUploadsOwn: isOwn } = buckets
    const vpcs = props.vpcFlowLogs ?? []
    if (isOwn || vpcs.length > 0) allowLogDelivery(this, uploads, config)
    if (vpcs.length > 0) new FlowLogs(this, vpcs, uploads)
    const queue = new UploadQueue(this, config, { uploads, isOwn, sendsEvents: props.uploadsSendEvents ?? false })
    const lakeName = Buckets.lakeName(config, buckets.lake)
    const tables = new Tables(this, config, lakeName)
    new Workgroups(this, config, lakeName, tables.database)
    const topics = new Topics(this, config)
    const { newReports } = topics
    const made = new Functions(this, config, { buckets, queue, tables, newReports, definitions })
    const functions = { publish: made.publish.lambda, reconcile: made.reconcile.lambda }
    new Schedules(this, config, functions)
    const alarms = new Alarms(this, config, { queue, functions, topic: topics.alarms })
    const places = {
      functions: {
        normalise: made.normalise.lambda.functionName,
        publish: made.publish.lambda.functionName,
        report: made.report.lambda.functionName,
        reconcile: made.reconcile.lambda.functionName,
      },
      workgroups: WORKGROUPS.map(name => workgroupName(config, name)),
      queues: [queue.queue.queueName],
      buckets: [uploads, buckets.lake, buckets.reports].map(({ bucketName }) => bucketName),
    }
    const dashboard = config.dashboard
      ? new Dashboard(this, config, { functions: made, queue, alarms: alarms.all, places })
      : undefined
    const people = new People(this, config, buckets, tables.prefixes)
    this.uploads = uploads
    this.lake = buckets.lake
    this.reports = buckets.reports
    this.newReports = newReports
    this.alarms = topics.alarms
    this.database = tables.database
    this.analystsWorkgroup = workgroupName(config, 'analysts')
    this.#config = config
    this.#buckets = buckets
    this.#tables = tables
    this.#output({
      UploadsBucket: uploads.bucketName,
      LakeBucket: buckets.lake.bucketName,
      ReportsBucket: buckets.reports.bucketName,
      QueueUrl: queue.queue.queueUrl,
      DeadLettersUrl: queue.deadLetters.queueUrl,
      Database: tables.database,
      AnalystsWorkgroup: this.analystsWorkgroup,
      AnalystsPolicy: people.analysts.managedPolicyArn,
      NormaliseVersion: NORMALISE_VERSION,
      NewReportsTopic: newReports.topicArn,
      AlarmsTopic: topics.alarms.topicArn,
      NormaliseFunction: places.functions.normalise,
      PublishFunction: places.functions.publish,
      ReportFunction: places.functions.report,
      ReconcileFunction: places.functions.reconcile,
      PublishWorkgroup: workgroupName(config, 'publish'),
      ReportsWorkgroup: workgroupName(config, 'reports'),
      ...(dashboard === undefined ? {} : { DashboardName: dashboard.dashboardName }),
    })
    if (props.permissionsBoundary !== undefined) PermissionsBoundary.of(this).apply(props.permissionsBoundary)
    for (const [name, value] of Object.entries(props.tags ?? {})) Tags.of(this).add(name, value)
  }

  /** Lets a role, user or policy upload below `<team>/`, and see what lies there. Throws for a name that cannot be a team's. */
  grantUpload(grantee: IGrantable, team: string): Grant {
    checkTeams([team], 'grantUpload')
    return this.#give(grantee, rightsToUpload(this.#buckets, team))
  }

  /** Lets a role, user or policy read reports. */
  grantRead(grantee: IGrantable): Grant {
    return this.#give(grantee, rightsToRead(this.#buckets))
  }

  /** Lets a role, user or policy ask the tables in the workgroup of analysts. */
  grantAnalyst(grantee: IGrantable): Grant {
    return this.#give(grantee, rightsToAnalyse(this, this.#config, this.#buckets, this.#tables.prefixes))
  }

  #give(grantee: IGrantable, statements: readonly PolicyStatement[]): Grant {
    if (Construct.isConstruct(grantee)) acknowledgeWildcards(grantee, statements, PEOPLE_READ)
    return statements
      .map(({ actions, resources, conditions }) =>
        Grant.addToPrincipal({ grantee, actions, resourceArns: resources, conditions }),
      )
      .reduce((all, one) => all.combine(one))
  }

  /** Where things are, for the command line. */
  #output(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value })
  }
}

function configOf(scope: Construct, props: FlowCensusProps): Config {
  return {
    ...settingsWith(props.settings),
    names: props.stage === undefined ? namesOfPath(scope) : namesOfStage(scope, props.stage),
    disposable: props.removalPolicy === RemovalPolicy.DESTROY,
    teams: checkTeams(props.teams ?? [], 'teams'),
    flowLogAccounts: props.flowLogAccounts ?? [],
    alarmEmail: props.alarmEmail,
    encryptionKey: props.encryptionKey,
  }
}
