/** What S3 refused, said so that whoever reads it knows of which object and what to do: its own words name neither. */
import { S3ServiceException } from '@aws-sdk/client-s3'
import type { ObjectStore } from '../ports.ts'
import { attemptsOf } from './s3-errors.ts'

/** By name or message of the error, in this order. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/Expired|InvalidAccessKeyId|InvalidToken|SignatureDoesNotMatch/, 'sign in again'],
  [/kms/i, 'allow this role to use that KMS key, or upload the file without it'],
  [/AccessDenied|Forbidden|^403$/, 'allow this role to do that, in its own policy and in that of the bucket'],
  [
    /SlowDown|ServiceUnavailable|Throttl|RequestLimit|InternalError|^50\d$/,
    'S3 is busy: it is to be tried again later',
  ],
  [/NoSuchBucket/, 'deploy the stack again'],
]

/** The same error, with what was asked for before S3's words and advice behind them; others are as they were. */
export function explained(error: unknown, bucket: string, key: string): unknown {
  if (!(error instanceof S3ServiceException) || error.message.startsWith('s3://')) return error
  const { name, message, $metadata } = error
  const code = name === 'Unknown' || name === 'UnknownError' ? String($metadata.httpStatusCode ?? name) : name
  const [, advice] = ADVICE.find(([pattern]) => pattern.test(code) || pattern.test(message)) ?? []
  const attempts = attemptsOf(error)
  const tried = attempts > 1 ? ` at each of ${attempts} tries` : ''
  const todo = advice === undefined ? '' : `; ${advice}`
  error.message = `s3://${bucket}/${key}: expected an answer, found ${code}${tried}: ${message}${todo}`
  return error
}

/** The store, whose errors of S3 are explained. */
export function explainedStore(store: ObjectStore, bucket: string): ObjectStore {
  const of = async <T>(key: string, answer: Promise<T>): Promise<T> => {
    try {
      return await answer
    } catch (error) {
      throw explained(error, bucket, key)
    }
  }
  async function* pieces<T>(key: string, all: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* all
    } catch (error) {
      throw explained(error, bucket, key)
    }
  }
  return {
    head: key => of(key, store.head(key)),
    get: key => of(key, store.get(key)),
    async stream(key, range, object) {
      const { head, body } = await of(key, store.stream(key, range, object))
      return { head, body: pieces(key, body) }
    },
    put: (key, bytes, condition) => of(key, store.put(key, bytes, condition)),
    putFile: (key, path) => of(key, store.putFile(key, path)),
    list: prefix => pieces(prefix, store.list(prefix)),
    delete: keys => of(keys[0] ?? '', store.delete(keys)),
  }
}
