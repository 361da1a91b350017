/** What S3 answers when it does not do what was asked. */
import { S3ServiceException } from '@aws-sdk/client-s3'

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined

/** No object there (or a delete marker); not a missing bucket, which is a mistake of the set-up. */
export const isMissing = (error: unknown): boolean =>
  statusOf(error) === 404 && error instanceof Error && error.name !== 'NoSuchBucket'

/** 412: the condition does not hold. */
export const isConditionFailed = (error: unknown): boolean => statusOf(error) === 412

/** 409 ConditionalRequestConflict: another conditional write of this key was under way; to be tried again. */
export const isConflict = (error: unknown): boolean => statusOf(error) === 409

/** 416: the range begins at or beyond the end. */
export const isBeyondEnd = (error: unknown): boolean => statusOf(error) === 416

/** How often the SDK had sent the request when it gave up. */
export const attemptsOf = (error: unknown): number =>
  error instanceof S3ServiceException ? (error.$metadata.attempts ?? 1) : 1
