/** One refused unit after one good unit, of a format. */
import { type RejectReason, rejectReasons } from '../../../functions/normalise/rejects.ts'

export interface RefusedCase {
  format: string
  reason: RejectReason
  file: string | Uint8Array
}

/** `bad`: by reason the unit that is refused; `file`: a whole upload around it. */
export function casesOf<T>(
  format: string,
  bad: Partial<Record<RejectReason, T>>,
  file: (unit: T) => string | Uint8Array,
): RefusedCase[] {
  return rejectReasons.flatMap(reason => {
    const unit = bad[reason]
    return unit === undefined ? [] : [{ format, reason, file: file(unit) }]
  })
}

/** Longer than a unit may be. */
export const TOO_LONG = 'x'.repeat(65_537)
