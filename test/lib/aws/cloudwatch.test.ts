/** What is asked of CloudWatch: pages, times and refusals, by its own protocol. On ministack it is tried in test/wire. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type CloudWatch, createCloudWatch } from '../../../functions/lib/aws/cloudwatch.ts'
import { type ScriptedService, startScriptedService } from '../../support/aws/scripted-service.ts'

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:alarms'
let service: ScriptedService
let cloudWatch: CloudWatch
beforeAll(async () => {
  service = await startScriptedService()
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  cloudWatch = createCloudWatch({
    client: new CloudWatchClient({ endpoint: service.endpoint, region: 'us-east-1', credentials }),
  })
})
beforeEach(() => {
  service.requests.length = 0
})
afterAll(() => service.stop())
const answer = (value: unknown) => service.answers.push({ status: 200, body: JSON.stringify(value) })
const alarm = (AlarmName: string, AlarmActions: string[]) => ({
  AlarmName,
  AlarmActions,
  StateReason: 'Threshold Crossed',
  StateUpdatedTimestamp: 1_709_251_200,
})

it('finds the alarms of a topic on all pages, in order of name', async () => {
  answer({ MetricAlarms: [alarm('b', [TOPIC]), alarm('other', ['arn:else'])], NextToken: 'more' })
  answer({ MetricAlarms: [alarm('a', [TOPIC])], CompositeAlarms: [], NextToken: null })
  const found = await cloudWatch.alarmsOn(TOPIC)
  expect(found.map(({ name, since, reason }) => [name, since.slice(0, 16), reason])).toEqual([
    ['a', '2024-03-01T00:00', 'Threshold Crossed'],
    ['b', '2024-03-01T00:00', 'Threshold Crossed'],
  ])
  expect(service.requests).toEqual(Array(2).fill('POST / GraniteServiceVersion20100801.DescribeAlarms'))
})

it('adds the values of each metric over all pages, and takes none for 0', async () => {
  const metric = { namespace: 'AWS/SQS', name: 'n', dimensions: { QueueName: 'q' }, statistic: 'Sum' } as const
  answer({
    MetricDataResults: [
      { Id: 'm0', Values: [1, 2] },
      { Id: 'm1', Values: [] },
    ],
    NextToken: 'more',
  })
  answer({ MetricDataResults: [{ Id: 'm0', Values: [4] }], NextToken: null })
  expect(await cloudWatch.sums([metric, metric], 0, 1000)).toEqual([7, 0])
})

it('says what CloudWatch says against a call', async () => {
  service.answers.push({ status: 400, body: '{"__type":"AccessDeniedException","message":"not you"}' })
  await expect(cloudWatch.alarmsOn(TOPIC)).rejects.toThrow(
    'CloudWatch DescribeAlarms: expected an answer, found AccessDeniedException: not you',
  )
})
