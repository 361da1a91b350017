/** What tools need that ask Athena for the tables of a deployment: as text, in the words of each tool's own settings. */
import { join } from 'node:path'
import { publishedTables } from '../../functions/lib/tables/index.ts'
import type { AthenaPlace } from './athena-place.ts'

/** Glue's catalogue, as Athena and all tools name it. */
const CATALOGUE = 'AwsDataCatalog'

/** What a first query asks: contacts of use and bytes by day and network, from a UTC day on. */
export const firstQuery = (fromDay: string): string =>
  [
    'select dt, network, sum(contacts) as contacts, sum(bytes_in) as bytes_in',
    'from activity',
    `where role = 'use' and dt >= '${fromDay}'`,
    'group by dt, network',
    'order by dt, network',
  ].join('\n')

/** The whole page. `fromDay`: first UTC day of the query; `examples`: folder of queries/examples. */
export function athenaPage(place: AthenaPlace, { fromDay, examples }: { fromDay: string; examples: string }): string {
  const { title, stack, region, account } = place
  return [
    `FlowCensus ${title}: stack ${stack} in ${region}, account ${account}`,
    facts(place),
    part('A first query (put a condition on dt, the UTC day as text, into each)', `${firstQuery(fromDay)}`),
    part(
      'Grafana 10.4 or later with its plugin grafana-athena-datasource: a file below provisioning/datasources/',
      grafana(place),
    ),
    `Then Dashboards, New, Import: ${join(examples, 'grafana-dashboard.json')}`,
    part('QuickSight: a data source, then Datasets, New dataset, that source, Use custom SQL', quicksight(place)),
    '<role>: one that quicksight.amazonaws.com may assume and that has the policy.',
    part('Evidence: the Athena connector, with these fields', evidence(place)),
    'The connector evidence-connector-aws-athena on npm names no workgroup: the policy refuses it.',
    part('A notebook: pip install "pyathena[pandas]", then', notebook(place)),
    `Questions to begin with: ${join(examples, 'study.ipynb')}`,
    part('Anything else: JDBC and ODBC drivers of Athena', jdbc(place)),
  ].join('\n\n')
}

const part = (title: string, text: string): string => `${title}:\n\n${indented(text)}`
const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '    ')

function facts({ database, workgroup, results, enforced, scanBytes, policy }: AthenaPlace): string {
  const limit = scanBytes === undefined ? 'no limit on what a query scans' : `a query may scan ${gigabytes(scanBytes)}`
  const rows = [
    ['catalogue', CATALOGUE],
    ['database', `${database}, with ${publishedTables.map(({ schema }) => schema.name).join(', ')}`],
    ['workgroup', `${workgroup}: ${limit}`],
    ['results', enforced ? `${results}, said by the workgroup: leave that field of a tool empty` : results],
    ['policy', `${policy}: attach it to the role or user as which the tool asks; it needs no other`],
  ] as const
  return rows.map(([name, text]) => `${name.padEnd(11)}${text}`).join('\n')
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toLocaleString('en', { maximumFractionDigits: 1 })} GB`

/** https://grafana.com/docs/plugins/grafana-athena-datasource/latest/configure/#provision-the-data-source */
const grafana = ({ title, region, database, workgroup }: AthenaPlace): string =>
  `apiVersion: 1
datasources:
  - name: flowcensus ${title}
    type: grafana-athena-datasource
    jsonData:
      authType: default
      defaultRegion: ${region}
      catalog: ${CATALOGUE}
      database: ${database}
      workgroup: ${workgroup}`

/** https://docs.aws.amazon.com/quicksight/latest/APIReference/API_AthenaParameters.html */
function quicksight({ title, region, account, workgroup, policy }: AthenaPlace): string {
  const [, partition = 'aws'] = policy.split(':')
  const role = `arn:${partition}:iam::${account}:role/<role>`
  const parameters = JSON.stringify({ AthenaParameters: { WorkGroup: workgroup, RoleArn: role } })
  return `aws quicksight create-data-source --region ${region} --aws-account-id ${account} \\
  --data-source-id flowcensus-${title.replaceAll('/', '-')} --name "flowcensus ${title}" --type ATHENA \\
  --data-source-parameters '${parameters}'`
}

/** https://docs.evidence.studio/data-sources/athena */
function evidence({ region, database, workgroup, results }: AthenaPlace): string {
  const [bucket = ''] = results.replace('s3://', '').split('/')
  const rows = [
    ['Bucket Name', bucket],
    ['AWS Region', region],
    ['Schema (Database)', database],
    ['Workgroup', workgroup],
    ['Access Key, Secret Key', 'of a user that has the policy'],
  ]
  return rows.map(([name = '', text = '']) => `${name.padEnd(24)}${text}`).join('\n')
}

/** https://pypi.org/project/PyAthena */
const notebook = ({ region, database, workgroup }: AthenaPlace): string =>
  `from pyathena import connect
from pyathena.pandas.cursor import PandasCursor
athena = connect(
    work_group="${workgroup}", region_name="${region}",
    catalog_name="${CATALOGUE}", schema_name="${database}", cursor_class=PandasCursor,
)
athena.cursor().execute("select count(*) as n from uploads where dt >= '2024-01-01'").as_pandas()`

/** https://docs.aws.amazon.com/athena/latest/ug/connect-with-odbc-and-jdbc-drivers.html */
const jdbc = ({ region, database, workgroup }: AthenaPlace): string =>
  `jdbc:athena://Region=${region};WorkGroup=${workgroup};Catalog=${CATALOGUE};Database=${database};`
