import type { Receipt } from '../../../functions/lib/receipt.ts'
import type { LocalLake } from '../lake.ts'
import type { Finding } from './finding.ts'

/** How what came of an upload is mended: it is normalised again, where its file lies as it lay. */
export async function readAgain(
  uploads: LocalLake['uploads'],
  receipt: Receipt,
): Promise<Pick<Finding, 'advice' | 'mends'>> {
  const isThere = (await uploads.head(receipt.key))?.etag === receipt.version
  return isThere
    ? { advice: 'its upload is normalised again', mends: [{ step: 'renew', receipt }] }
    : {
        advice: 'the file of its upload does not lie where it lay: put it back, or withdraw it with remove',
        mends: [],
      }
}
