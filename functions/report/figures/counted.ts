/** What the numerator of a figure counts, and which of it: what `explain` lists. */

/** What else a contact must be. `several_exporters` saw it; `no_counters`: no byte counters. */
export type ContactCondition = '' | 'sampled' | 'several_exporters' | 'no_counters' | 'no_asn' | 'no_kind'

/** Which contacts. Empty text: any. */
export interface CountedContacts {
  of: 'contacts'
  role: string
  /** Null: any. */
  categories: readonly string[] | null
  /** None of these: a class whose name is withheld is told by the names of all others. */
  exceptCategories: readonly string[]
  country: string
  network: string
  /** Null: any; empty: what no step of the waterfall takes out. */
  excludedAs: string | null
  /** ISO days of the network's local week; none: any. */
  weekdays: readonly number[]
  condition: ContactCondition
}

/** Which log records. Empty text: any. Those `out_of_scope` are in no table. */
export interface CountedRecords {
  of: 'records'
  scope: string
  action: string
  icmp: string
}

/** Neither contacts nor records: time. */
export interface CountedTime {
  of: 'time'
}

export type Counted = CountedContacts | CountedRecords | CountedTime

/** These contacts, any where nothing is said. */
export const countedContacts = (own: Partial<Omit<CountedContacts, 'of'>>): CountedContacts => ({
  of: 'contacts',
  role: '',
  categories: null,
  exceptCategories: [],
  country: '',
  network: '',
  excludedAs: null,
  weekdays: [],
  condition: '',
  ...own,
})

/** These log records, any where nothing is said. */
export const countedRecords = (own: Partial<Omit<CountedRecords, 'of'>>): CountedRecords => ({
  of: 'records',
  scope: '',
  action: '',
  icmp: '',
  ...own,
})

export const COUNTED_TIME: CountedTime = { of: 'time' }
