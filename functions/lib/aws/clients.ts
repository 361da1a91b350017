/** The clients of AWS, each made once per process and only where something asks for it. */
import { AthenaClient } from '@aws-sdk/client-athena'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { GlueClient } from '@aws-sdk/client-glue'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'

/** Throttling and 5xx are tried again with back-off: a message that fails waits half an hour for its next try. */
const RETRY = { maxAttempts: 8, retryMode: 'standard' } as const

const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

export const s3Client = /* @__PURE__ */ once(() => new S3Client(RETRY))
export const athenaClient = /* @__PURE__ */ once(() => new AthenaClient(RETRY))
export const glueClient = /* @__PURE__ */ once(() => new GlueClient(RETRY))
export const snsClient = /* @__PURE__ */ once(() => new SNSClient(RETRY))
export const sqsClient = /* @__PURE__ */ once(() => new SQSClient(RETRY))
export const lambdaClient = /* @__PURE__ */ once(() => new LambdaClient(RETRY))
export const cloudWatchClient = /* @__PURE__ */ once(() => new CloudWatchClient(RETRY))
