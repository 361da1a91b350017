/** Published days: their manifests, the files that these name, where the catalogue points, and who wrote them. */
import { join } from 'node:path'
import { type Manifest, manifestKey, readManifest } from '../../../functions/lib/ledger/manifests.ts'
import { SOFTWARE } from '../../../functions/lib/software.ts'
import { inputTables, publishedTables } from '../../../functions/lib/tables/index.ts'
import type { LocalLake } from '../lake.ts'
import { rowsIn } from './examine-landing.ts'
import type { Finding } from './finding.ts'

export async function examineTables({ root, lake, catalogue, engine }: LocalLake): Promise<Finding[]> {
  const findings: Finding[] = []
  /** Prefixes of tables that manifests name. */
  const named = new Set<string>()
  const days: string[] = []
  for await (const { key } of lake.list('published/dt=')) days.push(key.slice('published/dt='.length, -'.json'.length))

  async function examineTable({ dt, tables }: Manifest, name: string): Promise<void> {
    const own = tables[name]
    const anew = { advice: 'the day is made anew from its landing objects', mends: [{ step: 'publish', dt }] } as const
    let pointed: string | undefined
    try {
      pointed = await catalogue.locate(name, dt)
    } catch {
      const key = `catalogue/${name}/dt=${dt}.json`
      findings.push({
        kind: 'damaged partition',
        where: key,
        ...anew,
        mends: [{ step: 'delete', keys: [key] }, ...anew.mends],
      })
      return
    }
    if (pointed !== own?.location)
      findings.push({ kind: 'partition that points elsewhere than its manifest', where: `${name} of ${dt}`, ...anew })
    if (own === undefined) return
    named.add(own.location)
    let bytes = 0
    let rows = 0
    let files = 0
    const damaged: string[] = []
    for await (const { key, size } of lake.list(own.location)) {
      files++
      bytes += size
      const found = await rowsIn(join(root, key), engine)
      rows += found ?? 0
      if (found === undefined) damaged.push(key)
    }
    if (files < own.files) findings.push({ kind: 'file of a table is missing', where: `${name} of ${dt}`, ...anew })
    else if (bytes !== own.bytes || rows !== own.rows)
      findings.push({
        kind: 'file of a table is damaged',
        where: `${name} of ${dt}`,
        advice: anew.advice,
        mends: [{ step: 'delete', keys: damaged }, ...anew.mends],
      })
  }

  for (const dt of days) {
    const manifest = await readManifest(lake, dt).catch(() => undefined)
    if (manifest === undefined) {
      findings.push({
        kind: 'damaged manifest',
        where: manifestKey(dt),
        advice: 'the day is made anew from its landing objects',
        mends: [{ step: 'publish', dt }],
      })
      continue
    }
    if (isNewer(manifest.value.software))
      findings.push({
        kind: 'day of a newer version',
        where: `${dt}, by ${manifest.value.software}`,
        advice: `this is ${SOFTWARE}: install that version or a later one, or publishing goes back and forth`,
        mends: [],
      })
    for (const { schema } of publishedTables) await examineTable(manifest.value, schema.name)
  }
  // Publishing reads all runs of a day, where it tells one from another.
  for (const { name } of [...publishedTables.map(({ schema }) => schema), ...inputTables])
    for await (const { key } of lake.list(`${name}/`)) {
      if (named.has(key.slice(0, key.lastIndexOf('/') + 1)) || (await rowsIn(join(root, key), engine)) !== undefined)
        continue
      const dt = /\/dt=([^/]+)\//.exec(key)?.[1] ?? ''
      findings.push({
        kind: 'damaged file beside the tables',
        where: key,
        advice: 'its day cannot be made anew beside it',
        mends: [
          { step: 'delete', keys: [key] },
          { step: 'publish', dt },
        ],
      })
    }
  return findings
}

/** By its numbers; whoever does not say it is of the first versions. */
function isNewer(software: string | undefined): boolean {
  const [own, other] = [SOFTWARE, software ?? '0'].map(version => version.split('.').map(Number))
  for (let at = 0; at < 3; at++) {
    const difference = (other?.[at] ?? 0) - (own?.[at] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return false
}
