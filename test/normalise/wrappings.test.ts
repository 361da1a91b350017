/** The sample of each text format in all that files and lines are wrapped in: the same rows, in the same places. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formats } from '../../functions/normalise/formats/index.ts'
import { normaliseUpload } from '../../functions/normalise/normalise-upload.ts'
import { bytesUpload } from '../support/bytes-upload.ts'
import { thirdOf } from '../support/depth.ts'
import { sampleOf } from '../support/format-samples.ts'
import { type LakeRun, startLakeRun } from '../support/lake-run.ts'
import { WRAPPINGS } from '../support/wrappings.ts'

const texts = formats.filter(({ access, name }) => access === 'stream' && !sampleOf(name).includes(0))

let run: LakeRun
beforeAll(async () => {
  run = await startLakeRun(
    'cidr,name,access_path,time_zone,home_country,provider_asns\n175.45.176.0/22,Star JV,,UTC,KP,\n',
  )
})
afterAll(() => run.end())

/** What an upload of these bytes becomes: its counts, its refused units and its landing objects. */
async function landed(bytes: Uint8Array) {
  const receipt = await normaliseUpload(
    bytesUpload(bytes, 'team/log'),
    'id',
    'build',
    await run.delivery(run.reference),
  )
  const { format, read, accepted, outOfScope, skipped, rejected, warnings, outputs, rejects } = receipt
  const objects = outputs.map(({ key }) => {
    const hash = createHash('sha256').update(readFileSync(join(run.folder, 'lake', key)))
    return [key, hash.digest('hex')]
  })
  const refused = rejects === null ? '' : readFileSync(join(run.folder, 'lake', rejects), 'utf8')
  return { format, read, accepted, outOfScope, skipped, rejected, warnings, objects, refused }
}

describe.each(texts.map(({ name }) => name))('%s', name => {
  it('is read in each wrapping as without', async () => {
    const text = Buffer.from(sampleOf(name)).toString()
    const plain = await landed(Buffer.from(text))
    expect(plain).toMatchObject({ format: name })
    expect(plain.accepted).toBeGreaterThan(0)
    const nth = texts.findIndex(of => of.name === name)
    for (const [wrapping, wrap] of thirdOf(Object.entries(WRAPPINGS), nth))
      expect({ wrapping, ...(await landed(wrap(text))) }).toEqual({ wrapping, ...plain })
  })
})
