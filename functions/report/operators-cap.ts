/** What can be said of whose an address is: addresses change hands, and data of another year than the flows say less. */
import type { DataQuality } from './section.ts'

/** Years between contacts and the data on autonomous systems (median) beyond which owners are told at this confidence at most. */
const OWNERS_YEARS = 3
const OWNERS_CAP = 3

export interface OperatorsCap {
  cap: number
  /** How far the data are from the contacts. */
  reason: string
}

/** Undefined where owners are told as surely as anything else. */
export function operatorsCap({ operators }: Pick<DataQuality, 'operators'>): OperatorsCap | undefined {
  const { years, reason } = operators
  return years === null || years > OWNERS_YEARS ? { cap: OWNERS_CAP, reason } : undefined
}
