import { describe, expect, it } from 'vitest'
import { readEnvironment } from '../../../functions/lib/aws/environment.ts'

describe("a function's environment", () => {
  it('is read once, typed', () => {
    const environment = { LAKE_BUCKET: 'lake', DAYS_PER_WAKE: '8', AWS_REGION: 'x' }
    expect(readEnvironment(['LAKE_BUCKET', 'DAYS_PER_WAKE'], environment)).toEqual({
      LAKE_BUCKET: 'lake',
      DAYS_PER_WAKE: 8,
    })
  })

  it('says everything that is wrong with it at once', () => {
    expect(() => readEnvironment(['LAKE_BUCKET', 'DAYS_PER_WAKE'], { DAYS_PER_WAKE: '0' })).toThrow(
      'environment: LAKE_BUCKET: expected the name of a bucket, found none; ' +
        'DAYS_PER_WAKE: expected a number of days as a whole number above 0, found "0"; ' +
        'deploy the stack again',
    )
  })
})
