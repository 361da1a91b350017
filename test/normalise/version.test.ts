import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'vitest'
import { csvLine } from '../../functions/lib/csv.ts'
import type { Receipt } from '../../functions/lib/receipt.ts'
import { landing } from '../../functions/lib/tables/landing.ts'
import { formatNames } from '../../functions/normalise/formats/index.ts'
import { normaliseUpload } from '../../functions/normalise/normalise-upload.ts'
import { NORMALISE_VERSION } from '../../functions/normalise/version.ts'
import { bytesUpload } from '../support/bytes-upload.ts'
import { sampleOf } from '../support/format-samples.ts'
import { expectGoldens } from '../support/golden.ts'
import { type LakeRun, startLakeRun } from '../support/lake-run.ts'

const NETWORKS = `cidr,name,access_path,time_zone,home_country,provider_asns
175.45.176.0/22,Star JV,terrestrial,Asia/Pyongyang,KP,131279 4837
210.52.109.0/24,Unicom,terrestrial,Asia/Pyongyang,,
2001:db8:7::/48,six,,UTC,,
`
/** Under names that stay, so that the objects' bytes say nothing of the reference set but what its rows took from it. */
async function land(format: string, run: LakeRun): Promise<Receipt> {
  return normaliseUpload(
    bytesUpload(sampleOf(format), `team/${format}`),
    format,
    'build',
    await run.delivery(run.reference),
  )
}

it('rises where the same uploads give other landing objects: with this version they give these', async () => {
  const run = await startLakeRun(NETWORKS)
  try {
    const objects: string[] = [`version ${NORMALISE_VERSION}`]
    for (const format of formatNames().sort()) {
      const { outputs, read, accepted, outOfScope, skipped, rejected } = await land(format, run)
      objects.push(`${format}: ${JSON.stringify({ read, accepted, outOfScope, skipped, rejected })}`)
      for (const { key } of outputs) {
        const bytes = readFileSync(join(run.folder, 'lake', key))
        objects.push(`${key}: ${bytes.length} bytes, ${createHash('sha256').update(bytes).digest('hex')}`)
      }
    }
    const columns = landing.columns.map(({ name }) => name)
    const texts = columns.map(name => `cast("${name}" as varchar) as "${name}"`).join(', ')
    const rows = await run.rows(
      `select dt, ${texts} from landing where dt in ('2017-04-01', '2017-04-02') order by dt, format, record, part`,
    )
    const files = new Map([
      ['objects.txt', `${objects.join('\n')}\n`],
      ['rows.csv', [csvLine(['dt', ...columns]), ...rows.map(row => csvLine(row))].join('')],
    ])
    expectGoldens('landing', files)
  } finally {
    await run.end()
  }
})
