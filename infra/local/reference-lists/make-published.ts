/**
 * `node infra/local/reference-lists/make-published.ts <folder of the collections>`: writes published.csv anew;
 * published-feeds.csv says what is read.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { publishedCsv } from './published-prefixes.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('make-published: expected the folder that holds the collections, found none')
const here = (name: string) => readFile(new URL(name, import.meta.url), 'utf8')
await writeFile(
  new URL('../../../functions/lib/reference/data/published.csv', import.meta.url),
  await publishedCsv(folder, await here('published-feeds.csv'), await here('published-single.csv')),
)
