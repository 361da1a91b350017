/** The run does not agree with the receipts, or a landing object that counts is missing: the old tables stay. */
export class DayFailed extends Error {
  override name = 'DayFailed'
}
