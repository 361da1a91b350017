/** `node infra/local/reference-lists/make-as-kinds.ts <folder of the collections>`: writes as-kinds.csv anew. */
import { readFile, writeFile } from 'node:fs/promises'
import { kinds } from '../../../functions/lib/reference/lists/kinds.ts'
import { parseList } from '../../../functions/lib/reference/lists/list-rows.ts'
import { installedSystems } from './installed-systems.ts'
import { knownOperators } from './known-operators.ts'
import { rentedSystemsCsv } from './rented-systems.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('make-as-kinds: expected the folder that holds the collections, found none')
const data = new URL('../../../functions/lib/reference/data/', import.meta.url)
const rules = parseList(kinds, await readFile(new URL('kinds.csv', data), 'utf8'))
const systems = installedSystems()
await writeFile(new URL('as-kinds.csv', data), await rentedSystemsCsv(folder, systems, rules, knownOperators(systems)))
