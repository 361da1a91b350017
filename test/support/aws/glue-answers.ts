/** Glue's operations: ministack's own, with the page size and the one operation that it lacks. */
import { BatchUpdatePartitionCommand, type GlueClient, type PartitionInput } from '@aws-sdk/client-glue'
import { RequestRefused } from './athena-executions.ts'
import type { Call } from './athena-front.ts'

interface Answer {
  status: number
  type: string
  body: Record<string, unknown>
}

/** A small page, so that every reader pages. Glue's own holds up to 1,000. */
const PAGE = 7

/** The answer to a call that ministack has let pass and answered with `theirs`. Throws RequestRefused. */
export async function answerGlue({ action, body }: Call, theirs: Answer, root: GlueClient): Promise<unknown> {
  if (action === 'UpdatePartition') return updatePartition(body, root)
  if (theirs.status >= 400)
    throw new RequestRefused(theirs.type, String(theirs.body.message ?? theirs.body.Message ?? ''))
  if (action !== 'GetPartitions' || !Array.isArray(theirs.body.Partitions)) return theirs.body
  const from = Number(body.NextToken ?? 0)
  const page = theirs.body.Partitions.slice(from, from + PAGE)
  return {
    Partitions: page,
    ...(from + PAGE < theirs.body.Partitions.length ? { NextToken: String(from + PAGE) } : {}),
  }
}

async function updatePartition(body: Record<string, unknown>, root: GlueClient): Promise<unknown> {
  const { Errors = [] } = await root.send(
    new BatchUpdatePartitionCommand({
      DatabaseName: String(body.DatabaseName),
      TableName: String(body.TableName),
      Entries: [
        {
          PartitionValueList: body.PartitionValueList as string[],
          PartitionInput: body.PartitionInput as PartitionInput,
        },
      ],
    }),
  )
  const [first] = Errors
  if (first !== undefined)
    throw new RequestRefused(
      first.ErrorDetail?.ErrorCode ?? 'EntityNotFoundException',
      first.ErrorDetail?.ErrorMessage ?? 'Partition not found',
    )
  return {}
}
