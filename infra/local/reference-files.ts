/** The files of a reference set from the npm packages that carry the data and from the project's catalogue. */
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { LIST_NAMES, type ListName } from '../../functions/lib/reference/catalogue.ts'
import { hashOfRanges, openAsnRanges, rangesInFolder } from '../../functions/lib/reference/edition-ranges.ts'
import { type Edition, type EditionData, type Editions, editionsCsv } from '../../functions/lib/reference/editions.ts'
import { kinds } from '../../functions/lib/reference/lists/kinds.ts'
import { parseList } from '../../functions/lib/reference/lists/list-rows.ts'
import {
  checkNameKinds,
  encodeNameKinds,
  hashOfRules,
  nameKindsFileOf,
  nameKindsKeyOf,
} from '../../functions/lib/reference/name-kinds.ts'
import type { ReferenceContent } from '../../functions/lib/reference/reference-set.ts'
import type { Progress } from './progress.ts'
import { compileLists, dayOfVersion } from './reference/ip-location-db.ts'

/** What takes seconds, as progress names it. */
const COMPILING = 'compiling the installed editions'
export const ASKING = 'asking rules of names of systems'
/** Rises with every change of what the same sources compile to: compiled files are kept under it. */
const COMPILED_AS = 3
const CATALOGUE = new URL('../../functions/lib/reference/data/', import.meta.url)
const require = createRequire(import.meta.url)

const PACKAGES = {
  country: {
    name: '@ip-location-db/geo-whois-asn-country',
    files: 'geo-whois-asn-country',
    licence: 'CC BY 4.0, NRO statistics',
    notice: 'sapics/ip-location-db; NRO extended allocation and assignment reports',
  },
  asn: {
    name: '@ip-location-db/asn',
    files: 'asn',
    licence: 'CC BY 4.0, RouteViews and DB-IP',
    notice: 'sapics/ip-location-db; RouteViews and DB-IP (db-ip.com)',
  },
} as const

/**
 * Builds a set. `kept`: editions that stay in it, by default none; the installed ones join
 * them where they are newer. Compiled ranges are kept in `cacheDir` under the packages' versions: compiling takes seconds, new
 * networks do not need it. `say` hears of what takes seconds. Throws where a package or a file of it is missing.
 */
export async function buildReferenceFiles(
  networksCsv: string,
  cacheDir: string,
  kept?: Editions,
  say?: Pick<Progress, 'step'>,
): Promise<ReferenceContent> {
  const country = await compiled('country', cacheDir, say)
  const asn = await compiled('asn', cacheDir, say)
  const editions = kept === undefined ? [country, asn] : withInstalled(kept, { country, asn })
  const lists = await catalogueFiles()
  await workOutNameKinds(asn.ranges, lists['kinds.csv'], join(cacheDir, 'ranges'), say)
  return {
    files: {
      'networks.csv': new TextEncoder().encode(networksCsv),
      ...lists,
      'editions.csv': new TextEncoder().encode(editionsCsv(editions)),
    },
    ranges: rangesInFolder(join(cacheDir, 'ranges')),
  }
}

/**
 * A set without any edition of an installed package had it removed: it does not come back. Of the version that is installed
 * the ranges are those that it compiles to now; a newer one joins those before it, which still place their days.
 */
function withInstalled(kept: Editions, installed: Record<EditionData, Edition>): Edition[] {
  return (['country', 'asn'] as const).flatMap(data => {
    const { name, version, date } = installed[data]
    const others = kept[data].filter(edition => edition.name !== name || edition.version !== version)
    const isNewer = kept[data].some(edition => edition.name === name) && !kept[data].some(own => own.date >= date)
    return others.length < kept[data].length || isNewer ? [...others, installed[data]] : kept[data]
  })
}

/** The lists that are shipped. */
async function catalogueFiles(): Promise<Record<`${ListName}.csv`, Uint8Array>> {
  const files: Partial<Record<`${ListName}.csv`, Uint8Array>> = {}
  for (const name of LIST_NAMES) files[`${name}.csv`] = await readFile(new URL(`${name}.csv`, CATALOGUE))
  return files as Record<`${ListName}.csv`, Uint8Array>
}

async function compiled(data: EditionData, cacheDir: string, say?: Pick<Progress, 'step'>): Promise<Edition> {
  const { name, files, licence, notice } = PACKAGES[data]
  const folder = packageFolder(name)
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const edition = { data, date: dayOfVersion(name, version), name, version, licence, notice }
  const hashPath = join(cacheDir, `${data}-${version}-${COMPILED_AS}.hash`)
  const rangesPath = (hash: string) => join(cacheDir, 'ranges', `${hash}.bin`)
  const known = await readFile(hashPath, 'utf8').catch(() => undefined)
  if (known !== undefined && existsSync(rangesPath(known))) return { ...edition, ranges: known }
  const csv = async (family: 'ipv4' | 'ipv6') => {
    const file = `${files}-${family}.csv`
    const text = await readFile(join(folder, file), 'utf8')
    if (text.trim() === '') {
      throw new Error(`${name}/${file}: expected lines of first,last,label, found an empty file; run npm ci`)
    }
    return { name: `${name}/${file}`, text }
  }
  const bytes = compileLists(name, data, await csv('ipv4'), await csv('ipv6'))
  const ranges = hashOfRanges(bytes)
  await mkdir(join(cacheDir, 'ranges'), { recursive: true })
  await replaceFile(rangesPath(ranges), bytes)
  await replaceFile(hashPath, ranges)
  say?.step(COMPILING, Object.keys(PACKAGES).length)
  return { ...edition, ranges }
}

/** Beside the ranges, what the shipped rules say of their systems. */
async function workOutNameKinds(
  ranges: string,
  kindsCsv: Uint8Array,
  folder: string,
  say?: Pick<Progress, 'step'>,
): Promise<void> {
  const rules = hashOfRules(kindsCsv, undefined)
  const path = join(folder, nameKindsFileOf(ranges, rules))
  const key = nameKindsKeyOf(ranges, rules)
  if (existsSync(path) && isNameKinds(key, await readFile(path))) return
  const { labels } = openAsnRanges(ranges, rangesInFolder(folder).read(ranges))
  const read = parseList(kinds, new TextDecoder().decode(kindsCsv))
  await replaceFile(
    path,
    encodeNameKinds(key, read, labels, new Map(), of => say?.step(ASKING, of)),
  )
}

function isNameKinds(key: string, bytes: Uint8Array): boolean {
  try {
    checkNameKinds(key, bytes)
    return true
  } catch {
    return false
  }
}

/** Others that compile at the same time write the same. */
async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.${process.pid}`, content)
  await rename(`${path}.${process.pid}`, path)
}

function packageFolder(name: string): string {
  try {
    return dirname(require.resolve(`${name}/package.json`))
  } catch {
    throw new Error(`reference data: expected the package ${name}, found none; run npm ci`)
  }
}
