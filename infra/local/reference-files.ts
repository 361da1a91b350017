/** The files of a reference set from the npm packages that carry the data and from the project's catalogue. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { LIST_NAMES, type ListName } from '../../functions/lib/reference/catalogue.ts'
import type { ReferenceFiles, ReferenceSource } from '../../functions/lib/reference/reference-set.ts'
import { compileRanges, type LabelOf } from './compile-ranges.ts'

/** Rises with every change of what the same sources compile to: compiled files are kept under it. */
const COMPILED_AS = 3
const CATALOGUE = new URL('../../functions/lib/reference/data/', import.meta.url)
const require = createRequire(import.meta.url)

const PACKAGES = {
  country: {
    name: '@ip-location-db/geo-whois-asn-country',
    files: 'geo-whois-asn-country',
    licence: 'CC BY 4.0, NRO statistics',
  },
  asn: { name: '@ip-location-db/asn', files: 'asn', licence: 'CC BY 4.0, RouteViews and DB-IP' },
} as const

/**
 * Builds the files of a set. Compiled ranges are kept in `cacheDir` under the packages' versions: compiling takes seconds,
 * new networks do not need it. Throws where a package or a file of it is missing.
 */
export async function buildReferenceFiles(networksCsv: string, cacheDir: string): Promise<ReferenceFiles> {
  const country = await compiled('country', cacheDir, fields =>
    /^[A-Z]{2}$/.test(fields) ? { key: fields, label: fields } : undefined,
  )
  const asn = await compiled('asn', cacheDir, fields => {
    const comma = fields.indexOf(',')
    const number = Number(fields.slice(0, comma))
    if (comma < 1 || !Number.isInteger(number) || number < 1 || number >= 2 ** 32) return undefined
    const name = fields
      .slice(comma + 1)
      .replace(/^"([\s\S]*)"$/, '$1')
      .replaceAll('""', '"')
    return { key: String(number), label: { asn: number, name } }
  })
  const sources: ReferenceSource[] = [country.source, asn.source]
  return {
    'networks.csv': new TextEncoder().encode(networksCsv),
    ...(await catalogueFiles()),
    'sources.json': new TextEncoder().encode(JSON.stringify(sources, null, 1)),
    'country.bin': country.bytes,
    'asn.bin': asn.bytes,
  }
}

/** The lists that are shipped. */
async function catalogueFiles(): Promise<Record<`${ListName}.csv`, Uint8Array>> {
  const files: Partial<Record<`${ListName}.csv`, Uint8Array>> = {}
  for (const name of LIST_NAMES) files[`${name}.csv`] = await readFile(new URL(`${name}.csv`, CATALOGUE))
  return files as Record<`${ListName}.csv`, Uint8Array>
}

async function compiled(
  which: keyof typeof PACKAGES,
  cacheDir: string,
  labelOf: LabelOf<unknown>,
): Promise<{ bytes: Uint8Array; source: ReferenceSource }> {
  const { name, files, licence } = PACKAGES[which]
  const folder = packageFolder(name)
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  // The last part of the version is the day and hour that the data was made: 2.3.2026061719.
  const made = /(\d{4})(\d{2})(\d{2})\d{2}$/.exec(version)
  const source = { name, version, date: made === null ? null : `${made[1]}-${made[2]}-${made[3]}`, licence }
  const path = join(cacheDir, `${which}-${version}-${COMPILED_AS}.bin`)
  const cached = await readFile(path).catch(() => undefined)
  if (cached !== undefined) return { bytes: cached, source }
  const csv = async (family: 'ipv4' | 'ipv6') => {
    const file = `${files}-${family}.csv`
    const text = await readFile(join(folder, file), 'utf8')
    if (text.trim() === '') {
      throw new Error(`${name}/${file}: expected lines of first,last,label, found an empty file; run npm ci`)
    }
    return { name: `${name}/${file}`, text: which === 'country' && family === 'ipv6' ? withoutFiller(text) : text }
  }
  const bytes = compileRanges(await csv('ipv4'), await csv('ipv6'), labelOf)
  await mkdir(cacheDir, { recursive: true })
  await writeFile(`${path}.${process.pid}`, bytes)
  await rename(`${path}.${process.pid}`, path)
  return { bytes, source }
}

/**
 * The pinned data fills what APNIC's oldest blocks (in 2001::/16) leave between its small ranges with Australia, where
 * APNIC is: CERNET and WIDE would be Australian. Such lines run across prefixes of 32 bits, the usual size of a member's
 * space; they are emptied (so that line numbers stay), and their addresses have no country rather than a wrong one.
 */
function withoutFiller(text: string): string {
  return text.replaceAll(/^2001:([0-9a-f]+):.*?,2001:([0-9a-f]+):.*?,AU$/gm, (line, from, to) =>
    from === to ? line : '',
  )
}

function packageFolder(name: string): string {
  try {
    return dirname(require.resolve(`${name}/package.json`))
  } catch {
    throw new Error(`reference data: expected the package ${name}, found none; run npm ci`)
  }
}
