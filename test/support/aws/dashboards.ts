/** Dashboards of a template, as CloudWatch will read them: what CloudFormation fills in stands as `${…}`. */
import type { Template } from 'aws-cdk-lib/assertions'

export interface ShownMetric {
  namespace: string
  name: string
  dimensions: Record<string, string>
}

export interface ShownDashboard {
  /** Undefined where CloudFormation makes it. */
  fixedName: string | undefined
  titles: string[]
  metrics: ShownMetric[]
  /** Of metric math, with the ids of the same graph. */
  math: { expression: string; ids: string[] }[]
  /** Of CloudWatch Logs Insights. */
  queries: { logGroup: string; text: string }[]
}

interface Widget {
  type: string
  properties: { title?: string; metrics?: unknown[][]; query?: string }
}

export function dashboardOf(template: Template): ShownDashboard[] {
  return Object.values(template.findResources('AWS::CloudWatch::Dashboard')).map(({ Properties }) => {
    const body: { widgets: Widget[] } = JSON.parse(textOf(Properties.DashboardBody))
    const { widgets } = body
    const graphs = widgets.flatMap(({ properties: { metrics } }) => (metrics === undefined ? [] : [metrics]))
    return {
      fixedName: Properties.DashboardName,
      titles: widgets.flatMap(({ properties: { title } }) => title ?? []),
      metrics: graphs.flatMap(metricsOf),
      math: graphs.flatMap(graph => {
        const options = graph.map(parts => (parts.at(-1) ?? {}) as { expression?: string; id?: string })
        const ids = options.flatMap(({ id }) => id ?? [])
        return options.flatMap(({ expression }) => (expression === undefined ? [] : [{ expression, ids }]))
      }),
      queries: widgets
        .filter(({ type }) => type === 'log')
        .map(({ properties: { query = '' } }) => {
          const [, logGroup = '', text = ''] = /^SOURCE '([^']*)' \| ([\s\S]*)$/.exec(query) ?? []
          return { logGroup, text }
        }),
    }
  })
}

/** A row is namespace, name, dimensions in pairs and options; `.` is what the row before has there. */
function metricsOf(graph: readonly unknown[][]): ShownMetric[] {
  const found: ShownMetric[] = []
  let before: string[] = []
  for (const row of graph) {
    const words = row.filter(part => typeof part === 'string')
    if (words.length === 0) continue
    const [first] = words
    before = first === '...' ? [...before.slice(0, 1 - words.length), ...words.slice(1)] : words
    before = words.map((word, at) => (word === '.' ? (before[at] ?? '') : word))
    const [namespace = '', name = '', ...pairs] = before
    const dimensions: Record<string, string> = {}
    for (let at = 0; at < pairs.length; at += 2) dimensions[pairs[at] ?? ''] = pairs[at + 1] ?? ''
    found.push({ namespace, name, dimensions })
  }
  return found
}

/** A value of a template as text. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return ''
  if ('Ref' in value) return `\${${value.Ref}}`
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) return `\${${value['Fn::GetAtt'].join('.')}}`
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const [between, parts]: [string, unknown[]] = value['Fn::Join'] as [string, unknown[]]
    return parts.map(textOf).join(between)
  }
  return ''
}
