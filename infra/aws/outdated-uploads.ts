/**
 * Uploads that replay would normalise again: their receipt is of another build, or of tries that failed. Receipts lie in
 * order of upload id, so a search that ended goes on behind the last id; they are read many at a time, since each takes a
 * call, and a deployment has millions.
 */
import { readKeyFile } from '../../functions/lib/ledger/key-files.ts'
import { readReceipt } from '../../functions/lib/ledger/receipts.ts'
import type { ObjectStore } from '../../functions/lib/ports.ts'
import { isUndone, type Receipt } from '../../functions/lib/receipt.ts'

const RECEIPTS = 'ledger/uploads/'
/** Receipts read at a time: far below what S3 takes of one prefix (5,500 reads a second). */
const AT_ONCE = 32
/** Upload ids are hexadecimal. */
const FIRST_DIGITS = '0123456789abcdef'

/** A part of the search: the last id that was looked at, and what of those before it is outdated. */
export interface OutdatedPart {
  lastId: string
  looked: number
  outdated: Receipt[]
}

/** Parts in order of id, behind the id `after` where one is given. Reads only. */
export async function* outdatedParts(lake: ObjectStore, build: string, after = ''): AsyncGenerator<OutdatedPart> {
  for (const prefix of prefixesFrom(after)) {
    let ids: string[] = []
    for await (const { key } of lake.list(`${RECEIPTS}${prefix}`)) {
      const id = key.slice(RECEIPTS.length, -'.json'.length)
      if (id <= after) continue
      ids.push(id)
      if (ids.length < AT_ONCE) continue
      yield await lookAt(lake, build, ids)
      ids = []
    }
    if (ids.length > 0) yield await lookAt(lake, build, ids)
  }
}

/** Two digits of ids, in order: so few listings are made in vain where the search goes on. */
function* prefixesFrom(after: string): Generator<string> {
  for (const first of FIRST_DIGITS)
    for (const second of FIRST_DIGITS) if (`${first}${second}` >= after.slice(0, 2)) yield `${first}${second}`
}

async function lookAt(lake: ObjectStore, build: string, ids: readonly string[]): Promise<OutdatedPart> {
  const receipts = await Promise.all(ids.map(id => outdatedReceipt(lake, build, id)))
  const outdated = receipts.filter(receipt => receipt !== undefined)
  return { lastId: ids.at(-1) ?? '', looked: ids.length, outdated }
}

async function outdatedReceipt(lake: ObjectStore, build: string, id: string): Promise<Receipt | undefined> {
  const receipt = await readReceipt(lake, id)
  if (receipt === undefined || (receipt.build === build && !isUndone(receipt))) return undefined
  const keyFile = await readKeyFile(lake, receipt.bucket, receipt.key)
  return keyFile?.current === id ? receipt : undefined
}
