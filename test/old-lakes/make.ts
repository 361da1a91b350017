/**
 * Keeps a lake as this version writes it: `node test/old-lakes/make.ts`, once, when a version is released. Its uploads lie
 * within, so that it can be normalised anew; its reference set has editions of three ranges and the first rows of long lists.
 */
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { create } from 'tar'
import { hashOfRanges, rangesInMemory } from '../../functions/lib/reference/edition-ranges.ts'
import { type Edition, editionsCsv } from '../../functions/lib/reference/editions.ts'
import { putReference, type ReferenceFiles, type ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { SOFTWARE } from '../../functions/lib/software.ts'
import { deliverUploads } from '../../infra/local/deliver-uploads.ts'
import { findUploads } from '../../infra/local/find-uploads.ts'
import { contentToUse, type LocalLake, openLake } from '../../infra/local/lake.ts'
import { makeLocalReport } from '../../infra/local/made-report.ts'
import { createProgress } from '../../infra/local/progress.ts'
import { publishLake } from '../../infra/local/publish-lake.ts'
import { compileRangeFiles } from '../../infra/local/reference/range-files.ts'
import { said } from './said.ts'

const SAMPLES = resolve(import.meta.dirname, '../support/format-samples')
const KEPT = ['aws-vpc.log', 'zeek-conn.log', 'suricata-eve.jsonl', 'netflow.bin', 'azure-nsg.log', 'nfdump-csv.csv']
const NOT_READ = 'a note that somebody left beside the logs\n'
const NETWORKS = `cidr,name,access_path,time_zone,home_country,provider_asns
175.45.176.0/22,Star JV,terrestrial,Asia/Pyongyang,KP,131279 4837
210.52.109.0/24,Unicom,terrestrial,Asia/Pyongyang,,
`
const COUNTRIES = '8.8.8.0,8.8.8.255,US\n31.13.71.0,31.13.71.255,IE\n93.184.216.0,93.184.216.255,US\n'
const SYSTEMS = '8.8.8.0,8.8.8.255,15169,Google LLC\n31.13.71.0,31.13.71.255,32934,"Facebook, Inc."\n'
/** Lists of which most rows say nothing of these uploads. */
const LONG = ['academic.csv', 'institutions.csv', 'published.csv', 'relays.csv'] as const
const KEPT_ROWS = 20

const folder = await mkdtemp(join(tmpdir(), 'old-lake-'))
try {
  for (const name of KEPT) await cp(join(SAMPLES, name), join(folder, 'uploads', 'team', name))
  await writeFile(join(folder, 'uploads', 'team', 'note.txt'), NOT_READ)
  const lake = await openLake(folder)
  const say = createProgress()
  const reference = await smallSet(lake)
  await deliverUploads(lake, reference, await findUploads([join(folder, 'uploads')], '/'), { say, leftOut() {} })
  await publishLake(lake, say)
  const request = { name: 'networks', fromDay: null, toDay: null, showLocalAddresses: true, reference }
  await makeLocalReport(request, lake, join(folder, 'reports'))
  const says = await said(lake)
  await lake.close()
  const kept = resolve(import.meta.dirname, '../golden/lakes', SOFTWARE)
  await create({ gzip: { level: 9 }, portable: true, cwd: folder, file: `${kept}.tar.gz` }, await readdir(folder))
  await writeFile(`${kept}.json`, `${JSON.stringify(says, null, 1)}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function smallSet({ lake, root }: LocalLake): Promise<ReferenceSet> {
  const { files } = await contentToUse(lake, NETWORKS)
  const country = await edition('country', COUNTRIES)
  const asn = await edition('asn', SYSTEMS)
  const set: ReferenceFiles = {
    ...files,
    'editions.csv': new TextEncoder().encode(editionsCsv([country.edition, asn.edition])),
  }
  for (const name of LONG) set[name] = firstRows(set[name])
  return putReference(lake, { files: set, ranges: rangesInMemory([country.bytes, asn.bytes]) })

  async function edition(data: 'country' | 'asn', csv: string): Promise<{ edition: Edition; bytes: Uint8Array }> {
    const path = join(root, `${data}.csv`)
    await writeFile(path, csv)
    const { bytes } = await compileRangeFiles(data, [path])
    await rm(path)
    const made = { date: '2017-04-01', name: 'made up', version: '1', licence: 'none', notice: '' }
    return { bytes, edition: { data, ...made, ranges: hashOfRanges(bytes) } }
  }
}

function firstRows(list: Uint8Array): Uint8Array {
  const lines = new TextDecoder().decode(list).split('\n')
  return new TextEncoder().encode(
    `${lines
      .slice(0, KEPT_ROWS + 1)
      .join('\n')
      .trimEnd()}\n`,
  )
}
