/** `npm run redrive`: what lies in the dead-letter queue of uploads and why, and back into the queue with it. */
import type { DeadLetter } from '../../../functions/lib/aws/dead-letters.ts'
import { uploadIdOf } from '../../../functions/lib/ledger/ids.ts'
import { readReceipt } from '../../../functions/lib/ledger/receipts.ts'
import { parseUploadEvents, type UploadEvent } from '../../../functions/normalise/s3-events.ts'
import { versionOf } from '../../../functions/normalise/upload-body.ts'
import { type DeploymentName, wordsOf } from '../../local/deployment-name.ts'
import { typedCommand } from '../../local/installation.ts'
import { print, printable } from '../../local/terminal.ts'
import { type Deployment, openDeployment } from '../open-deployment.ts'

/** What of a message is printed, and whether normalise could do anything with it. */
interface Judged {
  line: string
  usable: boolean
}

/**
 * Prints each dead letter; with `run` those that normalise can read go back to its queue, the others stay. Nothing is
 * deleted that was not sent before.
 */
export async function redrive({ of, run = false }: { of: DeploymentName; run?: boolean }): Promise<void> {
  const deployment = await openDeployment(of)
  let moved = 0
  let stayed = 0
  await deployment.deadLetters.each(async letter => {
    const { line, usable } = await judge(letter, deployment)
    print(printable(line))
    if (usable) moved++
    else stayed++
    return usable && run ? 'move' : 'keep'
  })
  const left = stayed === 0 ? '' : `; ${counted(stayed)} no function can read: delete by hand, or wait for its 14 days`
  if (moved + stayed === 0) print(`${deployment.title}: no dead letters`)
  else if (run) print(`${counted(moved)} back in the queue of uploads${left}`)
  else
    print(
      `a dry run: ${counted(moved)} would go back${left}; ${typedCommand('redrive', ...wordsOf(of, '--stage'), '--run')} moves them`,
    )
}

const counted = (messages: number): string => (messages === 1 ? '1 message' : `${messages} messages`)

async function judge({ messageId, body, sentMs }: DeadLetter, deployment: Deployment): Promise<Judged> {
  const since = sentMs === null ? '' : `, sent ${new Date(sentMs).toISOString().slice(0, 16).replace('T', ' ')}Z`
  const about = `message ${messageId}${since}`
  const { UploadsBucket: bucket } = deployment.outputs
  let events: UploadEvent[]
  try {
    events = parseUploadEvents(body, bucket)
  } catch (error) {
    return { line: `${about}: stays: ${error instanceof Error ? error.message : error}`, usable: false }
  }
  const known = await Promise.all(
    events.map(async event => `s3://${bucket}/${event.key} ${event.kind}, ${await whyOf(event, deployment)}`),
  )
  return { line: `${about}: ${known.join('; ') || "S3's own test of the queue"}`, usable: true }
}

/** What the buckets say of an upload; what failed stands in the log only. */
async function whyOf({ bucket, key }: UploadEvent, { uploads, lake }: Deployment): Promise<string> {
  try {
    const head = await uploads.head(key)
    if (head === undefined) return 'the file is gone'
    const receipt = await readReceipt(lake, uploadIdOf(bucket, key, versionOf(head)))
    if (receipt === undefined)
      return `${head.size.toLocaleString('en')} bytes, no receipt: see "message failed" in the log`
    return `has a receipt (${receipt.refusal ?? receipt.status})`
  } catch (error) {
    return `cannot be looked at: ${error instanceof Error ? error.message : error}`
  }
}
