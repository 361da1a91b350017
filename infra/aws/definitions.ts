/** What a deployment defines of its first reference set: watched networks and reports, checked before anything is deployed. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseNetworks } from '../../functions/lib/networks.ts'
import { parseReports, REPORTS_FILE } from '../../functions/lib/reports/parse-reports.ts'

export interface Definitions {
  /** Text of networks.csv; none: private ranges are watched. */
  networks?: string
  /** Text of reports.json; none: those that are shipped. */
  reports?: string
}

/** Reads the files. Throws, saying which and where, where one is not what it should be. */
export function readDefinitions({ networks, reports }: { networks?: string; reports?: string }): Definitions {
  const read: Definitions = {}
  if (networks !== undefined) read.networks = readText(networks, 'networks')
  const watched = read.networks === undefined ? undefined : checked(networks, () => parseNetworks(read.networks ?? ''))
  if (reports !== undefined) {
    read.reports = readText(reports, 'reports')
    const known = watched === undefined ? {} : { networks: watched.map(({ name }) => name) }
    checked(reports, () => parseReports(read.reports ?? '', known))
  }
  return read
}

/** Lays the files into a reference set's folder. */
export function writeDefinitions({ networks, reports }: Definitions, folder: string): void {
  if (networks !== undefined) writeFileSync(join(folder, 'networks.csv'), networks)
  if (reports !== undefined) writeFileSync(join(folder, REPORTS_FILE), reports)
}

function readText(path: string, property: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error(
      `${property}: expected the path of a file, found ${JSON.stringify(path)} (${error instanceof Error ? error.message : error})`,
    )
  }
}

function checked<T>(path: string | undefined, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : error}`)
  }
}
