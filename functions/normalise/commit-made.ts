/** The commit of a receipt that was made, and who hears of it. */
import { commitReceipt } from '../lib/ledger/receipts.ts'
import type { Receipt } from '../lib/receipt.ts'
import type { DeliveryDependencies } from './deliver.ts'

/** Resolves to the receipt that stands; `onReceipt` hears of this one only where it is what was written. */
export async function commitMade(
  made: Receipt,
  { lake, onReceipt }: Pick<DeliveryDependencies, 'lake' | 'onReceipt'>,
): Promise<Receipt> {
  const standing = await commitReceipt(lake, made)
  if (standing === made) onReceipt?.(made)
  return standing
}
