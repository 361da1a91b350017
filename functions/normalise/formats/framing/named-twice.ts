/** Columns that a header names twice: which of the two is meant nobody knows, and the first would be a guess. */

/**
 * Why a file with this header is refused, for its owner; undefined where each column that is read stands in it once.
 * `names`: as they are told apart; `read`: 0-based places of the columns that are read, below 0 of those that the header has
 * not, each the first of its name; `line`: where the header stands (1-based); `todo`: how to write it. Columns that nobody
 * reads may come again.
 */
export function namedTwice(
  names: readonly string[],
  read: readonly number[],
  line: number,
  todo: string,
): string | undefined {
  for (const place of read) {
    const name = names[place]
    const again = name === undefined ? -1 : names.indexOf(name, place + 1)
    if (again >= 0)
      return `expected each column once, found ${name} as columns ${place + 1} and ${again + 1} of line ${line}; ${todo}`
  }
  return undefined
}
