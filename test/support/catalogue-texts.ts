import { readFileSync } from 'node:fs'
import { type CatalogueTexts, LIST_NAMES } from '../../functions/lib/reference/catalogue.ts'

const DATA = new URL('../../functions/lib/reference/data/', import.meta.url)

/** The text of each shipped list. */
export const shippedTexts = (): CatalogueTexts => textsOf(text => text)

/** Every list with its header and no row, to put rows of a test into. */
export const emptyTexts = (): CatalogueTexts => textsOf(text => text.slice(0, text.indexOf('\n') + 1))

function textsOf(part: (text: string) => string): CatalogueTexts {
  const read = (name: string) => part(readFileSync(new URL(`${name}.csv`, DATA), 'utf8'))
  return Object.fromEntries(LIST_NAMES.map(name => [name, read(name)])) as CatalogueTexts
}
