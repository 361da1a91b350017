/** The ledger of a lake: receipts and key files, against each other and against the uploads where they lie. */
import { listDirtyDays, listHints } from '../../../functions/lib/ledger/days.ts'
import { uploadIdOf } from '../../../functions/lib/ledger/ids.ts'
import { type KeyFile, keyFileKey, readKeyFile } from '../../../functions/lib/ledger/key-files.ts'
import { daysOf, readReceipt } from '../../../functions/lib/ledger/receipts.ts'
import type { Receipt } from '../../../functions/lib/receipt.ts'
import type { LocalLake } from '../lake.ts'
import { commandOn } from '../lake-folders.ts'
import type { Finding } from './finding.ts'

export interface Ledger {
  /** Receipts that can be read, of uploads that their keys hold. */
  current: Receipt[]
  /** Ids of every upload that has a receipt, readable or not. */
  known: ReadonlySet<string>
  findings: Finding[]
}

/** `bucket`: as ids of uploads are made of it. */
export async function examineLedger({ folder, lake, uploads }: LocalLake, bucket: string): Promise<Ledger> {
  const findings: Finding[] = []
  /** Uploads as their files lie there now. */
  const present = new Map<string, string>()
  for await (const { key, etag } of uploads.list('')) present.set(uploadIdOf(bucket, key, etag), key)
  const fromFile = (id: string): Pick<Finding, 'advice' | 'mends'> => {
    const key = present.get(id)
    return key !== undefined
      ? { advice: 'it is made again of its file', mends: [{ step: 'deliver', key }] }
      : {
          advice:
            'its file does not lie where it lay: put it back, or restore the object; else make the lake anew, from all files',
          mends: [],
        }
  }

  const receipts = new Map<string, Receipt>()
  const known = new Set<string>()
  for await (const { key } of lake.list('ledger/uploads/')) {
    const id = key.slice('ledger/uploads/'.length, -'.json'.length)
    known.add(id)
    const receipt = await readReceipt(lake, id).catch(() => undefined)
    if (receipt !== undefined) receipts.set(id, receipt)
    else {
      const { advice, mends } = fromFile(id)
      const first = mends.length === 0 ? [] : [{ step: 'delete' as const, keys: [key] }]
      findings.push({ kind: 'damaged receipt', where: key, advice, mends: [...first, ...mends] })
    }
  }
  for (const [id, key] of present)
    if (!known.has(id))
      findings.push({
        kind: 'upload without a receipt',
        where: key,
        advice: 'it was never read to its end',
        mends: [{ step: 'deliver', key }],
      })

  const current: Receipt[] = []
  const keyFiles = new Map<string, KeyFile | undefined>()
  for (const receipt of receipts.values()) {
    const place = keyFileKey(receipt.bucket, receipt.key)
    if (!keyFiles.has(place)) {
      const keyFile = await readKeyFile(lake, receipt.bucket, receipt.key).catch(() => null)
      if (keyFile === null) {
        const held = [...present].find(([, key]) => key === receipt.key)?.[0] ?? ''
        const { advice, mends } = fromFile(held)
        const first = mends.length === 0 ? [] : [{ step: 'delete' as const, keys: [place] }]
        findings.push({
          kind: 'damaged key file',
          where: `${receipt.key} (${place})`,
          advice,
          mends: [...first, ...mends],
        })
      }
      keyFiles.set(place, keyFile ?? undefined)
      if (keyFile === undefined)
        findings.push({ kind: 'receipt without a key file', where: receipt.key, ...fromFile(receipt.uploadId) })
      if (keyFile?.open !== undefined && keyFile.open !== null)
        findings.push({
          kind: 'delivery that did not come to its end',
          where: receipt.key,
          advice: `${commandOn(folder, 'start', '<its file>')} ends it too`,
          mends: [{ step: 'deliver', key: receipt.key }],
        })
      if (keyFile?.current !== undefined && keyFile.current !== null && !known.has(keyFile.current))
        findings.push({
          kind: 'key file that names an upload without a receipt',
          where: receipt.key,
          ...fromFile(keyFile.current),
        })
    }
    if (keyFiles.get(place)?.current === receipt.uploadId) current.push(receipt)
  }
  for (const { where, key } of await unhinted(current, lake))
    findings.push({
      kind: 'day that does not know of an upload',
      where,
      advice: 'its rows would be left out when the day is published anew',
      mends: [{ step: 'deliver', key }],
    })
  for (const dt of await listDirtyDays(lake))
    findings.push({
      kind: 'day that changed and is not published',
      where: dt,
      advice: 'it is published by the next start, report or watch',
      mends: [{ step: 'publish', dt }],
    })
  return { current, known, findings }
}

/** Days of uploads that have no hint of them. */
async function unhinted(
  current: readonly Receipt[],
  lake: LocalLake['lake'],
): Promise<{ where: string; key: string }[]> {
  const hinted = new Map<string, Set<string>>()
  const found: { where: string; key: string }[] = []
  for (const receipt of current)
    for (const dt of daysOf(receipt)) {
      const known = hinted.get(dt) ?? new Set((await listHints(lake, dt)).map(({ uploadId }) => uploadId))
      hinted.set(dt, known)
      if (!known.has(receipt.uploadId)) found.push({ where: `${dt}, of ${receipt.key}`, key: receipt.key })
    }
  return found
}
