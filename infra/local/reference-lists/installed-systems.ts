/** The autonomous systems of the installed data. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Name of every one, by its number. */
export function installedSystems(): Map<number, string> {
  const names = new Map<number, string>()
  const folder = dirname(createRequire(import.meta.url).resolve('@ip-location-db/asn/package.json'))
  for (const family of ['ipv4', 'ipv6'])
    for (const line of readFileSync(join(folder, `asn-${family}.csv`), 'utf8').split('\n')) {
      const [, , number = '', ...name] = line.split(',')
      if (number !== '') names.set(Number(number), name.join(',').replace(/^"|"$/g, '').replaceAll('""', '"'))
    }
  return names
}
