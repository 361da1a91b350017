/** The busiest part of the day on the 24-hour circle. */

export interface BusiestSpan {
  /** Local hours [from, to); `to` may pass 24. */
  from: number
  to: number
  /** Share of the profile in it. */
  share: number
}

/** Longer than this is no daily pattern. */
export const LONGEST_SPAN_HOURS = 15

/**
 * The shortest run of hours with at least 80 % of the profile; ties to the earliest begin. Undefined where the profile is
 * empty. A flat profile gives 20 hours: compare with LONGEST_SPAN_HOURS.
 */
export function busiestSpan(profile: readonly number[], share = 0.8): BusiestSpan | undefined {
  const hours = profile.length
  const total = profile.reduce((sum, value) => sum + value, 0)
  if (total <= 0) return undefined
  for (let length = 1; length <= hours; length++) {
    for (let from = 0; from < hours; from++) {
      let sum = 0
      for (let i = from; i < from + length; i++) sum += profile[i % hours] ?? 0
      // Sums of the same numbers in another order may differ in the last digit.
      if (sum / total >= share - 1e-12) return { from, to: from + length, share: sum / total }
    }
  }
  return undefined
}
