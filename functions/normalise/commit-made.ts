/** The commit of a receipt that was made, and who hears of it. */
import { commitReceipt } from '../lib/ledger/receipts.ts'
import type { ObjectStore } from '../lib/ports.ts'
import type { Receipt } from '../lib/receipt.ts'

/** Resolves to the receipt that stands; `onReceipt` hears of this one only where it is what was written. */
export async function commitMade(
  made: Receipt,
  { lake, onReceipt }: { lake: ObjectStore; onReceipt?: (receipt: Receipt) => void },
): Promise<Receipt> {
  const standing = await commitReceipt(lake, made)
  if (standing === made) onReceipt?.(made)
  return standing
}
