/** S3 and Athena as they are when too much is asked of them: some requests of the functions are refused for now. */
import { RequestRefused } from '../support/aws/athena-executions.ts'
import type { Call } from '../support/aws/athena-front.ts'
import type { DeployedWorld } from '../support/aws/deployed-world.ts'

/** S3 refuses each so many requests of a function, Athena each so many calls. */
const S3_REFUSES_EACH = 11
const ATHENA_REFUSES_EACH = 6

export interface Refusals {
  s3: number
  athena: number
}

/** Makes both busy while `work` goes on; resolves to how often each refused. `onCall` hears of Athena and Glue. */
export async function whileBusy(
  { storage, front }: DeployedWorld,
  work: () => Promise<unknown>,
  onCall: (call: Call) => void = () => {},
): Promise<Refusals> {
  const refused: Refusals = { s3: 0, athena: 0 }
  let requests = 0
  let calls = 0
  storage.fault = () => {
    if (++requests % S3_REFUSES_EACH !== 0) return undefined
    refused.s3++
    return { status: 503, code: 'SlowDown' }
  }
  front.beforeAnswer = call => {
    if (call.service === 'AmazonAthena' && ++calls % ATHENA_REFUSES_EACH === 0) {
      refused.athena++
      const type = refused.athena % 2 === 0 ? 'ThrottlingException' : 'TooManyRequestsException'
      throw new RequestRefused(type, 'Rate exceeded')
    }
    onCall(call)
  }
  try {
    await work()
  } finally {
    storage.fault = () => undefined
    front.beforeAnswer = () => {}
    front.beforeRun = () => {}
  }
  return refused
}
