import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, DeleteBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe } from 'vitest'
import { createS3Store } from '../../functions/lib/aws/s3-store.ts'
import { findMinio, MINIO_KEYS, startMinio } from '../support/aws/minio.ts'
import { REGION, ROOT_KEYS, startMinistack } from '../support/aws/ministack.ts'
import { allOf, describeObjectStore } from '../support/contracts/object-store.ts'

const { problem } = findMinio()
if (problem !== undefined) console.warn(`skipped on MinIO: ${problem}`)

const servers = [
  ...(problem === undefined ? [{ name: 'MinIO', start: startMinio, credentials: MINIO_KEYS }] : []),
  { name: 'ministack', start: (folder: string) => startMinistack(folder), credentials: ROOT_KEYS },
]

describe.each(servers)('on $name', ({ name, start, credentials }) => {
  const folder = mkdtempSync(join(tmpdir(), 'wire-s3-'))
  let client: S3Client
  let stop = async () => {}
  let buckets = 0
  beforeAll(async () => {
    const server = await start(join(folder, 'server'))
    stop = server.stop
    client = new S3Client({ endpoint: server.endpoint, region: REGION, credentials, forcePathStyle: true })
  })
  afterAll(async () => {
    await stop()
    rmSync(folder, { recursive: true })
  })

  describeObjectStore(`of S3, ${name}`, async () => {
    const bucket = `bucket-${++buckets}`
    await client.send(new CreateBucketCommand({ Bucket: bucket }))
    const store = createS3Store({ client, bucket })
    return {
      store,
      async close() {
        await store.delete((await allOf(store.list(''))).map(({ key }) => key))
        await client.send(new DeleteBucketCommand({ Bucket: bucket }))
      },
    }
  })
})
