/** Batches of messages as a subscription of CloudWatch Logs hands them on. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

/** Log events of a batch, which holds at most 1 MiB. */
const BATCH = 1000

export function* batchesOf(messages: Iterable<string>, logGroup = 'flows'): Generator<string> {
  let logEvents: object[] = []
  const batch = () =>
    JSON.stringify({
      messageType: 'DATA_MESSAGE',
      owner: '123456789012',
      logGroup,
      logStream: `${logGroup}-all`,
      subscriptionFilters: ['all'],
      logEvents,
    })
  let place = 0
  for (const message of messages) {
    logEvents.push({ id: `3${place++}`.padEnd(56, '0'), timestamp: 1_491_005_700_000, message })
    if (logEvents.length < BATCH) continue
    yield batch()
    logEvents = []
  }
  if (logEvents.length > 0) yield batch()
}

/** As Firehose writes them to S3: each in gzip, nothing between them. */
export function writeBatches(path: string, messages: Iterable<string>): void {
  const file = openSync(path, 'w')
  for (const batch of batchesOf(messages)) writeSync(file, gzipSync(batch))
  closeSync(file)
}
