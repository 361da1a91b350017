/** Kinds of operators that lists may give, and which of them presence leaves out. */

const EXCLUDED: ReadonlyMap<string, 'cdn' | 'cloud'> = new Map([
  ['cdn', 'cdn'],
  ['anycast', 'cdn'],
  ['cloud', 'cloud'],
])

/** Every kind that a list may give; those of rules on names, and `business`: known to be none of the others. */
export const OPERATOR_KINDS: readonly string[] = [
  ...EXCLUDED.keys(),
  'hosting',
  'telecom',
  'education',
  'research',
  'government',
  'news',
  'business',
]

/** Kinds of operators in whose networks are machines of many parties: their AS names no service. */
export const SHARED_KINDS: ReadonlySet<string> = new Set([...EXCLUDED.keys(), 'hosting', 'telecom'])

/** Why presence leaves a kind out: cdn (anycast too), cloud, or empty. */
export const excludedAsOf = (kind: string): '' | 'cdn' | 'cloud' => EXCLUDED.get(kind) ?? ''
