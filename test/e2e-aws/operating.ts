/** What an operator sees: `status` says what is so, and the dashboard shows what functions really write. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Template } from 'aws-cdk-lib/assertions'
import { OWN_METRICS } from '../../functions/lib/aws/own-metrics.ts'
import { FUNCTION_NAMES } from '../../infra/aws/bundled-code.ts'
import { dashboardOf } from '../support/aws/dashboards.ts'
import { type DeployedWorld, STAGE } from '../support/aws/deployed-world.ts'
import { monitor } from '../support/aws/monitor.ts'
import { type Checks, same } from './checks.ts'

export interface StatusLine {
  what: string
  state: string
  number: number
  detail: string
  advice: string
}

/** What the command prints, whether it ends with 0 or with 1. Throws where it ends otherwise. */
export async function statusOf(world: DeployedWorld): Promise<{ lines: StatusLine[]; code: number }> {
  const words = ['status', '--stage', STAGE, '--json']
  const ended = await world.command(words).then(
    stdout => ({ stdout, code: 0 }),
    (error: { stdout?: string; code?: number; message: string }) => {
      if (error.code !== 1 || error.stdout === undefined || error.stdout === '') throw error
      return { stdout: error.stdout, code: 1 }
    },
  )
  return { lines: JSON.parse(ended.stdout), code: ended.code }
}

/** Everything is published, and nothing failed yet. */
export async function checkStatus(world: DeployedWorld, checks: Checks): Promise<void> {
  await checks.fact('status says that all is well', async () => {
    const { lines, code } = await statusOf(world)
    const wrong = lines.filter(({ state }) => state !== 'ok')
    same([code, wrong], [0, []], 'status')
    const numbers = new Map(lines.map(({ what, number }) => [what, number]))
    const nothing = ['uploads waiting', 'dead letters', 'days unpublished', 'alarms']
    same(
      nothing.map(what => numbers.get(what)),
      nothing.map(() => 0),
      'status',
    )
  })
}

/** Lines of a log, those that are JSON. */
type LogLine = Readonly<Record<string, unknown>>

/** Every function has run often, well and badly. */
export async function checkMetrics(world: DeployedWorld, checks: Checks): Promise<void> {
  const { logLines } = monitor(world.endpoint)
  const logs = new Map<string, LogLine[]>()
  for (const name of FUNCTION_NAMES) logs.set(name, (await logLines(`/flowcensus/${STAGE}/${name}`)).flatMap(parsed))
  await checks.fact('functions write exactly the metrics that the dashboard and the alarms read', () => {
    const written = [...logs].flatMap(([name, lines]) => lines.flatMap(line => metricsOf(line, name)))
    const declared = Object.entries(OWN_METRICS).map(([name, { service, unit }]) =>
      [`flowcensus/${STAGE}`, name, unit, `service=${service}`, service].join(' '),
    )
    same([...new Set(written)].sort(), declared.sort(), 'metrics')
  })
  const path = join(world.folder, 'cdk.out', `flowcensus-${STAGE}.template.json`)
  const [dashboard] = dashboardOf(Template.fromJSON(JSON.parse(readFileSync(path, 'utf8'))))
  for (const { logGroup, text } of dashboard?.queries ?? [])
    await checks.fact(`the log says what the dashboard asks of it: ${text.replace(/\s+/g, ' ')}`, () => {
      const of = /(normalise|publish)Log/.exec(logGroup)?.[1] ?? ''
      const message = /filter message = "([^"]+)"/.exec(text)?.[1]
      const lines = (logs.get(of) ?? []).filter(line => line.message === message)
      const asked = [...text.matchAll(/\w+\((\w+)\)| by (\w+)/g)].map(([, field, by]) => field ?? by ?? '')
      const said = new Set(lines.flatMap(line => Object.keys(line)))
      same([asked.length > 1, asked.filter(field => !said.has(field))], [true, []], `fields of ${lines.length} lines`)
    })
}

function parsed(line: string): LogLine[] {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? [value as LogLine] : []
  } catch {
    return []
  }
}

/** Metrics of a line in CloudWatch's embedded format, and the function that wrote it. */
function metricsOf(line: LogLine, of: string): string[] {
  const { _aws: embedded } = line as {
    _aws?: {
      CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[]
    }
  }
  return (embedded?.CloudWatchMetrics ?? []).flatMap(({ Namespace, Dimensions, Metrics }) =>
    Metrics.map(({ Name, Unit }) => {
      const dimensions = Dimensions.flat().map(name => `${name}=${line[name]}`)
      return [Namespace, Name, Unit, ...dimensions, of].join(' ')
    }),
  )
}
