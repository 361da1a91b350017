/** The dashboard: what it shows there is, and what it costs is said. */
import { readFileSync } from 'node:fs'
import { Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { OWN_METRICS } from '../../../functions/lib/aws/own-metrics.ts'
import { STANDING } from '../../../infra/aws/counted-cost.ts'
import { FlowCensus, type FlowCensusProps } from '../../../infra/aws/index.ts'
import { SETTINGS } from '../../../infra/aws/settings.ts'
import { dashboardOf } from '../../support/aws/dashboards.ts'
import { newApp, synthesise } from './synthesise.ts'

const ownPlaces = (props: FlowCensusProps): Template => {
  const stack = new Stack(newApp(), 'Theirs')
  new FlowCensus(stack, 'Campus', props)
  new FlowCensus(stack, 'Laboratory', props)
  return Template.fromStack(stack)
}
const dev = synthesise('dev')
const [shown] = dashboardOf(dev)
const metrics = shown?.metrics ?? []

describe('the dashboard of a stage', () => {
  it('has one name', () => {
    dev.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: 'flowcensus-dev-operations' })
  })

  it('answers what an operator asks', () => {
    expect(shown?.titles).toEqual([
      'Alarms',
      'Uploads an hour',
      'Uploads that wait',
      'Rows an hour',
      'Rows rejected, by reason',
      'What uploads became',
      'What counts on each day, and copies',
      'From normalised to published, s',
      'Days',
      'Reports: how long they take, ms',
      'Errors of functions an hour',
      'Bytes that Athena scanned a day',
      expect.stringMatching(/^Counted cost a day, US dollars of us-east-1 /),
    ])
  })

  it('shows every metric of the functions, each with the dimension that it is written with, and no other of theirs', () => {
    const own = metrics.filter(({ namespace }) => namespace === 'flowcensus/dev')
    expect(new Set(own.map(({ name, dimensions }) => JSON.stringify([name, dimensions])))).toEqual(
      new Set(Object.entries(OWN_METRICS).map(([name, { service }]) => JSON.stringify([name, { service }]))),
    )
  })

  it('else only what AWS counts for nothing, of things of this stack', () => {
    const others = metrics.filter(({ namespace }) => namespace !== 'flowcensus/dev')
    const said = new Map<string, Set<string>>()
    for (const { namespace, name, dimensions } of others) {
      const of = `${namespace} ${Object.keys(dimensions).join(' ')}`
      said.set(of, (said.get(of) ?? new Set()).add(name))
    }
    expect(said).toEqual(
      new Map([
        [
          'AWS/SQS QueueName',
          new Set([
            'ApproximateNumberOfMessagesVisible',
            'ApproximateAgeOfOldestMessage',
            'NumberOfMessagesSent',
            'NumberOfMessagesReceived',
            'NumberOfMessagesDeleted',
            'NumberOfEmptyReceives',
          ]),
        ],
        ['AWS/Lambda FunctionName', new Set(['Duration', 'Errors', 'Invocations'])],
        ['AWS/Athena QueryState QueryType WorkGroup', new Set(['ProcessedBytes'])],
        ['AWS/S3 BucketName StorageType', new Set(['BucketSizeBytes'])],
      ]),
    )
    const template = JSON.stringify(dev.toJSON().Resources)
    for (const { dimensions } of others) {
      const [name] = [
        dimensions.QueueName,
        dimensions.FunctionName,
        dimensions.WorkGroup,
        dimensions.BucketName,
      ].filter(value => value !== undefined)
      // A reference to a resource of the template, or the fixed name of one.
      expect(template).toContain(name?.replace(/^\$\{(.*)\}$/, '"$1"').replace(/\..*/, ''))
    }
  })

  it('is one of the three that are free: it has no more than 50 metrics', () => {
    const different = new Set(
      metrics.map(({ namespace, name, dimensions }) => JSON.stringify([namespace, name, dimensions])),
    )
    expect(different.size).toBeLessThanOrEqual(50)
  })

  it('reads logs of the functions alone', () => {
    const groups = (shown?.queries ?? []).map(({ logGroup }) => /(normalise|publish)Log/.exec(logGroup)?.[1])
    expect(new Set(groups)).toEqual(new Set(['normalise', 'publish']))
  })

  it('reckons with metric math that names what is there', () => {
    for (const { expression, ids } of shown?.math ?? []) {
      expect(expression).toMatch(/^(MAX\(\[)?SUM\(\[[^e]*$/)
      const used = [...expression.matchAll(/\bi\d+m\d+\b/g)].map(([id]) => id)
      expect(used.length).toBeGreaterThan(0)
      expect(used.filter(id => !ids.includes(id))).toEqual([])
    }
    expect(shown?.math).toHaveLength(5)
  })
})

it('README says of each metric of the functions what it is', () => {
  const rows = Object.entries(OWN_METRICS).map(([name, { service, of }]) => `| ${name} | ${service} | ${of} |`)
  const table = `\n| metric | of | is |\n|---|---|---|\n${rows.join('\n')}\n`
  const readme = readFileSync('infra/aws/README.md', 'utf8')
  expect(readme.split('<!-- own metrics -->')[1]?.split('<!-- /own metrics -->')[0]).toBe(table)
})

describe('what stands still', () => {
  it('is counted as the template has it', () => {
    expect(Object.keys(dev.findResources('AWS::CloudWatch::Alarm'))).toHaveLength(STANDING.alarms)
    expect(Object.keys(dev.findResources('AWS::CloudWatch::Dashboard'))).toHaveLength(STANDING.dashboards)
    expect(Object.keys(OWN_METRICS)).toHaveLength(STANDING.metrics)
  })
})

describe('the dashboard in any app', () => {
  it('has a name that CloudFormation makes, and metrics that are no other instance’s', () => {
    const [campus, laboratory] = dashboardOf(ownPlaces({}))
    const own = (dashboard: typeof campus) =>
      new Set(
        dashboard?.metrics.filter(({ namespace }) => !namespace.startsWith('AWS/')).map(({ namespace }) => namespace),
      )
    expect([...own(campus)]).toEqual([expect.stringContaining('campus')])
    expect([...own(laboratory)]).toEqual([expect.stringContaining('laboratory')])
    expect(campus?.fixedName).toBeUndefined()
  })

  it('is left out where the settings say so', () => {
    const template = ownPlaces({ settings: { dashboard: false } })
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 0)
    expect(Object.keys(template.findOutputs('*')).filter(name => name.includes('Dashboard'))).toEqual([])
    expect(SETTINGS.dashboard).toBe(true)
  })
})
