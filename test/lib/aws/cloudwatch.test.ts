/** The two calls of CloudWatch: pages, times and refusals. On ministack they are tried in test/wire. */
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { createCloudWatch } from '../../../functions/lib/aws/cloudwatch.ts'
import { type ScriptedService, startScriptedService } from '../../support/aws/scripted-service.ts'

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:alarms'
let service: ScriptedService
beforeAll(async () => {
  service = await startScriptedService()
  vi.stubEnv('AWS_ENDPOINT_URL', service.endpoint)
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
})
beforeEach(() => {
  service.requests.length = 0
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await service.stop()
})
const answer = (value: unknown) => service.answers.push({ status: 200, body: JSON.stringify(value) })
const alarm = (AlarmName: string, AlarmActions: string[], StateUpdatedTimestamp: unknown = 1_709_251_200) => ({
  AlarmName,
  AlarmActions,
  StateReason: 'Threshold Crossed',
  StateUpdatedTimestamp,
})

it('finds the alarms of a topic on all pages, in order of name, whatever form times have', async () => {
  answer({ MetricAlarms: [alarm('b', [TOPIC]), alarm('other', ['arn:else'])], NextToken: 'more' })
  answer({ MetricAlarms: [alarm('a', [TOPIC], '2024-03-01T00:00:00Z')], CompositeAlarms: [] })
  const found = await createCloudWatch().alarmsOn(TOPIC)
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
  expect(await createCloudWatch().sums([metric, metric], 0, 1000)).toEqual([7, 0])
})

it('says what CloudWatch says against a call', async () => {
  service.answers.push({ status: 400, body: '{"__type":"AccessDeniedException","message":"not you"}' })
  await expect(createCloudWatch().alarmsOn(TOPIC)).rejects.toThrow(
    /^CloudWatch DescribeAlarms: expected an answer, found 400: .*AccessDeniedException.*not you/,
  )
})
