/**
 * S3 and Athena as they are when too much is asked of them: some requests of the functions are refused for now, and some
 * answers of S3 are lost though it did what was asked.
 */
import { RequestRefused } from '../support/aws/athena-executions.ts'
import type { Call } from '../support/aws/athena-front.ts'
import type { DeployedWorld } from '../support/aws/deployed-world.ts'

/** S3 fails each so many requests of a function, in turns by a refusal and by a lost answer; Athena refuses each so many. */
const S3_FAILS_EACH = 7
const ATHENA_REFUSES_EACH = 6

export interface Refusals {
  s3: number
  lost: number
  athena: number
}

/** Makes both busy while `work` goes on; resolves to how often each failed. `onCall` hears of Athena and Glue. */
export async function whileBusy(
  { storage, front }: DeployedWorld,
  work: () => Promise<unknown>,
  onCall: (call: Call) => void = () => {},
): Promise<Refusals> {
  const refused: Refusals = { s3: 0, lost: 0, athena: 0 }
  let requests = 0
  let calls = 0
  storage.fault = () => {
    if (++requests % S3_FAILS_EACH !== 0) return undefined
    if (refused.s3 > refused.lost) {
      refused.lost++
      return { loseAnswer: true }
    }
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

export const describeRefusals = ({ s3, lost, athena }: Refusals): string =>
  `${s3} answers 503 and ${lost} lost answers of S3${athena === 0 ? '' : `, ${athena} refusals of Athena`}`
