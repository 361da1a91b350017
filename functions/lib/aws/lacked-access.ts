/** What a caller lacks who never came so far that AWS answered, in words for the command line. */

export const CREDENTIALS =
  "credentials (AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY) and a region (AWS_REGION, or the profile's)"

/** By an error of the SDK, after "expected"; undefined where AWS answered. */
export function lackedAccess(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  // Node names faults of the network by a code, the SDK a time that ran out.
  if ('code' in error || error.name === 'TimeoutError') return 'AWS within reach'
  return '$fault' in error ? undefined : CREDENTIALS
}
