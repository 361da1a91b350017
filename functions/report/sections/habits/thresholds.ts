/** What habits ask for. */

/** Observed days that a window needs. */
export const MIN_DAYS = 28
/** Daily: the lower bound of the share of observed days. */
export const DAILY_SHARE = 0.8
/** One-off: all contacts within so many days, and so many at least. */
export const ONE_OFF_DAYS = 2
export const ONE_OFF_CONTACTS = 3
/** A rhythm needs so many contacts, on so many days. */
export const RHYTHM_CONTACTS = 50
export const RHYTHM_DAYS = 14
/** Resultant of the hours: at least this follows the working day; below this, with every hour in use, goes round the clock. */
export const WORKING_RESULTANT = 0.3
export const EVEN_RESULTANT = 0.1
/** Round the clock: on a day with contacts, at so many of its hours, the mean; what runs once a day at any hour does not. */
export const EVEN_HOURS = 12
/** Of the rhythms that are called so, at most this share by chance. */
export const FALSE_SHARE = 0.05
/** Categories whose programs call their makers by themselves. */
export const UPDATERS: readonly string[] = ['Antimalware', 'Cybersecurity', 'SoftwareUpdate']
