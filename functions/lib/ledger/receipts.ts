/** Receipts as objects: `ledger/uploads/<upload_id>.json`. */
import * as z from 'zod'
import { daysInKey } from '../key-days.ts'
import { type ObjectStore, PreconditionFailed, type WriteCondition } from '../ports.ts'
import { isUndone, type Receipt } from '../receipt.ts'
import { readJson, writeJson } from './json-object.ts'

const count = z.number().int().nonnegative()
const counts = z.record(z.string(), count)

const receiptSchema: z.ZodType<Receipt> = z.object({
  uploadId: z.string(),
  build: z.string(),
  returned: count,
  normaliseVersion: z.string(),
  reference: z.string(),
  bucket: z.string(),
  key: z.string(),
  version: z.string(),
  source: z.string(),
  status: z.enum(['ok', 'unknown', 'other', 'refused', 'failed']),
  format: z.string().nullable(),
  heartbeat: z.boolean(),
  directions: z.union([z.literal(1), z.literal(2)]),
  refusal: z.string().nullable(),
  // Receipts of earlier versions do not say.
  unreadForm: z.boolean().default(false),
  head: z.string().nullable(),
  objectBytes: count,
  contentBytes: count,
  contentHash: z.string(),
  read: count,
  accepted: count,
  outOfScope: count,
  skipped: counts,
  rejected: counts,
  rejects: z.string().nullable(),
  firstMs: z.number().nullable(),
  lastMs: z.number().nullable(),
  outputs: z.array(
    z.object({
      key: z.string(),
      dt: z.string(),
      rows: count,
      externalRows: count,
      records: count,
      bytesOut: z.string(),
      bytesIn: z.string(),
      bytes: count,
      networks: z.array(z.string()),
    }),
  ),
  placed: z.array(
    z.object({
      data: z.enum(['country', 'asn']),
      date: z.string(),
      name: z.string(),
      version: z.string(),
      rows: count,
    }),
  ),
  liveness: z.array(
    z.object({
      exporter: z.string(),
      dt: z.string(),
      slots: z.string().length(96),
      lost: z.string().length(96),
      networks: z.array(z.string()),
      records: count,
    }),
  ),
  warnings: z.array(z.string()),
  cut: z.boolean(),
  busiest: z.array(z.object({ prefix: z.string(), records: count })),
  receivedMs: z.number(),
})

export const receiptKey = (uploadId: string): string => `ledger/uploads/${uploadId}.json`

export async function readReceipt(lake: ObjectStore, uploadId: string): Promise<Receipt | undefined> {
  return (await readJson(lake, receiptKey(uploadId), receiptSchema))?.value
}

/** Others may write between reading a receipt of failed tries and replacing it. */
const MOST_COMMITS = 5

/** Commits the receipt where none is, or over one of tries that failed; returns the one that stands. */
export async function commitReceipt(lake: ObjectStore, receipt: Receipt): Promise<Receipt> {
  const key = receiptKey(receipt.uploadId)
  let condition: WriteCondition = { ifNoneMatch: '*' }
  for (let commits = 1; ; commits++) {
    try {
      await writeJson(lake, key, receipt, condition)
      return receipt
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error
      const standing = await readJson(lake, key, receiptSchema)
      if (standing === undefined || commits === MOST_COMMITS) throw error
      if (!isUndone(standing.value)) return standing.value
      condition = { ifMatch: standing.head.etag }
    }
  }
}

/** Replaces a receipt that still names the landing objects that it named when it was read. */
export async function replaceReceipt(lake: ObjectStore, receipt: Receipt, before: Receipt): Promise<boolean> {
  const known = await readJson(lake, receiptKey(receipt.uploadId), receiptSchema)
  if (known === undefined || !isOfSameObjects(known.value, before)) return false
  try {
    await writeJson(lake, receiptKey(receipt.uploadId), receipt, { ifMatch: known.head.etag })
    return true
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error
    // The write may have gone through and only its answer been lost.
    const standing = await readReceipt(lake, receipt.uploadId)
    return standing !== undefined && isOfSameObjects(standing, receipt)
  }
}

const isOfSameObjects = (a: Receipt, b: Receipt): boolean => a.build === b.build && a.returned === b.returned

/** Every receipt whose upload id begins so, in order of upload id. */
export async function* listReceipts(lake: ObjectStore, idBegin = ''): AsyncIterable<Receipt> {
  for await (const { key } of lake.list(`ledger/uploads/${idBegin}`)) {
    const receipt = await readJson(lake, key, receiptSchema)
    if (receipt !== undefined) yield receipt.value
  }
}

/**
 * UTC days that an upload has rows or liveness on, in order; of one that nothing was read of those that its key names,
 * but none of a log that holds no flows, and none where a later try may find other days.
 */
export function daysOf(receipt: Receipt): string[] {
  if (receipt.status === 'other' || receipt.status === 'failed') return []
  if (receipt.status !== 'ok') return daysInKey(receipt.key)
  return [...new Set([...receipt.outputs.map(output => output.dt), ...receipt.liveness.map(entry => entry.dt)])].sort()
}
