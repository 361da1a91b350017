/** Athena: a workgroup for each kind of user, and the project's queries saved where engineers see them. */
import { Stack } from 'aws-cdk-lib'
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena'
import { Construct } from 'constructs'
import { loadQuery, queryNames } from '../../functions/lib/queries.ts'
import { RESULTS } from './buckets.ts'
import type { Config } from './config.ts'

export const WORKGROUPS = ['publish', 'reports', 'analysts'] as const
export type WorkgroupName = (typeof WORKGROUPS)[number]

/** Folders of queries/ whose queries are saved; those of tables/ read runs of publish that nobody else names. */
const SAVED = /^sections\//

export class Workgroups extends Construct {
  constructor(scope: Construct, config: Config, lakeBucket: string, database: string) {
    super(scope, 'Workgroups')
    const { publishScanBytes, reportsScanBytes, analystsScanBytes } = config.athena
    createWorkgroup(this, config, lakeBucket, 'publish', publishScanBytes)
    createWorkgroup(this, config, lakeBucket, 'reports', reportsScanBytes)
    const analysts = createWorkgroup(this, config, lakeBucket, 'analysts', analystsScanBytes)
    for (const name of queryNames().filter(query => SAVED.test(query))) {
      const { text, question } = loadQuery(name)
      const saved = new CfnNamedQuery(this, `Query-${name.replaceAll('/', '-')}`, {
        name,
        description: question,
        database,
        queryString: text,
        workGroup: workgroupName(config, 'analysts'),
      })
      saved.node.addDependency(analysts)
    }
  }
}

export const workgroupName = ({ names }: Pick<Config, 'names'>, name: WorkgroupName): string =>
  `${names.unique}-${name}`

/** Where a workgroup's results go, below the lake. */
export const resultsPrefix = (name: WorkgroupName): string => `${RESULTS}/${name}/`

/**
 * Enforced: what a client asks for does not count. Reuse of results is a client's wish in each query, and nothing here
 * asks for it.
 */
function createWorkgroup(
  scope: Construct,
  config: Config,
  lakeBucket: string,
  name: WorkgroupName,
  scanBytes: number,
): CfnWorkGroup {
  return new CfnWorkGroup(scope, name, {
    name: workgroupName(config, name),
    description: `flowcensus ${config.names.title}: ${name}`,
    recursiveDeleteOption: config.disposable,
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      publishCloudWatchMetricsEnabled: true,
      engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
      bytesScannedCutoffPerQuery: scanBytes,
      resultConfiguration: {
        outputLocation: `s3://${lakeBucket}/${resultsPrefix(name)}`,
        encryptionConfiguration: encryptionOf(config),
        expectedBucketOwner: Stack.of(scope).account,
      },
    },
  })
}

const encryptionOf = ({ encryptionKey }: Config) =>
  encryptionKey === undefined
    ? { encryptionOption: 'SSE_S3' }
    : { encryptionOption: 'SSE_KMS', kmsKey: encryptionKey.keyArn }
