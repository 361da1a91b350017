import { describe, expect, it } from 'vitest'
import { readEnvironment } from '../../../functions/lib/aws/environment.ts'

describe("a function's environment", () => {
  it('is read once, typed', () => {
    const reports = '[{"name":"daily","every":"day","days":1,"hour":6,"zone":"Etc/UTC","showLocalAddresses":false}]'
    const environment = { LAKE_BUCKET: 'lake', DAYS_PER_WAKE: '8', REPORTS: reports, AWS_REGION: 'x' }
    expect(readEnvironment(['LAKE_BUCKET', 'DAYS_PER_WAKE', 'REPORTS'], environment)).toEqual({
      LAKE_BUCKET: 'lake',
      DAYS_PER_WAKE: 8,
      REPORTS: JSON.parse(reports),
    })
  })

  it('says everything that is wrong with it at once', () => {
    expect(() =>
      readEnvironment(['LAKE_BUCKET', 'DAYS_PER_WAKE', 'REPORTS'], { DAYS_PER_WAKE: '0', REPORTS: '{' }),
    ).toThrow(
      'environment: LAKE_BUCKET: expected the name of a bucket, found none; ' +
        'DAYS_PER_WAKE: expected a number of days as a whole number above 0, found "0"; ' +
        'REPORTS: expected report definitions as JSON, found "{"; deploy the stack again',
    )
  })
})
