/** What the tests of countries ask for. */

/** Test A: contacts in all, and share of observed days. */
export const MIN_CONTACTS = 50
export const MIN_DAY_SHARE = 0.25
/** Test B: times the mean of the others, of which at least this many are needed. */
export const ABOVE_MEAN = 2
export const MIN_OTHERS = 5
/** Test C: institutions, of kinds, each on days. */
export const MIN_INSTITUTIONS = 5
export const MIN_KINDS = 2
export const MIN_INSTITUTION_DAYS = 3
