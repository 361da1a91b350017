/**
 * Names of columns that say the same in different tables. A record has two ends, so `flows` (and `landing`) says of which end
 * something is known; a contact is with its remote end, so the tables of contacts leave that out. Stored names stay: a day that was
 * published under another name would be read as NULL by Athena until it is published anew.
 */
export const TWINS: readonly (readonly [one: string, other: string])[] = [
  ['remote_country', 'country'],
  ['remote_asn', 'asn'],
  ['remote_kind', 'kind'],
  ['remote_institution', 'institution'],
  ['local_prefix', 'local_address'],
]

/** Names that are a number in one table and a text or a mark in another. */
export const TWO_MEANINGS: readonly string[] = ['answered', 'repeated', 'slots']

/** What a column is called where this name is not known; undefined where nothing says the same. */
export function twinOf(name: string): string | undefined {
  const pair = TWINS.find(names => names.includes(name))
  return pair?.find(other => other !== name)
}
