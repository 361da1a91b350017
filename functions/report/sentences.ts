/** Pieces of sentences: lists, and capital letters. */

/** `a, b and c`. */
export const listText = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`

/** The first of them, and how many more there are: `a, b, c and 4 more`. */
export const firstOfText = (items: readonly string[], most: number): string =>
  `${items.slice(0, most).join(', ')}${items.length > most ? ` and ${items.length - most} more` : ''}`

/** A name from elsewhere, of four words and 32 letters at most: a longer one would not fit where little is said. */
export const shortName = (name: string): string => {
  const words = name.split(/\s+/).slice(0, 4).join(' ')
  return words.length <= 32 ? words : `${words.slice(0, 31)}…`
}

/** With a capital letter. */
export const capitalised = (text: string): string => text.replace(/^./, letter => letter.toUpperCase())
