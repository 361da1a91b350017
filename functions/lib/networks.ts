/** Watched networks: whose traffic the reports are about. */

/** One row of networks.csv. */
export interface WatchedNetwork {
  /** Canonical prefix text, `175.45.176.0/22`. */
  cidr: string
  /** Several prefixes may share a name: they are one network. */
  name: string
  /** Empty where not given. */
  accessPath: string
  /** IANA name; empty where not given (then UTC, and said so). */
  timeZone: string
  /** ISO 3166 alpha-2; empty where not given. */
  homeCountry: string
  /** ASNs of the access providers. */
  providerAsns: number[]
  /** ISO days of the week (Monday 1) that are the weekend; default [6, 7]. */
  weekend: number[]
  /** UTC midnight, inclusive; null open. */
  validFromMs: number | null
  /** UTC midnight, exclusive; null open. */
  validToMs: number | null
  note: string
}
